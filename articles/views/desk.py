"""A new article, and the story of one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from articles.drafting import drafts, templates, translating
from articles.drafting.duplicating import duplicate
from articles.drafting.forms import NewArticleForm
from articles.languages import active, choices
from articles.models import Article, ArticleTemplate, Revision
from articles.models.articles import OPEN, State
from articles.text.outline import outline_of
from articles.users import User
from articles.views.access import for_writers, user_of

OFFERED = 8  # articles to link to
MOST_WORDS = 8  # of a title, that are looked at


@for_writers
def article_new(request: HttpRequest) -> HttpResponse:
    """`?template=` chooses one to begin with."""
    initial = {"language": active(), "template": request.GET.get("template")}
    form = NewArticleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect("revision_edit", _begun(form, user_of(request)).pk)
    offered = [(each, outline_of(each.body)) for each in ArticleTemplate.objects.offered()]
    context = {"form": form, "templates": offered, "has_languages": len(choices()) > 1}
    return render(request, "articles/drafting/article_new.html", context)


def _begun(form: NewArticleForm, user: User) -> Revision:
    begun = form.cleaned_data
    if begun["template"]:
        return templates.begin(begun["template"], user, begun["topic"], form.text())
    return drafts.start_article(user, begun["topic"], form.text(), language=begun["language"])


@for_writers
@require_GET
def article_search(request: HttpRequest) -> JsonResponse:
    """For the dialog of links: published articles whose titles have all words of `q`, a few at a time."""
    words = request.GET.get("q", "").split()[:MOST_WORDS]
    if not words:
        return JsonResponse({"results": []})
    published = Revision.objects.published().of_articles().select_related("article")
    for word in words:
        published = published.filter(title__icontains=word)
    found = published.defer("body", "sealed").order_by("title", "pk")[:OFFERED]
    results = [{"label": each.title, "value": each.article.get_absolute_url()} for each in found]
    return JsonResponse({"results": results})


@for_writers
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an article stands, its texts, and all that happened to it; `article_next` comes later."""
    article = _written(request, pk)
    texts = Texts.of(article)
    family = translating.family_on_desk(article, user_of(request))
    context = {
        "article": article,
        "revisions": texts.all,
        "current": texts.current,
        "opened": texts.opened,
        "live": texts.live,
        "family": family,
        "original_now": translating.overtaken_by(article, texts.current),
        "may_translate": bool(translating.missing_among(family)),
    }
    return render(request, "articles/drafting/article_timeline.html", context)


@for_writers
@require_safe
def article_next(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands before publication, and what can be done now. The page of the article fetches it into
    its column, because a text is judged for it.
    """
    article = _written(request, pk)
    texts = Texts.of(article)
    context = {"article": article, "current": texts.current, "live": texts.live}
    return render(request, "articles/drafting/article_next.html", context)


def _written(request: HttpRequest, pk: int) -> Article:
    articles = Article.objects.writable_by(request.user)
    return get_object_or_404(
        articles.select_related("topic__parent__parent", "translation_of"), pk=pk
    )


@dataclass(frozen=True)
class Texts:
    """The texts of an article, the latest first, without what they say."""

    all: list[Revision]

    @classmethod
    def of(cls, article: Article) -> "Texts":
        texts = article.revisions.select_related("created_by", "based_on")
        return cls(list(texts.defer("body", "sealed").order_by("-number")))

    @property
    def current(self) -> Revision:
        """Where the article stands: the latest text that was not thrown away."""
        return next((text for text in self.all if text.state != State.DISCARDED), self.all[0])

    @property
    def opened(self) -> Revision | None:
        """The text that is under way."""
        return next((text for text in self.all if text.state in OPEN), None)

    @property
    def live(self) -> Revision | None:
        """The text that readers see."""
        return next((text for text in self.all if text.state == State.PUBLISHED), None)


@login_required
@permission_required("reviews.publish_revision", raise_exception=True)
@require_POST
def evidence_show(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor says what readers see of what an article rests on."""
    article = get_object_or_404(Article.objects.writable_by(request.user), pk=pk)
    article.shows_evidence = "shows_evidence" in request.POST
    article.shows_quotations = "shows_quotations" in request.POST
    article.save(update_fields=["shows_evidence", "shows_quotations"])
    messages.success(request, _("Readers see it so from now on."))
    return redirect("timeline", article.pk)


@for_writers
@require_POST
def article_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a new article with the text of this one."""
    mine = Article.objects.writable_by(request.user).select_related("topic", "translation_of")
    article = get_object_or_404(mine, pk=pk, about="")
    revision = duplicate(article, user_of(request))
    messages.success(
        request, _("This is a new article. Those who wrote in the other can’t review this one.")
    )
    return redirect("revision_edit", revision.pk)


@for_writers
@require_POST
def draft_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next draft, or lead to the one that is open."""
    article = get_object_or_404(Article.objects.writable_by(request.user), pk=pk)
    revision = drafts.start_draft(article, user_of(request))
    return redirect("revision_edit" if revision.is_draft else "revision_preview", revision.pk)
