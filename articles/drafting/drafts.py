"""Writing: start an article, start the next draft, save a draft. The only writers of a draft's text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import addresses, changes
from articles.comments import tracking
from articles.drafting import desk_search
from articles.images import library
from articles.languages import default
from articles.models import (
    Article,
    Byline,
    Checkpoint,
    Contribution,
    Reference,
    Revision,
    SitePage,
    Topic,
)
from articles.models.articles import State
from articles.text import attributes, cleaner
from articles.text.citations import cited_keys
from articles.users import User

THIN_EVERY = 50  # saves


class Stale(Exception):
    """Somebody saved this draft since the version that the writer started from."""

    def __init__(self, theirs: Revision) -> None:
        said = _("This draft was saved elsewhere: it is at version %(version)s now.")
        super().__init__(said % {"version": theirs.version})
        self.theirs = theirs


class NotADraft(Exception):
    """The revision was sealed in the meantime; its text no longer changes."""


@dataclass(frozen=True)
class DraftText:
    """What a writer writes; `clean()` is how it is kept."""

    title: str
    standfirst: str = ""
    body: str = ""
    change_note: str = ""
    lead_image: str = ""
    lead_alt: str = ""

    @classmethod
    def of(cls, revision: Revision | Checkpoint) -> "DraftText":
        return cls(**{name: getattr(revision, name) for name in cls.__annotations__})

    def clean(self) -> "DraftText":
        return DraftText(
            title=_one_line(self.title),
            standfirst=_one_line(self.standfirst),
            body=cleaner.clean(self.body),
            change_note=self.change_note.strip(),
            lead_image=attributes.image_key(self.lead_image) or "",
            lead_alt=_one_line(self.lead_alt),
        )

    def differs_from(self, revision: Revision) -> bool:
        return self != DraftText.of(revision)


@dataclass(frozen=True)
class About:
    """What stands around a text: its topic, its tags, and who is named under the title, in order."""

    topic: Topic
    tags: tuple[str, ...] = ()
    bylines: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, article: Article) -> "About":
        return cls(
            topic=article.topic,
            tags=tuple(sorted(article.tags.names())),
            bylines=tuple(article.bylines.order_by("position", "pk").values_list("person", "role")),
        )


@transaction.atomic
def start_article(
    user: User, topic: Topic, text: DraftText, slug: str = "", **of_article: Any
) -> Revision:
    """Create an article with its first draft; the user becomes a writer and, if on file, its author.

    `of_article`: its language, and what it translates.
    """
    article = _create_article(
        slugify(slug or text.clean().title)[:110] or "article", topic=topic, **of_article
    )
    article.writers.add(user)
    person = getattr(user, "person", None)
    if person is not None:
        Byline.objects.create(article=article, person=person)
    revision = _first_draft(article, text, user)
    _record_contribution(revision, user)
    return revision


@transaction.atomic
def start_site_page(
    user: User, page: SitePage, topic: Topic, text: DraftText, language: str
) -> Revision:
    """Create the editable text of a page about the site, with the text that stands there as its draft.

    Such a page is the publisher's own: nobody stands under its title. Copying a text is not writing
    it, so no contribution is recorded until the user changes something.
    """
    slug = f"about-{page}" if language == default() else f"about-{page}-{language}"
    article = _create_article(slug, topic=topic, about=page, language=language)
    article.writers.add(user)
    return _first_draft(article, text, user)


def _first_draft(article: Article, text: DraftText, user: User) -> Revision:
    text = text.clean()
    revision = Revision.objects.create(
        article=article,
        number=1,
        title=text.title,
        standfirst=text.standfirst,
        body=text.body,
        change_note=text.change_note,
        lead_image=text.lead_image,
        lead_alt=text.lead_alt,
        created_by=user,
    )
    library.record_uses(revision)
    desk_search.refresh(revision)
    _keep(revision, user)
    return revision


@transaction.atomic
def start_draft(article: Article, user: User) -> Revision:
    """Open the next draft from the latest text; where one is open already, return that.

    A draft that starts from a refused premise would start from it again, so after a rejection the
    published text is the base where there is one. Copying a text is not writing it: no contribution
    is recorded until the user changes something.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    existing = article.revisions.open().first()
    if existing is not None:
        return existing
    base = _base_of_next(article)
    revision = Revision.objects.create(
        article=article,
        number=(article.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
        based_on=base,
        translated_from=base.translated_from,
        title=base.title,
        standfirst=base.standfirst,
        body=base.body,
        lead_image=base.lead_image,
        lead_alt=base.lead_alt,
        created_by=user,
    )
    library.record_uses(revision)
    desk_search.refresh(revision)
    tracking.carry(revision)
    _keep(revision, user)
    return revision


@transaction.atomic
def save_draft(
    revision: Revision,
    version: int,
    user: User,
    text: DraftText,
    about: About | None = None,
    report: tracking.Report | None = None,
) -> Revision:
    """Save a draft and return it as stored; a save without a change writes nothing.

    `version` is the one that the user started from. `about` None leaves what stands around the text.
    Known works that the text newly cites go on the article's shelf, and a checkpoint keeps the text
    of this save. The comments follow the text; `report` says where the editor saw them go. Raises
    `NotADraft` or `Stale`; nothing is written then.
    """
    # the article is locked first, as `reviews.workflow.transitions.perform` does: one order, no deadlock
    Article.objects.select_for_update().get(pk=revision.article_id)
    current = Revision.objects.select_related("article__topic").get(pk=revision.pk)
    if not current.is_draft:
        raise NotADraft(
            _("This text is %(state)s; it no longer changes.")
            % {"state": current.get_state_display().lower()}
        )
    if current.version != version:
        raise Stale(current)
    text = text.clean()
    differs_around = about is not None and about != About.of(current.article)
    if not (text.differs_from(current) or differs_around):
        return current
    if about is not None and differs_around:
        _set_about(current.article, about, user)
    old_body = current.body
    newly_cited = set(cited_keys(text.body)) - set(cited_keys(current.body))
    shown_before = library.shown_keys(current.body, current.lead_image)
    current.title, current.standfirst = text.title, text.standfirst
    current.lead_image, current.lead_alt = text.lead_image, text.lead_alt
    current.body, current.change_note = text.body, text.change_note
    current.version += 1
    current.saved_at = timezone.now()
    Revision.objects.filter(pk=current.pk).update(
        title=text.title,
        standfirst=text.standfirst,
        body=text.body,
        change_note=text.change_note,
        lead_image=text.lead_image,
        lead_alt=text.lead_alt,
        version=current.version,
        saved_at=current.saved_at,
    )
    desk_search.refresh(current)
    if current.body != old_body:
        report = report or tracking.Report()
        tracking.follow(current, old_body, report)
        tracking.settle_applied(current, user, report.applied)
    if newly_cited:
        current.article.shelf.add(*Reference.objects.filter(key__in=newly_cited))
    _record_contribution(current, user)
    library.record_uses(current, shown_before)
    _keep(current, user)
    return current


@transaction.atomic
def name_version(revision: Revision, user: User, name: str) -> Checkpoint:
    """Keep the draft's present text under a name, for ever. Raises `NotADraft`."""
    Article.objects.select_for_update().get(pk=revision.article_id)
    current = Revision.objects.get(pk=revision.pk)
    if not current.is_draft:
        raise NotADraft(
            _("This text is %(state)s: it is kept as it is anyway.")
            % {"state": current.get_state_display().lower()}
        )
    return _keep(current, user, _one_line(name))


@transaction.atomic
def set_bylines(article: Article, people: Iterable[tuple[int, str]]) -> None:
    """Replace who stands under the title: (person id, role) in the order shown."""
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, person_id=person, role=role, position=position)
        for position, (person, role) in enumerate(people)
    )


