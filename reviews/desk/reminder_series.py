"""The series of reminders: for each a class that says when a day of it comes, whom it tells and how.

`reminders` tells what has come. A series is added by a class here and its name in `reminders.SOURCES`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Self

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Topic
from articles.users import User
from reviews import phrases
from reviews.eligibility.rights import holders_of
from reviews.models import Assignment, Credential, NextReview, Notification, Policy
from reviews.notifications.notifications import Message

FOUR_WEEKS = timedelta(weeks=4)
SIXTY_DAYS = timedelta(days=60)


class Reminder(ABC):
    """The latest of one series that has come, for these people.

    `occasion` names the series and what it is about, `for_day` the day of it that has come: nobody is
    told of both twice. `article`, where it is about one, is locked while it is told; `path` is where it
    leads.
    """

    review: Assignment | None = None
    sender: User | None = None

    def __init__(
        self, people: tuple[User, ...], article: int | None, occasion: str, for_day: date, path: str
    ) -> None:
        self.people = people
        self.article = article
        self.occasion = occasion
        self.for_day = for_day
        self.path = path

    @abstractmethod
    def words(self) -> tuple[str, str]:
        """Subject and text in the language that is active: asked once for each person."""

    @abstractmethod
    def is_due(self) -> bool:
        """Whether it still holds; asked under the lock of the article."""

    @property
    def message(self) -> Message:
        subject, text = self.words()
        return Message(
            kind=Notification.Kind.REMINDER,
            occasion=self.occasion,
            for_day=self.for_day,
            subject=subject,
            text=text,
            path=self.path,
            assignment=self.review,
            sender=self.sender,
        )

    def __str__(self) -> str:
        return f"{phrases.names(self.people)}: {self.message.subject}"


# --- reviews that are asked for ----------------------------------------------------------------


class OfReview(Reminder):
    """About one open review, for as long as its due date stays."""

    review: Assignment

    def __init__(self, review: Assignment, people: tuple[User, ...], for_day: date) -> None:
        self.review = review
        super().__init__(
            people=people,
            article=review.revision.article_id,
            occasion=f"review {review.pk} {self.series}",
            for_day=for_day,
            path=reverse("review", args=[review.revision_id]),
        )

    @property
    @abstractmethod
    def series(self) -> str:
        """Which of the series about this review."""

    def still(self) -> QuerySet[Assignment]:
        """The review, for as long as it waits."""
        return Assignment.objects.waiting().filter(pk=self.review.pk, due_on=self.review.due_on)

    def is_due(self) -> bool:
        return self.still().exists()


class Series(OfReview):
    """What the clock tells of an open review, to its reviewer where nothing else is said."""

    @classmethod
    @abstractmethod
    def day(cls, review: Assignment, policy: Policy, today: date) -> date | None:
        """The latest day of the series that has come, if one has."""

    @classmethod
    def people_of(cls, review: Assignment, editors: tuple[User, ...]) -> tuple[User, ...]:
        return (review.reviewer,) if review.reviewer.is_active else ()


class DueDate(Series):
    """To the reviewer: some days before the due date, on it, and every so many days after it."""

    @property
    def series(self) -> str:
        return f"due {self.review.due_on}"

    @classmethod
    def day(cls, review: Assignment, policy: Policy, today: date) -> date | None:
        before = _first_of_due_date(review, policy)
        if today < before:
            return None
        every = policy.remind_every_days
        late = (today - review.due_on).days
        day = before if late < 0 else review.due_on + timedelta(days=late // every * every)
        return day if day > _asked_on(review) else None

    def words(self) -> tuple[str, str]:
        facts = _facts(self.review)
        if self.for_day > self.review.due_on:
            subject = _("Your review was due on %(day)s: %(title)s")
            text = _("Your review of “%(title)s” was due on %(day)s.")
        else:
            subject = _("Your review is due on %(day)s: %(title)s")
            text = _("Your review of “%(title)s” is due on %(day)s.")
        return subject % facts, f"{text % facts} {_ask(self.review)}"


class NoAnswer(Series):
    """To the reviewer: every so many days since the request, until `DueDate` begins."""

    series: ClassVar[str] = "answer"

    @classmethod
    def day(cls, review: Assignment, policy: Policy, today: date) -> date | None:
        if review.answer != Assignment.Answer.ASKED:
            return None
        times = (today - _asked_on(review)).days // policy.remind_unanswered_days
        if times < 1 or today >= _first_of_due_date(review, policy):
            return None
        return _asked_on(review) + timedelta(days=times * policy.remind_unanswered_days)

    def still(self) -> QuerySet[Assignment]:
        return super().still().filter(answer=Assignment.Answer.ASKED)

    def words(self) -> tuple[str, str]:
        facts = _facts(self.review)
        text = _("You were asked to review “%(title)s”. It is due on %(day)s.") % facts
        subject = _("Can you review this by %(day)s? %(title)s") % facts
        return subject, f"{text} {_ask(self.review)}"


class Late(Series):
    """To the one who asked, or every editor where that one is none any more: once, some days after."""

    @property
    def series(self) -> str:
        return f"late {self.review.due_on}"

    @classmethod
    def day(cls, review: Assignment, policy: Policy, today: date) -> date | None:
        day = review.due_on + timedelta(days=policy.escalate_after_days)
        return day if today >= day else None

    @classmethod
    def people_of(cls, review: Assignment, editors: tuple[User, ...]) -> tuple[User, ...]:
        return tuple(editor for editor in editors if editor == review.assigned_by) or editors

    def words(self) -> tuple[str, str]:
        facts = _facts(self.review)
        text = _(
            "The review of “%(title)s” by %(name)s was due on %(day)s and is not in. "
            "Remind them, or ask somebody else."
        )
        return _("%(name)s is late, due on %(day)s: %(title)s") % facts, text % facts


class ByHand(OfReview):
    """An editor reminds a reviewer; the day is that on which they do."""

    series: ClassVar[str] = "by hand"

    def __init__(self, review: Assignment, sender: User, today: date) -> None:
        super().__init__(review, (review.reviewer,), today)
        self.sender = sender

    def words(self) -> tuple[str, str]:
        facts = {**_facts(self.review), "by": self.sender}
        text = _("%(by)s asks you to look at “%(title)s”. It is due on %(day)s.") % facts
        return _("A reminder from %(by)s: %(title)s") % facts, f"{text} {_ask(self.review)}"


class CredentialEnds(Reminder):
    """To whoever holds it and to the editors, sixty days before a credential that counts ends."""

    def __init__(self, credential: Credential, editors: tuple[User, ...], for_day: date) -> None:
        self.credential = credential
        holder = credential.person.user
        theirs = (holder,) if holder is not None and holder.is_active else ()
        super().__init__(
            people=tuple(dict.fromkeys((*theirs, *editors))),
            article=None,
            occasion=f"credential {credential.pk} ends {credential.expires_on}",
            for_day=for_day,
            path=reverse("dashboard"),
        )

    @classmethod
    def due(cls, today: date) -> Iterator[Self]:
        ending = Credential.objects.valid_on(today).filter(
            expires_on__lte=today + SIXTY_DAYS, person__user__is_active=True
        )
        found = list(ending.select_related("person__user").order_by("expires_on", "pk"))
        editors = tuple(holders_of("assign_reviewer")) if found else ()
        for credential in found:
            if credential.expires_on is not None:
                yield cls(credential, editors, credential.expires_on - SIXTY_DAYS)

    def is_due(self) -> bool:
        """Not once it was renewed, voided, or entered with another day."""
        held = Credential.objects.checked().filter(pk=self.credential.pk)
        return held.filter(expires_on=self.credential.expires_on).exists()

    def words(self) -> tuple[str, str]:
        ends = self.credential.expires_on
        facts = {
            "name": self.credential.person,
            "credential": self.credential,
            "day": day_of(ends) if ends else "",
        }
        subject = _("A credential of %(name)s ends on %(day)s") % facts
        text = _(
            "“%(credential)s” of %(name)s ends on %(day)s; from then on it entitles to no review. Once it "
            "is renewed, an administrator enters the new day and somebody else looks it up."
        )
        return subject, text % facts


class ReviewsAsked:
    """Finds the open reviews once, and asks each series about each of them."""

    def __init__(self, *series: type[Series]) -> None:
        self.series = series

    def __call__(self, today: date) -> Iterator[Reminder]:
        waiting = Assignment.objects.waiting().order_by("due_on", "pk")
        topics, policy_of = Topic.objects.linked(), Policy.objects.by_topic()
        editors = tuple(holders_of("assign_reviewer"))
        for review in waiting.select_related("revision__article", "reviewer", "assigned_by"):
            policy = policy_of(topics[review.revision.article.topic_id]) or Policy()
            for series in self.series:
                if day := series.day(review, policy, today):
                    yield series(review, series.people_of(review, editors), day)


def _asked_on(review: Assignment) -> date:
    return timezone.localdate(review.assigned_at)


def _first_of_due_date(review: Assignment, policy: Policy) -> date:
    return review.due_on - timedelta(days=policy.remind_before_days)


def _facts(review: Assignment) -> dict[str, object]:
    return {"title": review.revision.title, "name": review.reviewer, "day": day_of(review.due_on)}


def _ask(review: Assignment) -> str:
    if review.answer == Assignment.Answer.ASKED:
        return _("You have not answered yet: accept or decline, so that the editors can plan.")
    return _("If you can't do it, decline, so that the editors can ask somebody else.")


def day_of(day: date) -> str:
    """A day as messages write it, in the language that is active."""
    return phrases.day(day.isoformat())


# --- reviews that are due again ----------------------------------------------------------------


class DueAgain(Reminder):
    """To the editors four weeks before, on and every four weeks after the day, while nobody is asked."""

    def __init__(self, review_again: NextReview, editors: tuple[User, ...], today: date) -> None:
        self.review_again = review_again
        self.is_past = today > review_again.due_on
        weeks = (today - review_again.due_on) // FOUR_WEEKS
        super().__init__(
            people=editors,
            article=review_again.article_id,
            occasion=f"rereview {review_again.revision_id} due {review_again.due_on}",
            for_day=review_again.due_on + weeks * FOUR_WEEKS,
            path=reverse("rereviews_due"),
        )

    @classmethod
    def due(cls, today: date) -> Iterator[Self]:
        editors = tuple(holders_of("assign_reviewer"))
        found = cls._unasked().filter(due_on__lte=today + FOUR_WEEKS)
        for each in found.select_related("revision").order_by("due_on", "pk"):
            yield cls(each, editors, today)

    @staticmethod
    def _unasked() -> QuerySet[NextReview]:
        asked = Assignment.objects.waiting().filter(revision=OuterRef("revision"))
        return NextReview.objects.filter(~Exists(asked))

    def is_due(self) -> bool:
        still = self._unasked().filter(pk=self.review_again.pk, due_on=self.review_again.due_on)
        return still.exists()

    def words(self) -> tuple[str, str]:
        title, day = self.review_again.revision.title, day_of(self.review_again.due_on)
        if self.is_past:
            subject = _("Review was due again on %(day)s: %(title)s")
            text = _("The review of “%(title)s” was due again on %(day)s and nobody is asked.")
        else:
            subject = _("Review is due again on %(day)s: %(title)s")
            text = _("The review of “%(title)s” is due again on %(day)s and nobody is asked.")
        facts = {"title": title, "day": day}
        advice = _("Ask a reviewer to confirm it, or start a new edition.")
        return subject % facts, f"{text % facts} {advice}"
