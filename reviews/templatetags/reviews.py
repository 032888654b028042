"""What the other desks show of the workflow without importing it: its buttons and its record."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from articles.models import Article, Revision
from reviews import history
from reviews.forms import GRAVE, asks_something
from reviews.workflow import actions_for

register = template.Library()
NEXT_STEPS = {"submit", "assign", "publish"}  # unfolded at once; the rest waits to be looked for


@register.inclusion_tag("reviews/_actions.html", takes_context=True)
def workflow_actions(context: Context, revision: Revision | None) -> dict[str, Any]:
    """The buttons of what the user of the page may do with a revision now; none for no revision.

    A transition that asks for something is a link to its page, any other posts at once. Each says
    what follows, whom it tells, or why it must wait.
    """
    request = context["request"]
    actions = actions_for(revision, request.user) if revision is not None else []
    return {
        "revision": revision,
        "actions": [
            (action, revision is not None and asks_something(action.transition, revision))
            for action in actions
        ],
        "grave": GRAVE,
        "next_steps": NEXT_STEPS,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("reviews/_events.html", takes_context=True)
def article_events(context: Context, article: Article) -> dict[str, Any]:
    """The record of an article in words, newest first."""
    return {"entries": history.entries(article, context["request"].user)}


@register.inclusion_tag("reviews/_due.html")
def due(day: date | None, word: str = "Due") -> dict[str, Any]:
    """“Due 17 November 2030, 4 days late”: lateness in words, never by colour alone."""
    days = (day - timezone.localdate()).days if day else 0
    return {"day": day, "word": word, "days": abs(days), "is_late": days < 0, "is_soon": days <= 3}


@register.filter
def days_ago(moment: datetime) -> str:
    """“today”, “yesterday”, “4 days ago”."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


@register.filter
def names(people: list[object]) -> str:
    """“Ada, Ben and Cleo”."""
    return history.names(people)
