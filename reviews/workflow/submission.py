"""What stands between a draft and its review: the findings on its text, and those on its review.

The guards of the workflow refuse by `Submission.blocking`; the panel shows the same list.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.bringing_in.imports import UNSORTED
from articles.drafting import readiness
from articles.drafting.evidence.gates import ADVICE
from articles.drafting.findings import EditorPlace, Finding, Severity
from articles.models import Article, Byline, DraftThread, Person, Revision, Thread, Topic, Wording
from articles.sealing import seal
from articles.search.prepared import Prepared
from articles.search.presence import presence
from reviews.approval import policies
from reviews.eligibility import bylines
from reviews.eligibility.candidates import able_to_review
from reviews.eligibility.facts import text_of
from reviews.eligibility.rules import Reviewer
from reviews.models import Policy, Signers

SAID: Final = 3  # reasons that a refusal names; the panel shows all


@dataclass(frozen=True)
class Submission:
    """A text before the rules for its submission. Each part is read once."""

    revision: Revision
    today: date = field(default_factory=timezone.localdate)

    @property
    def blocking(self) -> list[Finding]:
        found = [finding for finding in self._text.findings if finding.blocks]
        return [*found, *self._review_blocks]

    @property
    def advice(self) -> list[Finding]:
        """What does not block, open points of reviewers first: those stand against an approval."""
        found = [finding for finding in self._text.findings if not finding.blocks]
        return [*self._points, *self._said_on_draft, *self._change_note, *found]

    @property
    def why_not(self) -> str:
        """Why the text can't be submitted, for whoever tries, or ""."""
        said = [finding.message for finding in self.blocking]
        rest = len(said) - SAID
        more = _("And %(count)d more.") % {"count": rest} if rest > 0 else ""
        return " ".join([*said[:SAID], more]).strip()

    @cached_property
    def policy(self) -> Policy | None:
        return Policy.objects.for_topic(self.revision.topic)

    @cached_property
    def able(self) -> list[Reviewer]:
        """Those who may be asked to review the text."""
        text = text_of(self.revision, Signers.of(self.revision.article))
        return able_to_review(text, self.today)

    @property
    def disclaimers(self) -> list[Wording]:
        """What readers of the article see today."""
        return self._text.disclaimers

    @cached_property
    def sealable(self) -> str:
        """What would be sealed: the text as it was judged, with its works, names and images."""
        return self._text.text.serialised()

    @property
    def bylines(self) -> list[Byline]:
        """The names under the title."""
        return self._text.bylines

    @cached_property
    def live(self) -> Revision | None:
        """The text that readers see now; none while the first is a draft."""
        if self.revision.is_draft and self.revision.number == 1:
            return None
        return Revision.objects.published().filter(article=self.revision.article_id).first()

    @cached_property
    def _text(self) -> readiness.Readiness:
        gates = self.policy.gates(self.today) if self.policy else ADVICE
        return readiness.Readiness(self.revision, gates)

    @cached_property
    def _review_blocks(self) -> list[Finding]:
        found = []
        if self.policy is None:
            words = _no_policy(self.revision.topic)
            found.append(Finding("policy missing", Severity.BLOCKS, words, EditorPlace("topic")))
        if self._around.answers:
            answers = bylines.answers_of_the_named(self.revision.article)
            found += [self._declined(each) for each in bylines.refusing(answers)]
        is_same = self.live is not None and seal.digest(self.sealable) == self.live.digest
        if is_same and not self._live_falls_short:
            words = _("Nothing has changed since the published text.")
            found.append(Finding("nothing changed", Severity.BLOCKS, words, EditorPlace()))
        return found

    @cached_property
    def _around(self) -> "_Around":
        return _Around(
            *_presence(self.revision.article_id, self.revision.pk, self.revision.number)[0]
        )

    @staticmethod
    def _declined(person: Person) -> Finding:
        said = _("%(name)s declined to stand under the title: take the name off.")
        place = EditorPlace("bylines-0-person")
        return Finding("byline declined", Severity.BLOCKS, said % {"name": person.name}, place)

    @property
    def _live_falls_short(self) -> bool:
        """Whether the policy asks more of the text that readers see than its review has: then the same
        text may be reviewed anew."""
        return self.live is not None and policies.falls_short(self.live, self.today) is not None

    @cached_property
    def _points(self) -> list[Finding]:
        if not self._around.points:
            return []
        count = Thread.objects.blocking().about(self.revision).count()
        words = ngettext(
            "%(count)d “must fix” comment is open. "
            "Approval waits until whoever raised a point says that it is met.",
            "%(count)d “must fix” comments are open. "
            "Approval waits until whoever raised a point says that it is met.",
            count,
        ) % {"count": count}
        return [Finding("open must fix", Severity.ADVISES, words, EditorPlace("threads"))]

    @cached_property
    def _said_on_draft(self) -> list[Finding]:
        """What writers and editors still discuss: it stays on the draft, and goes along into the next."""
        if not self._around.said:
            return []
        count = _said_on(self.revision).count()
        words = ngettext(
            "%(count)d comment of those who write it is open. "
            "It stays on the draft: reviewers never see it.",
            "%(count)d comments of those who write it are open. "
            "They stay on the draft: reviewers never see them.",
            count,
        ) % {"count": count}
        return [Finding("open on the draft", Severity.ADVISES, words, EditorPlace("threads"))]

    @property
    def _change_note(self) -> list[Finding]:
        if self.live is None or self.revision.change_note:
            return []
        words = _("Tell readers what changed since the published text.")
        return [Finding("change note missing", Severity.ADVISES, words, EditorPlace("change_note"))]


class _Around(NamedTuple):
    """Whether something was said: of names under the title, by reviewers, among those who write the draft."""

    answers: bool
    points: bool
    said: bool


@Prepared
def _presence(article: int, pk: int, number: int) -> QuerySet[Article, tuple[bool, ...]]:
    revision = Revision(pk=pk, article_id=article, number=number)
    return presence(
        Article.objects.filter(pk=article),
        bylines.answers_of_the_named(Article(pk=article)),
        Thread.objects.blocking().about(revision),
        _said_on(revision),
    )


def _said_on(revision: Revision) -> QuerySet[DraftThread]:
    return DraftThread.objects.unresolved().shared().filter(revision=revision)


def _no_policy(topic: Topic) -> str:
    """What comes in from elsewhere is unsorted, and its writer can sort it."""
    if topic.slug == UNSORTED:
        return _("Choose a topic: it decides who must review the article.")
    said = _(
        "No review policy covers the topic “%(topic)s”: choose another topic, or ask an administrator "
        "to set a policy."
    )
    return said % {"topic": topic}
