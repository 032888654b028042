"""What the page of an article shows: its text, its badge, its history, each from where it is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import addresses
from articles.disclaimers import Spell
from articles.images.pictures import address
from articles.languages import active, locale_of
from articles.library.forms import label_of
from articles.models import Article, Byline, Disclaimer, Revision, Topic, Wording
from articles.models.articles import ENDED, State
from articles.sealing import seal
from articles.sealing.rendering import Source
from articles.search.prepared import Prepared
from cms.addresses import absolute
from cms.caching.surroundings import (
    disclaimers_on,
    notices_over_time,
    place,
    policy_of,
    with_marks,
    with_tags,
)
from cms.emergencies import of_an_emergency
from cms.glossary.terms import explained
from cms.site.related import Beside, Neighbour
from cms.site.sealed_texts import Changes, Reading, changes, reading
from cms.site.teasers import INDEXABLE
from cms.site.translations import Family, family, relatives
from reviews.approval import badge, evidence_table
from reviews.approval.evidence_table import Line
from reviews.approval.policies import Judged, judged
from reviews.eligibility.bylines import declined, with_refusals
from reviews.models import Approval, Change, ChangeKind, Event
from reviews.workflow.transitions import TRANSITIONS

ENDINGS = [transition.name for transition in TRANSITIONS if transition.comment_is_public]


@dataclass(frozen=True)
class Version:
    """One text that readers see or have seen, in the record of its article.

    `signatures` are those that completed its review; `ending` says in public why it was withdrawn
    or retracted.
    """

    revision: Revision
    text: seal.Text
    signatures: tuple[Approval, ...]
    ending: Event | None
    is_first: bool
    is_shown: bool
    is_readable: bool
    previous: Revision | None = None

    @cached_property
    def changes(self) -> Changes | None:
        """What changed since the version before, where both may be read."""
        if self.previous is None or not self.is_readable:
            return None
        return changes(self.previous, self.revision)

    @property
    def number(self) -> int:
        return self.revision.number

    @property
    def change(self) -> Change | None:
        """What readers are told of it; a first text replaced none."""
        return getattr(self.revision, "change", None)

    @property
    def note(self) -> str:
        if self.change is None:
            return self.revision.change_note
        return self.change.note if self.change.is_announced else ""

    @property
    def kind(self) -> str:
        """“Correction”, “New edition”, or “First published”."""
        return self.change.get_kind_display() if self.change else _("First published")

    @property
    def writers(self) -> list[seal.Signature]:
        return _in_role(self.text, Byline.Role.WRITER)

    @property
    def editors(self) -> list[seal.Signature]:
        return _in_role(self.text, Byline.Role.EDITOR)

    @property
    def state(self) -> str:
        return self.revision.get_state_display()


@dataclass(frozen=True)
class TextPage:
    """A text with what stands around it: its place among the topics, its badge, its disclaimers."""

    article: Article
    version: Version
    badge: badge.Badge
    wordings: tuple[Wording, ...]

    @cached_property
    def topics(self) -> list[Topic]:
        """From the top of the hierarchy down to the article's own."""
        return self.article.topic.ancestry()[::-1]

    @property
    def top(self) -> list[Wording]:
        return self._placed(Disclaimer.Placement.TOP)

    @property
    def bottom(self) -> list[Wording]:
        return self._placed(Disclaimer.Placement.BOTTOM)

    def _placed(self, placement: Disclaimer.Placement) -> list[Wording]:
        return [each for each in self.wordings if each.disclaimer.placement == placement]


