"""Two accounts said to be one person, or not after all: who may say so, and what follows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.signals import article_changed
from articles.users import User
from reviews.approval import next_reviews
from reviews.humans import accounts_of, marks, sameness
from reviews.models import Approval, SamePerson
from reviews.refusal import Refused


def statement(
    one: User, other: User, said_by: User, why: str, *, is_same: bool = True
) -> SamePerson:
    """The statement, not yet kept: the two in the order in which a pair stands."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    return SamePerson(
        one=first, other=second, said_by=said_by, why=why.strip(), is_same=is_same,
        said_at=timezone.now(),
    )  # fmt: skip


def why_not(said: SamePerson) -> str:
    """Why it can't be said, or "".

    Whoever it is about does not say it. What was said is taken back by somebody else: with one hand
    nobody makes a writer a stranger to their own text.
    """
    if said.one_id == said.other_id:
        return _("Choose two different accounts.")
    if not said.why.strip():
        return _("Say how you know.")
    about = sameness().closed(marks(said.one_id) | marks(said.other_id))
    if marks(said.said_by_id) & about:
        return _("It is about yourself: ask another administrator to say it.")
    last = _last(said)
    if said.is_same == (last is not None and last.is_same):
        return _("That is what is known already.")
    if last is not None and last.is_same and last.said_by_id in accounts_of(said.said_by):
        return _("You said that they are one person: another administrator takes it back.")
    return ""


@transaction.atomic
def say(said: SamePerson) -> SamePerson:
    """Keep it; badges that rested on both as two people fall at once. Raises `Refused`."""
    if reason := why_not(said):
        raise Refused(reason)
    said.save()
    signed = Approval.objects.filter(reviewer__in=[said.one_id, said.other_id])
    for article in Article.objects.filter(revisions__approvals__in=signed).distinct():
        next_reviews.keep_up(article.pk, timezone.localdate())
        article_changed.send(sender=Article, article=article, comes_or_goes=False)
    return said


def _last(said: SamePerson) -> SamePerson | None:
    return SamePerson.objects.filter(one=said.one_id, other=said.other_id).order_by("-pk").first()
