"""By what lists of texts are narrowed and sorted, whatever else each of them shows.

A filter narrows texts (`Revision`), of whichever state; what it says of an article holds for each text of it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import DateField, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.models import Tag

from articles import languages
from articles.drafting import desk_search
from articles.drafting.worklist import VIEWS
from articles.listing.filters import Asking, Filter, Sort
from articles.models import Article, Revision, Thread, Topic
from articles.models.articles import State
from reviews.models import Approval, Assignment, Debt, NextReview

Texts = QuerySet[Revision]
SOON: Final = {"week": 7, "month": 30, "quarter": 90}  # days


def _with_words(found: Texts, words: str, asking: Asking) -> Texts:
    return found.filter(article__in=desk_search.found(words, asking.user))


def _titled(found: Texts, words: str, asking: Asking) -> Texts:
    for word in words.split():
        found = found.filter(title__icontains=word)
    return found


def _in_view(found: Texts, view: str, asking: Asking) -> Texts:
    states = VIEWS[view][1]
    return found.filter(state__in=states) if states else found


def _in_state(found: Texts, state: str, asking: Asking) -> Texts:
    return found.filter(state=state)


def _in_language(found: Texts, language: str, asking: Asking) -> Texts:
    return found.filter(language=language)


def _under_topic(found: Texts, topic: str, asking: Asking) -> Texts:
    """Of the topic or of one below it."""
    topics = Topic.objects.linked()
    below = [each.pk for each in topics.values() if topics[int(topic)] in each.ancestry()]
    return found.filter(article__topic__in=below)


def _tagged(found: Texts, slug: str, asking: Asking) -> Texts:
    return found.filter(article__in=Article.objects.filter(tags__slug=slug).values("pk"))


def _by_writer(found: Texts, writer: str, asking: Asking) -> Texts:
    return found.filter(article__in=Article.objects.filter(writers=int(writer)).values("pk"))


def _by_reviewer(found: Texts, reviewer: str, asking: Asking) -> Texts:
    """Whoever was asked and has not declined, or has signed."""
    asked = Assignment.objects.standing().filter(reviewer=int(reviewer))
    signed = Approval.objects.standing().filter(reviewer=int(reviewer))
    return found.filter(Q(pk__in=asked.values("revision")) | Q(pk__in=signed.values("revision")))


def _due(found: Texts, when: str, asking: Asking) -> Texts:
    """By the day on which somebody who was asked must decide, or on which a public text is due again."""
    if when == "late":
        days = Q(due_on__lt=asking.today)
    else:
        last = asking.today + timedelta(days=SOON[when])
        days = Q(due_on__gte=asking.today, due_on__lte=last)
    return found.filter(
        Q(pk__in=Assignment.objects.waiting().filter(days).values("revision"))
        | Q(pk__in=NextReview.objects.filter(days).values("revision"))
        | Q(pk__in=Debt.objects.outstanding().filter(days).values("revision"))
    )


def _standing(found: Texts, standing: str, asking: Asking) -> Texts:
    return found.filter(article__in=STANDINGS[standing][1](asking.today))


def _reviewed(today: date) -> QuerySet[Any]:
    return NextReview.objects.filter(due_on__gte=today).values("article")


def _overdue(today: date) -> QuerySet[Any]:
    return NextReview.objects.filter(due_on__lt=today).values("article")


def _owed(today: date) -> QuerySet[Any]:
    return Debt.objects.outstanding().values("revision__article")


def _unreviewed(today: date) -> QuerySet[Any]:
    """Public, with no review that counts."""
    reviewed = NextReview.objects.filter(article=OuterRef("article"))
    return Revision.objects.published().filter(~Exists(reviewed)).values("article")


STANDINGS: Final = {
    "reviewed": (_("Reviewed and in date"), _reviewed),
    "overdue": (_("Review overdue"), _overdue),
    "owed": (_("Published without review, one is owed"), _owed),
    "unreviewed": (_("Public without a review that counts"), _unreviewed),
}


def _with_task(found: Texts, task: str, asking: Asking) -> Texts:
    return TASKS[task][1](found)


def _with_threads(found: Texts, threads: QuerySet[Thread]) -> Texts:
    return found.filter(article__in=threads.values("revision__article"))


def _commented(found: Texts) -> Texts:
    return _with_threads(found, Thread.objects.unresolved())


def _must_fix(found: Texts) -> Texts:
    return _with_threads(found, Thread.objects.blocking())


def _with_notes(found: Texts) -> Texts:
    return _with_threads(found, Thread.objects.unresolved().filter(kind=Thread.Kind.NOTE))


def _unasked(found: Texts) -> Texts:
    asked = Assignment.objects.standing().filter(revision=OuterRef("pk"))
    return found.filter(~Exists(asked), state=State.IN_REVIEW)


def _asked(found: Texts) -> Texts:
    return found.filter(pk__in=Assignment.objects.waiting().values("revision"))


TASKS: Final = {
    "comments": (_("Has open comments"), _commented),
    "must_fix": (_("Has a point that must be fixed"), _must_fix),
    "notes": (_("Has notes of the import"), _with_notes),
    "unasked": (_("In review, and nobody is asked"), _unasked),
    "asked": (_("Waits for a reviewer"), _asked),
}


def _topics(asking: Asking) -> Iterable[tuple[Any, Any]]:
    return [(each.pk, str(each)) for each in Topic.objects.for_articles().order_by("name")]


def _tags(asking: Asking) -> Iterable[tuple[Any, Any]]:
    return list(Tag.objects.order_by("name").values_list("slug", "name"))


def _writers(asking: Asking) -> Iterable[tuple[Any, Any]]:
    writes = Article.writers.through.objects.filter(user=OuterRef("pk"))
    return (
        get_user_model().objects.filter(Exists(writes)).order_by("name").values_list("pk", "name")
    )


def _reviewers(asking: Asking) -> Iterable[tuple[Any, Any]]:
    asked = Assignment.objects.filter(reviewer=OuterRef("pk"))
    signed = Approval.objects.filter(reviewer=OuterRef("pk"))
    found = get_user_model().objects.filter(Exists(asked) | Exists(signed))
    return found.order_by("name").values_list("pk", "name")


def _dues(asking: Asking) -> Iterable[tuple[str, Any]]:
    return (
        ("late", pgettext_lazy("due", "Overdue")),
        ("week", _("Within a week")),
        ("month", _("Within a month")),
        ("quarter", _("Within three months")),
    )


WORDS: Final = Filter("q", _("Words"), _with_words, is_beside=True)
TITLE: Final = Filter("q", _("Title"), _titled, is_beside=True)
VIEW: Final = Filter(
    "view",
    _("Which articles"),
    _in_view,
    lambda asking: [(name, label) for name, (label, states) in VIEWS.items() if states],
    is_beside=True,
)
STATE: Final = Filter("state", _("State"), _in_state, lambda asking: State.choices)
OF_TEXTS: Final = (
    Filter("topic", _("Topic"), _under_topic, _topics),
    Filter("tag", _("Tag"), _tagged, _tags),
    Filter("language", _("Language"), _in_language, lambda asking: languages.choices()),
    Filter("writer", _("Writer"), _by_writer, _writers),
    Filter("reviewer", _("Reviewer"), _by_reviewer, _reviewers),
    Filter("due", _("Due"), _due, _dues),
    Filter(
        "standing",
        _("Review"),
        _standing,
        lambda asking: [(name, label) for name, (label, _found) in STANDINGS.items()],
    ),
    Filter(
        "task",
        _("Open task"),
        _with_task,
        lambda asking: [(name, label) for name, (label, _found) in TASKS.items()],
    ),
)


def with_due(found: Texts, asking: Asking) -> Texts:
    """`due`: of those who are asked the earliest day, else when the public text is due again."""
    if "due" in found.query.annotations:
        return found
    asked = Assignment.objects.waiting().filter(revision=OuterRef("pk")).order_by()
    soonest = asked.values("revision").annotate(day=Min("due_on")).values("day")
    again = NextReview.objects.filter(revision=OuterRef("pk")).values("due_on")
    never = Value(
        date.max
    )  # so that what is not due stands last; LEAST forgets it where it is NULL
    return found.annotate(
        due=Least(
            Coalesce(Subquery(soonest, output_field=DateField()), never),
            Coalesce(Subquery(again, output_field=DateField()), never),
        )
    )


SORTS: Final = {
    "title": Sort(_("Article"), ("title",)),
    "topic": Sort(_("Topic"), ("article__topic__name",)),
    "state": Sort(_("State"), ("state",)),
    "saved": Sort(_("Last saved"), ("saved_at",)),
    "due": Sort(_("Due"), ("due",), with_due),
}
