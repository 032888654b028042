"""Where a disclaimer stands: each public page that shows it, under which wording it was signed, and asking
for another review where a new one matters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from articles import disclaimers
from articles.disclaimers import Rule
from articles.models import Disclaimer, Revision, Wording
from articles.users import User
from reviews.desk.texts.bulk import signers
from reviews.models import Approval, Assignment
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform


@dataclass(frozen=True)
class Touched:
    """A public text that shows the disclaimer. `signed` is the wording under which it was approved last;
    0 where it did not stand there then."""

    revision: Revision
    wording: Wording
    signed: int
    is_asked: bool

    @property
    def is_newer(self) -> bool:
        """Whether readers see another wording than the reviewer did."""
        return self.signed != self.wording.number


def touched(disclaimer: Disclaimer, today: date) -> list[Touched]:
    """Each public text that shows it, those first whose reviewers saw another wording."""
    rules = [rule for rule in disclaimers.rules() if _is_of(rule, disclaimer)]
    if not rules:
        return []
    texts = _public()
    shown = {
        text.pk: wording
        for text in texts
        for wording in disclaimers.shown_on(text.article, text, today, rules)
    }
    signed, waiting = _signed(shown, disclaimer), asked(shown)
    found = [
        Touched(text, shown[text.pk], signed.get(text.pk, 0), text.pk in waiting)
        for text in texts
        if text.pk in shown
    ]
    return sorted(found, key=lambda each: (not each.is_newer, each.revision.title))


def pages_of_each(today: date) -> Counter[int]:
    """How many public texts show each disclaimer, by its key: as many queries for many as for one."""
    known = disclaimers.rules()
    return Counter(
        wording.disclaimer_id
        for text in _public()
        for wording in disclaimers.shown_on(text.article, text, today, known)
    )


def ask_again(revision: Revision, editor: User) -> list[User]:
    """Ask those whose approval of a public text stands to look at it again; returns whom.

    Raises `Refused` with the reason where there is none, or a rule says no.
    """
    people = signers(revision)
    if not people:
        raise Refused(_("Nobody has approved this text: assign a reviewer on its review page."))
    for reviewer in people:
        perform("assign", revision, editor, Inputs(reviewer=reviewer))
    return people


def _public() -> list[Revision]:
    found = (
        Revision.objects.published().of_articles().select_related("article__topic__parent__parent")
    )
    tagged = found.prefetch_related("article__tags")  # type: ignore[misc]  # taggit has no types
    return list(tagged.order_by("title"))


def _is_of(rule: Rule, disclaimer: Disclaimer) -> bool:
    return any(wording.disclaimer_id == disclaimer.pk for wording in rule.wordings)


def _signed(revisions: Iterable[int], disclaimer: Disclaimer) -> dict[int, int]:
    """The wording that stood there at the last approval that stands, by text."""
    approvals = Approval.objects.standing().filter(
        revision__in=list(revisions), verdict=Approval.Verdict.APPROVE
    )
    told = approvals.order_by("signed_at").values_list("revision", "disclaimers")
    return {pk: int(shown.get(disclaimer.slug, 0)) for pk, shown in told}


def asked(revisions: Iterable[int]) -> set[int]:
    waiting = Assignment.objects.waiting().filter(revision__in=list(revisions))
    return set(waiting.values_list("revision", flat=True))
