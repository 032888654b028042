"""House rules: listed with what they find, tried out before they are saved, and what is looked at again."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import languages
from articles.drafting.evidence import tally
from articles.evidence.rules import CONTRADICTED, Severity, shipped
from articles.models import HouseRule, Revision, RuleHit
from reviews.desk.notices import reach
from reviews.desk.rules import lists
from reviews.desk.rules.forms import RuleForm
from reviews.desk.rules.keeping import keep, waiting_for
from reviews.desk.rules.lists import Row
from reviews.desk.rules.trial import Trial, try_out
from reviews.eligibility.rights import ASSIGN
from reviews.models import Proposal
from reviews.refusal import Refused
from reviews.views.access import user_of
from reviews.views.rules.asking import ask_again

ADD, CHANGE = "articles.add_houserule", "articles.change_houserule"
MOST_HITS: Final = 100


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with what it finds, who answers for it, and how often it is set aside.

    Those for texts in the language of the desk come first; `language` in the address narrows it to one.
    """
    _may_see(request)
    now, found = timezone.now(), lists.rows()
    chosen = request.GET.get("language", "")
    ordered = sorted(languages.choices(), key=lambda each: each[0] != languages.active())
    context = {
        "groups": [(*each, found[each[0]]) for each in ordered if chosen in (each[0], "")],
        "languages": ordered,
        "chosen": chosen if chosen in found else "",
        "waiting": tally.waiting(now),
        "today": timezone.localdate(now),
    }
    return render(request, "reviews/rules/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One rule: what it finds, and a form that says what a change would do before it is saved."""
    _may_see(request)
    row = lists.find(language, slug)
    if row is None:
        raise Http404
    return _answer(request, row, CHANGE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """A rule of the site's own; with `fact` in the address, what contradicts a fact of a subject."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    return _answer(request, None, ADD)


@login_required
@require_POST
def rule_ask(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Ask those who approved the chosen texts last to look at what the rule asks about in them."""
    row = lists.find(language, slug)
    if row is None:
        raise Http404
    if not request.user.has_perm(ASSIGN):
        raise PermissionDenied
    ask_again(request, _chosen(request, row))
    return redirect("house_rule", language, slug)


def _chosen(request: HttpRequest, row: Row) -> list[Revision]:
    hits = RuleHit.objects.filter(language=row.language, rule=row.name, is_published=True)
    found = Revision.objects.published().filter(article__in=hits.values("article"))
    return [each for each in found if str(each.pk) in request.POST.getlist("text")]


def _answer(request: HttpRequest, row: Row | None, right: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, row, RuleForm(row, initial=_initial(request)))
    if not request.user.has_perm(right):
        raise PermissionDenied
    form = RuleForm(row, request.POST)
    if not form.is_valid():
        return _page(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "save" in request.POST and request.POST.get("tried") == form.digest:
        if saved := _saved(request, form):
            return saved
        return _page(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    trial = try_out(form.language, row.asked if row else None, form.after)
    return _page(request, row, form, trial=trial)


def _saved(request: HttpRequest, form: RuleForm) -> HttpResponse | None:
    """Carry out the act; None where a guard refuses it, whose reason then stands on the form."""
    try:
        made = keep(form, user_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if isinstance(made, Proposal):
        said = _("A grave rule would ask about less: it waits until another editor confirms it.")
    else:
        tally.count_due(timezone.now())
        said = _("Saved. Each text is read by it from now on; what is published stays as it is.")
    messages.success(request, said)
    own = HouseRule.objects.get(language=form.language, name=form.name)
    return redirect("house_rule", own.language, own.slug)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """A fact begins with what contradicts one that comes with the product: “is no approved medicine”."""
    if "fact" not in request.GET:
        return {}
    language = languages.default()
    known = next((rule for rule in shipped(language).rules if rule.about), None)
    begun = {"language": language, "category": CONTRADICTED, "severity": Severity.HIGH.value}
    if known is None:
        return begun
    said: dict[str, Any] = {
        "phrases": known.phrases,
        "exceptions": known.exceptions,
        "question": known.question,
    }
    return {**begun, **said, "closed_by_source": False, "reads_headings": True}


def _page(
    request: HttpRequest,
    row: Row | None,
    form: RuleForm,
    status: HTTPStatus = HTTPStatus.OK,
    trial: Trial | None = None,
) -> HttpResponse:
    may_write = request.user.has_perm(CHANGE if row else ADD)
    context = {
        "row": row,
        "of_language": dict(languages.choices()).get(row.language, "") if row else "",
        "form": form if may_write else None,
        "trial": trial,
        "tried": form.digest if trial else "",
        "is_off": bool(trial) and not form.cleaned_data["in_use"],
        "may_ask": request.user.has_perm(ASSIGN),
        "proposal": waiting_for(row.own) if row else None,
        **(_found(row) if row else {}),
    }
    return render(request, "reviews/rules/rule.html", context, status=status)


def _found(row: Row) -> dict[str, Any]:
    """What stands of it: passages that readers see, passages in drafts, phrases with their shares."""
    hits = RuleHit.objects.filter(language=row.language, rule=row.name).with_dismissals()
    published = list(hits.filter(is_published=True).select_related("article")[:MOST_HITS])
    live = Revision.objects.published().filter(article__in={each.article_id for each in published})
    texts = {each.article_id: each for each in live.select_related("article")}
    groups: dict[Revision, list[RuleHit]] = {}
    for each in published:
        if text := texts.get(each.article_id):
            groups.setdefault(text, []).append(each)
    return {
        "groups": list(groups.items()),
        "waiting": reach.asked(each.pk for each in groups),
        "phrases": lists.phrases(row),
    }


def _may_see(request: HttpRequest) -> None:
    if not (request.user.has_perm(CHANGE) or request.user.has_perm(ASSIGN)):
        raise PermissionDenied