@dataclass(frozen=True)
class ArticlePage(TextPage):
    """The version that an article's address shows, and all that surrounds it."""

    versions: tuple[Version, ...]
    family: Family
    judged: Judged | None = None
    unwilling: tuple[str, ...] = ()
    related: tuple[Neighbour, ...] = ()
    successor: Revision | None = None

    @property
    def readable(self) -> list[Version]:
        """The versions that may be read and compared, newest first."""
        return [version for version in self.versions if version.is_readable]

    @cached_property
    def reading(self) -> Reading:
        """The text, with what became of its sources since."""
        sealed = reading(self.version.revision)
        rendered = with_marks(sealed.rendered, self.article)
        return replace(sealed, rendered=explained(rendered, self.language))

    @property
    def explains(self) -> bool:
        """Whether words of the text lead to the glossary, which nobody reviewed with it."""
        return 'class="term"' in self.reading.rendered.body

    @property
    def plain_words(self) -> str:
        """What the text says in plain words, to take along; nothing of one that was taken back."""
        return "" if self.is_retracted else self.reading.rendered.plain_words

    @property
    def emergency(self) -> str:
        """The id of the warning in the text that speaks of an emergency, or ""."""
        return of_an_emergency(self.reading.rendered.warnings, self.language)

    @property
    def fallen(self) -> list[Source]:
        """The sources that were retracted or doubted, and that nobody says are cited to tell of that."""
        return [each for each in self.reading.rendered.sources if each.standing and not each.why]

    @cached_property
    def evidence(self) -> list[Line]:
        """The statements that its reviewers checked, where the review holds for this text."""
        return evidence_table.lines(self.version.signatures, self.reading.rendered.sources)

    @cached_property
    def notices(self) -> list[Spell]:
        """The wordings of the disclaimers that stand on it, with the days from which each held."""
        return notices_over_time(self.article, self.version.text, timezone.localdate())

    @property
    def checked_on(self) -> date | None:
        """When statements were last held against their sources; None where nobody did that."""
        return max((line.on for line in self.evidence), default=None)

    @property
    def checked_since(self) -> date | None:
        """Since when statements are checked in its topic, where its review holds and was before that."""
        terms = getattr(self.version.revision, "round", None)
        if not self.badge.is_shown or terms is None or terms.checked:
            return None
        policy = policy_of(self.article)
        is_checked = policy and policy.checked and policy.checks_evidence(timezone.localdate())
        return policy.evidence_from if policy and is_checked else None

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What of the works a format can't hold that the list is taken along in: its name, and the fields."""
        found = self.reading.left_out.items()
        return [(name, ", ".join(map(label_of, fields))) for name, fields in found if fields]

    @property
    def title(self) -> str:
        """With the mark that a retracted text carries wherever its title goes (COPE)."""
        title = {"title": self.version.text.title}
        if self.is_retracted:
            return _("Retracted: %(title)s") % title
        return _("Withdrawn: %(title)s") % title if self.is_withdrawn else title["title"]

    @property
    def is_retracted(self) -> bool:
        return self.version.revision.state == State.RETRACTED

    @property
    def is_withdrawn(self) -> bool:
        return self.version.revision.state == State.WITHDRAWN

    @property
    def is_current(self) -> bool:
        """Whether this is what the article's own address shows."""
        return self.version.is_shown

    @property
    def has_badge(self) -> bool:
        """An old text says nothing of review, nor does one that was taken back."""
        return self.is_current and not self.is_retracted

    @property
    def is_indexable(self) -> bool:
        return self.is_current and self.badge.standing in INDEXABLE

    @property
    def language(self) -> str:
        return self.article.language

    @property
    def locale(self) -> str:
        return locale_of(self.language)

    @cached_property
    def canonical(self) -> str:
        return absolute(self.article.get_absolute_url())

    @property
    def share_image(self) -> str:
        """The address of the lead image for those who show links as cards, or ""."""
        lead = self.version.text.lead
        return absolute(address(lead.master)) if lead else ""

    @property
    def published_at(self) -> datetime:
        """When the article was first public."""
        return min(_published_at(version.revision) for version in self.versions)

    @property
    def updated_at(self) -> datetime:
        return _published_at(self.version.revision)

    @property
    def modified_at(self) -> datetime:
        """When what readers find here last changed: its text, or that it was taken back."""
        ending = self.version.ending
        return ending.at if ending else self.updated_at

    @property
    def is_updated(self) -> bool:
        return timezone.localdate(self.updated_at) > timezone.localdate(self.published_at)

    @property
    def corrections(self) -> list[Version]:
        """Those that hold for the text shown: made in it or before it, since its last new edition."""
        found = []
        for version in (each for each in self.versions if each.number <= self.version.number):
            change = version.change
            if change is None or change.kind == ChangeKind.EDITION:
                break
            if change.is_correction:
                found.append(version)
        return found


def _judged(
    article: Article, revision: Revision, history: badge.History, shown: badge.Badge
) -> Judged | None:
    policy = policy_of(article)
    found = judged(revision, history, policy, shown)
    return found.as_named(policy.topic) if found and policy else found


