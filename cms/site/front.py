"""The front page and the topics: what stands where, from what is published."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from articles.languages import active
from articles.models import Revision, TagIntroduction, Topic
from articles.search.tokenizer import fold
from cms.caching.shared import until_changed
from cms.site.news.notices import Notice, notices
from cms.site.teasers import Teaser, published, published_anywhere, teasers
from reviews.models import Approval

LATEST = 6
NEWLY_REVIEWED = 3
NOTICES = 4


@dataclass(frozen=True)
class Complaint:
    """What troubles a reader, in their words, and the slug of the tag whose articles speak of it."""

    words: str
    slug: str


@dataclass(frozen=True)
class FrontPage:
    lead: Teaser | None
    latest: tuple[Teaser, ...]
    newly_reviewed: tuple[Teaser, ...]
    notices: tuple[Notice, ...]
    complaints: tuple[Complaint, ...]

    @property
    def teasers(self) -> list[Teaser]:
        """Everything shown, each once."""
        return [*filter(None, [self.lead]), *self.latest, *self.newly_reviewed]


def front_page(today: date) -> FrontPage:
    """The newest reviewed article leads; where none is reviewed, the newest. Nothing stands here twice."""
    newest = list(published()[: LATEST + NEWLY_REVIEWED + 1])
    signed = list(published().filter(pk__in=_last_signed()))
    shown = {
        teaser.revision.pk: teaser
        for teaser in teasers({each.pk: each for each in [*newest, *signed]}.values(), today)
    }
    latest = [shown[revision.pk] for revision in newest]
    reviewed = _by_review([shown[each.pk] for each in signed])
    bearing = (teaser for teaser in [*latest, *reviewed] if teaser.badge.is_shown)
    lead = next(bearing, next(iter(latest), None))
    reviewed = [teaser for teaser in reviewed if teaser is not lead]
    above = [lead, *reviewed[:NEWLY_REVIEWED]]
    rest = [teaser for teaser in latest if teaser not in above]
    return FrontPage(
        lead=lead,
        latest=tuple(rest[:LATEST]),
        newly_reviewed=tuple(reviewed[:NEWLY_REVIEWED]),
        notices=tuple(notices(most=NOTICES)),
        complaints=complaints(active()),
    )


@until_changed
def complaints(language: str) -> tuple[Complaint, ...]:
    """Those for which something is published in a language, by their words."""
    tagged = Revision.objects.published().filter(article__tags=OuterRef("tag"))
    speaking = tagged.filter(language=language)
    found = TagIntroduction.objects.exclude(complaint="").filter(Exists(speaking))
    told = [
        Complaint(each.said("complaint"), each.tag.slug) for each in found.select_related("tag")
    ]
    return tuple(sorted(told, key=lambda each: fold(each.words)))


def topics_with_articles(language: str) -> list[Topic]:
    """The topics at the top in which something is published in a language, or in one below.

    Asked of each topic by itself: how much is published would have to be counted at every change.
    """
    of_topic = published_anywhere().filter(language=language, article__topic=OuterRef("pk"))
    topics = Topic.objects.annotate(has_articles=Exists(of_topic)).linked().values()
    having = [topic for topic in topics if topic.has_articles]  # type: ignore[attr-defined]
    filled = {above.pk for topic in having for above in topic.ancestry()}
    return [topic for topic in topics if topic.parent_id is None and topic.pk in filled]


def _last_signed() -> list[int]:
    """The published texts that somebody signed as a whole most lately."""
    approvals = Approval.objects.standing().filter(
        # asked of each signature, newest first: joined, SQLite begins with all that is published
        Exists(published().order_by().filter(pk=OuterRef("revision"))),
        verdict=Approval.Verdict.APPROVE,
        scope=Approval.Scope.FULL,
    )
    # more than are shown: a text may be signed twice, or not have all its signatures
    found = approvals.order_by("-signed_at", "-pk").values_list("revision", flat=True)
    return list(dict.fromkeys(found[: 4 * NEWLY_REVIEWED]))


def _by_review(found: list[Teaser]) -> list[Teaser]:
    reviewed = [teaser for teaser in found if teaser.badge.is_shown and teaser.badge.reviewed_on]
    return sorted(reviewed, key=lambda teaser: teaser.badge.reviewed_on or date.min, reverse=True)
