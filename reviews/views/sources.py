"""Works in question: what was said of them, who cites them, and what is decided about both."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article, Reference, RetractionMatch, Revision
from articles.references import bibliography
from articles.retractions import standings
from articles.users import User
from reviews import phrases
from reviews.desk import sources as desk
from reviews.desk.notices import reach
from reviews.eligibility.rights import ASSIGN, REVIEW, WRITE
from reviews.eligibility.visibility import is_editor
from reviews.refusal import Refused
from reviews.views.access import user_of


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "min_length": gettext_lazy("Say it in a sentence that others can follow."),
            "required": gettext_lazy("Say why."),
        },
    )


@login_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every work in question; and what an editor is asked, where only a title agrees."""
    _desk_user(request)
    context = {
        "rows": desk.fallen(),
        "proposals": desk.proposals(),
        "as_of": standings.as_of(),
    }
    return render(request, "reviews/desk/sources.html", context)


@login_required
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Reference, pk=pk))


@login_required
@require_POST
def source_match(request: HttpRequest, pk: int, match: int) -> HttpResponse:
    """An editor says that a notice is about the work, or that it is not."""
    user = _desk_user(request)
    if not is_editor(user):
        raise PermissionDenied
    found = get_object_or_404(RetractionMatch, pk=match, reference=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found.reference, match=found.pk, form=form)
    is_same = request.POST.get("is") == "same"
    standings.decide(found, is_same, user, form.cleaned_data["reason"], timezone.now())
    messages.success(request, _("This is decided, and will not be asked again."))
    return redirect("source", pk)


@login_required
@require_POST
def source_reason(request: HttpRequest, pk: int, article: int) -> HttpResponse:
    """Whoever writes, reviews or publishes a text says why it cites the work."""
    user = _desk_user(request)
    reference = get_object_or_404(Reference, pk=pk)
    cited = {each.revision.article_id for each in desk.citing(reference, user, _sees_all(user))}
    chosen = get_object_or_404(Article.objects.filter(pk__in=cited), pk=article)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, reference, article=article, form=form)
    standings.acknowledge(chosen, reference, user, form.cleaned_data["reason"], timezone.now())
    messages.success(request, _("Readers see this beside the reference."))
    return redirect("source", pk)


@login_required
@require_POST
def source_ask(request: HttpRequest, pk: int, article: int) -> HttpResponse:
    """Ask those who approved a public text that rests on the work to look at it again."""
    user = _desk_user(request)
    if not user.has_perm(ASSIGN):
        raise PermissionDenied
    reference = get_object_or_404(Reference, pk=pk)
    public = Revision.objects.published().filter(reference_uses__key=reference.key)
    text = get_object_or_404(public.distinct(), article=article)
    try:
        with transaction.atomic():
            people = reach.ask_again(text, user)
    except Refused as refusal:
        messages.error(request, f"{text.title}: {refusal}")
    else:
        said = _("Asked to look at it again: %(names)s.")
        messages.success(request, said % {"names": phrases.names(people)})
    return redirect("source", pk)


def _page(
    request: HttpRequest,
    reference: Reference,
    match: int = 0,
    article: int = 0,
    form: ReasonForm | None = None,
) -> HttpResponse:
    """`form` was filled in badly, for that match or that article."""
    user = _desk_user(request)
    matches = RetractionMatch.objects.filter(reference=reference)
    context: dict[str, Any] = {
        "reference": reference,
        "entry": bibliography.entries([reference.csl])[0],
        "standing": standings.of_keys([reference.key]).get(reference.key),
        "as_of": standings.as_of(),
        "matches": [
            (each, form if form and each.pk == match else ReasonForm(auto_id=f"match-{each.pk}-%s"))
            for each in matches.select_related("notice", "decided_by")
        ],
        "citing": [
            (
                each,
                form
                if form and each.revision.article_id == article
                else ReasonForm(auto_id=f"text-{each.revision.pk}-%s"),
            )
            for each in desk.citing(reference, user, _sees_all(user))
        ],
        "may_decide": is_editor(user),
    }
    return render(request, "reviews/desk/source.html", context, status=422 if form else 200)


def _desk_user(request: HttpRequest) -> User:
    user = user_of(request)
    if not (is_editor(user) or user.has_perm(REVIEW) or user.has_perm(WRITE)) or user.is_guest:
        raise PermissionDenied
    return user


def _sees_all(user: User) -> bool:
    return is_editor(user)