def article_page(
    slug: str, today: date, number: int | None = None, with_related: bool = False
) -> ArticlePage:
    """The page of an article, or of one of its versions that can be read.

    Raises `Article.DoesNotExist` where no text of it was ever public, not that one, or not in the
    language of the page.
    """
    article = next((each for each in _named([slug]) if each.language == active()), None)
    if article is None:
        raise Article.DoesNotExist
    place(article)
    with_tags(article)
    beside = Beside(article, today) if with_related else None
    kin = relatives(article)
    missing = beside.missing if beside else ()
    histories = badge.histories({article.pk, *missing, *(text.article_id for text in kin)})
    history = histories[article.pk]
    versions = _versions(history)
    chosen = next((each for each in versions if _is_chosen(each, number)), None)
    if chosen is None:
        raise Article.DoesNotExist
    is_gone = chosen.revision.state == State.WITHDRAWN
    is_on_show = any(each.revision.state == State.PUBLISHED for each in versions)
    shown = badge.compute(chosen.revision, history, today)
    return ArticlePage(
        article=article,
        version=chosen,
        badge=shown,
        judged=_judged(article, chosen.revision, history, shown),
        unwilling=_unwilling(article, chosen.text),
        versions=tuple(versions),
        family=family(article, chosen.revision, kin, _indexable(histories, kin, today)),
        wordings=() if is_gone else tuple(disclaimers_on(article, chosen.text, today)),
        related=beside.completed(histories) if beside else (),
        successor=None if is_on_show else addresses.successor(article),
    )


@Prepared
def _named(slugs: Iterable[str]) -> QuerySet[Article]:
    """In each language."""
    return with_refusals(Article.objects.filter(slug__in=slugs).select_related("comment_switch"))


def _indexable(
    histories: Mapping[int, badge.History], texts: Iterable[Revision], today: date
) -> list[int]:
    """Those of the texts that search engines may list, by their keys."""
    return [
        text.pk
        for text in texts
        if text.state == State.PUBLISHED
        and (full := histories[text.article_id].revisions.get(text.pk)) is not None
        and badge.compute(full, histories[text.article_id], today).standing in INDEXABLE
    ]


def _is_chosen(version: Version, number: int | None) -> bool:
    return version.is_shown if number is None else version.number == number


def _versions(history: badge.History) -> list[Version]:
    """The once public texts of an article, newest first."""
    revisions = sorted(history.revisions.values(), key=_published_at, reverse=True)
    shown = _shown(revisions)
    endings = _endings(revisions)
    is_gone = shown is not None and shown.state == State.WITHDRAWN
    return [
        Version(
            revision=revision,
            text=seal.read(revision.sealed),
            signatures=tuple(badge.signatures(revision, history)),
            ending=endings.get(revision.pk),
            is_first=revision is revisions[-1],
            is_shown=revision is shown,
            # what is withdrawn is not to be read, and its earlier forms with it
            is_readable=not is_gone and revision.state != State.WITHDRAWN,
            previous=_before(revision, older),
        )
        for revision, older in zip(revisions, [*revisions[1:], None], strict=False)
    ]


def _before(revision: Revision, older: Revision | None) -> Revision | None:
    """The version before, unless it was withdrawn and is not to be read."""
    return None if older is None or older.state == State.WITHDRAWN else older


def _shown(revisions: list[Revision]) -> Revision | None:
    """The published text; where there is none, the last that was withdrawn or retracted."""
    published = [each for each in revisions if each.state == State.PUBLISHED]
    ended = [each for each in revisions if each.state in ENDED]
    return next(iter(published + ended), None)


def _endings(revisions: Iterable[Revision]) -> dict[int, Event]:
    ended = [revision.pk for revision in revisions if revision.state in ENDED]
    if not ended:
        return {}
    events = Event.objects.filter(revision__in=ended, transition__in=ENDINGS).order_by("number")
    return {event.revision_id: event for event in events}


def _unwilling(article: Article, text: seal.Text) -> tuple[str, ...]:
    """Who stands under the sealed text and has declined to since: the seal keeps the name."""
    if not article.has_refusals:  # type: ignore[attr-defined]  # asked with the article
        return ()
    named = {signature.slug for signature in text.bylines}
    return tuple(each.name for each in declined(article) if each.slug in named)


def _in_role(text: seal.Text, role: Byline.Role) -> list[seal.Signature]:
    return [signature for signature in text.bylines if signature.role == role]


def _published_at(revision: Revision) -> datetime:
    if revision.published_at is None:
        raise TypeError("A once public text has a date: a constraint says so.")
    return revision.published_at
