"""Beginning a translation, and saying that one follows its original."""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.drafting import translating
from articles.drafting.drafts import NotADraft
from articles.drafting.forms import TranslationForm
from articles.models import Article, Revision
from articles.views.access import for_writers, user_of, writable_revision


@for_writers
def translation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The first draft of an article in another language; of one's own, or of one that is published."""
    article = get_object_or_404(_translatable(request), pk=pk)
    missing = translating.missing_languages(article)
    if not missing:
        messages.info(request, _("There is a translation in every language of this site."))
        return redirect("timeline", pk)
    source = translating.text_to_translate(article.original)
    form = TranslationForm(request.POST if request.method == "POST" else None, languages=missing)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            begun = form.cleaned_data
            draft = translating.start_translation(
                article, begun["language"], begun["title"], user_of(request)
            )
            return redirect("revision_edit", draft.pk)
    context = {"article": article, "source": source, "form": form}
    return render(request, "articles/drafting/translation_new.html", context, status=status)


@for_writers
@require_POST
def original_followed(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft says what the original's text says now."""
    draft = writable_revision(request, pk)
    try:
        translating.follow_original(draft)
        messages.success(request, _("Noted. The draft counts as a translation of that text."))
    except NotADraft:
        messages.error(request, _("Only a draft can follow the original."))
    return redirect("timeline", draft.article_id)


def _translatable(request: HttpRequest) -> QuerySet[Article]:
    published = Revision.objects.published().values("article")
    own = Article.objects.writable_by(request.user).values("pk")
    found = Article.objects.filter(Q(pk__in=own) | Q(pk__in=published), about="")
    return found.select_related("translation_of")