def _create_article(stem: str, **fields: Any) -> Article:
    for number in range(1, 100):
        slug = stem if number == 1 else f"{stem}-{number}"
        if not addresses.is_free(slug):
            continue
        try:
            with transaction.atomic():
                return Article.objects.create(slug=slug, **fields)
        except IntegrityError:
            continue
    said = _("A hundred articles are called “%(stem)s” already: choose another address.")
    raise ValueError(said % {"stem": stem})


def _base_of_next(article: Article) -> Revision:
    candidates = article.revisions.exclude(state=State.DISCARDED).order_by("-number")
    latest = candidates[0] if candidates else article.revisions.latest("number")
    if latest.state == State.REJECTED:
        return article.revisions.published().first() or latest
    return latest


def may_sort(article: Article, user: User) -> bool:
    """Whether the user may change an article's topic and tags.

    They place the notices on its page and name its policy, at once and not with the next text. So
    once readers see the article only an editor may: a writer can't remove a notice (DESIGN, words).
    A page about the site keeps the topic of such pages.
    """
    if article.about:
        return False
    if user.has_perm("articles.write_any_article"):
        return True
    return not article.revisions.once_public().exists()


def _set_about(article: Article, about: About, user: User) -> None:
    was = About.of(article)
    if (about.topic, about.tags) != (was.topic, was.tags) and not may_sort(article, user):
        raise PermissionDenied(_("Only an editor changes topic and tags of a public article."))
    article.topic = about.topic
    article.save(update_fields=["topic"])
    article.tags.set(about.tags)
    set_bylines(article, () if article.about else about.bylines)
    changes.announce(article.pk)


def _record_contribution(revision: Revision, user: User) -> None:
    now = timezone.now()
    own = Contribution.objects.filter(revision=revision, user=user)
    if not own.update(saves=F("saves") + 1, last_at=now):
        Contribution.objects.create(revision=revision, user=user, first_at=now, last_at=now)


def _keep(revision: Revision, user: User, name: str = "") -> Checkpoint:
    """Store what the draft says now; now and then let old ones without a name go."""
    kept = Checkpoint.objects.create(
        revision=revision,
        version=revision.version,
        name=name,
        title=revision.title,
        standfirst=revision.standfirst,
        body=revision.body,
        change_note=revision.change_note,
        lead_image=revision.lead_image,
        lead_alt=revision.lead_alt,
        made_by=user,
        made_at=timezone.now(),
    )
    if revision.version % THIN_EVERY == 0:
        old = Checkpoint.objects.filter(revision=revision)
        Checkpoint.objects.filter(pk__in=old.surplus(kept.made_at)).delete()
    return kept


def _one_line(value: str) -> str:
    return " ".join(cleaner.INVISIBLE.sub("", value).split())
