"""The page of one sealed text: read it as readers will, discuss it, decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from js_asset import ImportMap, Media, Script

from articles.comments.discussion import others_in, threads_about
from articles.evidence.statements import label_of
from articles.models import Anchor, Disclaimer, Revision, Thread
from articles.text.editor import body_vocabulary
from articles.users import User
from reviews.eligibility.visibility import is_editor, visible_to
from reviews.models import Approval, Verdict
from reviews.reviewing import commenting, discussion
from reviews.reviewing.forms import AnswerForm, ThreadForm
from reviews.reviewing.progress import progress
from reviews.reviewing.suggestions import Facts
from reviews.views.access import user_of, visible_revision
from reviews.views.signing import shown_lately
from reviews.views.since import view_context
from reviews.workflow import guards
from reviews.workflow.context import TransitionContext
from reviews.workflow.forms import ActionForm, lead_to_error
from reviews.workflow.perform import Action, actions_for

MEDIA = Media(
    importmap=ImportMap(
        {
            f"articles/{name}": f"articles/{name}.js"
            for name in ("anchors", "i18n", "margin_cards", "vocabulary")
        },
    ),
    js=[
        body_vocabulary(),
        Script("reviews/review_page.js", type="module"),
        Script("reviews/keys.js", type="module"),
    ],
    css={"all": ["articles/discussion.css"]},
)


@dataclass(frozen=True)
class Offer:
    """An action with its form; `form` is None where it must wait or goes by its own page."""

    action: Action
    form: ActionForm | None

    @property
    def is_returned(self) -> bool:
        """Whether it was sent off and came back."""
        return self.form is not None and self.form.is_bound


@dataclass(frozen=True)
class Discussion:
    """A thread on the page: where it stands in this text, its form, and what the user may do."""

    thread: Thread
    anchor: Anchor | None
    form: AnswerForm
    may_resolve: bool
    is_mine: bool
    told: list[User]


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A sealed text before those who may see it; for everybody else there is no such page."""
    return show(request, visible_revision(request, pk))


@login_required
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with the changes since the user's last decision in the place of the text."""
    return show(request, visible_revision(request, pk), are_changes_asked=True)


def show(
    request: HttpRequest,
    revision: Revision,
    form: ActionForm | None = None,
    thread_form: ThreadForm | None = None,
    answer: tuple[int, AnswerForm] | None = None,
    status: int = 200,
    *,
    are_changes_asked: bool = False,
) -> HttpResponse:
    """The page; a form that came back stands in its place with what was typed in it.

    A decision that is no longer on offer is shown as it was written, so that nothing is lost.
    """
    user = user_of(request)
    returned = form or thread_form or (answer[1] if answer else None)
    if returned is not None:
        lead_to_error(returned)
    context = form.context if form else TransitionContext(revision, user, timezone.now())
    threads = _discussed(context)
    context.presence = context.presence or shown_lately(request)
    context.threads = [thread for thread, _anchor in threads]
    offers = _offers(actions_for(revision, user, context=context), context, form)
    is_offered = form is None or any(offer.form is form for offer in offers)
    shown = {
        "revision": revision,
        "attempt": context,
        "offers": offers,
        "returned": returned,
        "kept": None if is_offered else form,
        "progress": progress(revision, timezone.localdate(), context.known),
        "is_editor": is_editor(user),
        "decisions": decisions_shown(context),
        "asked": {each.reviewer_id for each in revision.assignments.all()},
        "may_write": context.is_writer,
        "shows_record": (is_editor(user) or context.is_writer) and not context.hides_others,
        "threads": _threads(
            [each for each in threads if each[0].pk not in context.hidden_threads], user, answer
        ),
        "thread_form": thread_form
        or ThreadForm(body=revision.body, initial={"line": request.GET.get("line", "")}),
        **_statements(context),
        **_checklist(context, request.GET.get("line", "")),
        **_listening(context),
        "earlier": _earlier(revision, user),
        "media": MEDIA.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
        **_text(context.facts),
        **view_context(request, revision, user, are_changes_asked=are_changes_asked),
    }
    return render(request, "reviews/reviewing/review.html", shown, status=status)


def _discussed(context: TransitionContext) -> list[tuple[Thread, Anchor | None]]:
    """All that stand against the text; of what is said in them, what the user may read by now."""
    said = discussion.said_to(context.actor, context.revision) if context.hides_comments else None
    return threads_about(context.revision, said)


