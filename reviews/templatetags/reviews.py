"""What the other desks show of the workflow without importing it: its buttons and its record."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles import entering
from articles.languages import of_records
from articles.models import Article, Revision
from reviews import phrases
from reviews.models import Approval, Event
from reviews.record import history, timeline
from reviews.workflow.perform import actions_for
from reviews.workflow.submission import Submission
from reviews.workflow.submission_preview import preview

register = template.Library()


@register.inclusion_tag("reviews/workflow/_actions.html", takes_context=True)
def workflow_actions(context: Context, revision: Revision | None) -> dict[str, Any]:
    """The buttons of what the user of the page may do with a revision now; none for no revision.

    A transition that asks for something is a link to its page, any other posts at once. Each says
    what follows, whom it tells, or why it must wait.
    """
    request = context["request"]
    actions = []
    if revision is not None:
        actions = actions_for(revision, request.user, submission=_submission(context, revision))
    return {
        "revision": revision,
        "actions": [
            (action, revision is not None and action.transition.asks_something(revision))
            for action in actions
        ],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("reviews/workflow/_readiness.html", takes_context=True)
def readiness(context: Context, revision: Revision, editor: str = "") -> dict[str, Any]:
    """What stands between a draft and its review, each with a link to its place.

    `editor` is the address of the page where the draft is written; "" says that this is that page.
    """
    submission = _submission(context, revision)
    follows = preview(submission, timezone.localdate())
    return {
        "revision": revision,
        "editor": editor,
        "blocking": submission.blocking,
        "advice": [*submission.advice, *(each for each in follows if each.is_advice)],
        "follows": [each for each in follows if not each.is_advice],
    }


@register.inclusion_tag("reviews/workflow/_sent_back.html")
def sent_back(draft: Revision) -> dict[str, Any]:
    """With what words reviewers sent back the text that this draft begins with; none where they did not.

    And what those found who finished after the first decision had ended the round.
    """
    verdicts = (Approval.Verdict.REQUEST_CHANGES, Approval.Verdict.REJECT)
    if draft.based_on_id is None:
        return {"statements": [], "reports": []}
    return {
        "statements": Approval.objects.filter(revision=draft.based_on_id, verdict__in=verdicts),
        "reports": Event.objects.filter(revision=draft.based_on_id, transition="finish"),
    }


@register.inclusion_tag("reviews/record/_events.html", takes_context=True)
def article_events(context: Context, article: Article) -> dict[str, Any]:
    """The record of an article in words, newest first."""
    return {"entries": history.entries(article, context["request"].user)}


@register.inclusion_tag("reviews/record/_timeline.html", takes_context=True)
def article_timeline(context: Context, article: Article) -> dict[str, Any]:
    """All that happened to an article; `kind` and `before` in the address narrow it."""
    request = context["request"]
    kind, before = request.GET.get("kind", ""), entering.moment(request.GET.get("before", ""))
    found = timeline.page(article, request.user, kind, before)
    return {"page": found, "days": timeline.by_day(found.entries), "kinds": timeline.KINDS}


@register.inclusion_tag("reviews/desk/_due.html")
def due(day: date | None, of: str = "") -> dict[str, Any]:
    """“Due 17 November 2030, 4 days late”: lateness in words, never by colour alone.

    `of` “review” says that it is a review that is due.
    """
    days = (day - timezone.localdate()).days if day else 0
    word = pgettext("before a day", "Due")
    if of == "review":
        word = pgettext("before a day", "Review due")
    return {"day": day, "word": word, "days": abs(days), "is_late": days < 0, "is_soon": days <= 3}


@register.filter
def days_ago(moment: datetime) -> str:
    """“today”, “yesterday”, “4 days ago”."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days < 2:
        return _("today") if days == 0 else _("yesterday")
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


@register.filter
def answered(answer: str) -> str:
    """“Yes” of the answer to a line of a checklist, as a signature keeps it."""
    return {"yes": _("Yes"), "no": _("No"), "n.a.": _("N.a.")}.get(answer, answer)


@register.filter
def interests(said: str) -> str:
    """“None.” in the language of the page; whatever else was declared, to the letter and in its own."""
    language = "" if phrases.is_none(said) else of_records()
    shown = phrases.interests(said)
    return format_html('<span lang="{}">{}</span>', language, shown) if language else shown


@register.filter
def specialty(name: object) -> str:
    """“Pain medicine” in the language of the page."""
    return phrases.specialty(str(name))


@register.filter
def scored(score: str) -> str:
    """“61 of 80”, as a signature keeps a score."""
    points, _of, most = score.partition(" of ")
    return _("%(count)s of %(most)s") % {"count": points, "most": most}


@register.filter
def names(people: list[object]) -> str:
    """“Ada, Ben and Cleo”."""
    return phrases.names(people)


def _submission(context: Context, revision: Revision) -> Submission:
    """The panel and the buttons of one page look at one reading of the text."""
    kept = vars(context["request"]).setdefault("submissions", {})
    return kept.setdefault(revision.pk, Submission(revision))  # type: ignore[no-any-return]