def decisions_shown(context: TransitionContext) -> list[Approval]:
    """Those on the text that the user may know of: where the round says so, one's own come first."""
    if not context.hides_others:
        return context.approvals
    return [each for each in context.approvals if each.reviewer_id == context.actor.pk]


def _listening(context: TransitionContext) -> dict[str, Any]:
    """Whether the user may open a discussion, and who hears of one."""
    why_not = discussion.why_not_open(context.revision, context.actor)
    told = [] if why_not else commenting.listening(context.actor, context.writers, context.waiting)
    if told and context.round and context.round.is_blind:
        unheard = discussion.kept_from(context.actor, context.revision.article_id)
        told = [each for each in told if each.pk not in unheard]
    collects = not why_not and discussion.is_in_the_middle(context.revision, context.actor)
    return {"why_no_thread": why_not, "listening": told, "collects": collects}


def _statements(context: TransitionContext) -> dict[str, Any]:
    """What is to be checked in the text, and what its writer set aside and asks to be agreed to."""
    is_asked = context.assignment is not None and not guards.is_assigned(context)
    may_settle = is_editor(context.actor) and not context.hides_others
    return {
        "ledger": context.ledger if is_asked else None,
        "asked_dismissals": context.asked_dismissals,
        "differences": context.differences if may_settle else [],
        "may_rule": is_asked and context.revision.state in discussion.DISCUSSED,
        "rulings": Verdict.Ruling.choices,
        "addable": _addable(context) if is_asked else [],
    }


def _addable(context: TransitionContext) -> list[tuple[str, str]]:
    """The kinds of statements that its reviewer may name besides those that were found."""
    if context.revision.state != Revision.State.IN_REVIEW or guards.has_not_decided(context):
        return []
    return [(each, label_of(each)) for each in context.checked]


def _checklist(context: TransitionContext, line: str) -> dict[str, Any]:
    """The reviewer's own list, and the questions of its lines for the discussions that name one."""
    is_asked = context.assignment is not None and not guards.is_assigned(context)
    questions = context.round.questions if context.round else {}
    return {
        "sheet": context.sheet if is_asked else None,
        "may_answer": is_asked and context.revision.state in discussion.DISCUSSED,
        "questions": questions,
        "chosen_line": questions.get(line, ""),
    }


def _text(facts: Facts) -> dict[str, Any]:
    """The text and the disclaimers around it; where the changes stand in its place, nothing is rendered."""
    top = Disclaimer.Placement.TOP
    return {
        "text": facts.text,
        "rendered": lambda: facts.rendered,
        "disclaimers_above": lambda: [
            each for each in facts.disclaimers if each.disclaimer.placement == top
        ],
        "disclaimers_below": lambda: [
            each for each in facts.disclaimers if each.disclaimer.placement != top
        ],
    }


def _offers(
    actions: Sequence[Action], context: TransitionContext, form: ActionForm | None
) -> list[Offer]:
    return [Offer(action, _form_of(action, context, form)) for action in actions]


def _form_of(
    action: Action, context: TransitionContext, form: ActionForm | None
) -> ActionForm | None:
    if not action.is_ready or action.transition.has_own_page:
        return None
    if form is not None and form.transition.name == action.transition.name:
        return form
    return action.transition.form_for(context)


def _threads(
    threads: Sequence[tuple[Thread, Anchor | None]],
    user: User,
    answer: tuple[int, AnswerForm] | None,
) -> list[Discussion]:
    """Mine first, each group in the order of the text; what has no place there comes first."""
    returned = dict([answer]) if answer else {}
    found = [
        Discussion(
            thread,
            anchor,
            returned.get(thread.pk) or AnswerForm(auto_id=f"id_thread_{thread.pk}_%s"),
            discussion.may_resolve(thread, user),
            is_mine=thread.opened_by_id == user.pk,
            told=others_in(thread, user),
        )
        for thread, anchor in threads
    ]
    return sorted(
        found, key=lambda each: (not each.is_mine, each.anchor.start if each.anchor else 0)
    )


def _earlier(revision: Revision, user: User) -> list[Revision]:
    """The submitted texts before this one that the user may see, with how much was said of them."""
    if revision.number == 1:
        return []
    before = visible_to(user).filter(article=revision.article_id, number__lt=revision.number)
    is_open = Q(threads__resolved_at=None, threads__isnull=False)
    counts = before.annotate(said=Count("threads"), open=Count("threads", filter=is_open))
    return list(counts.order_by("-number"))
