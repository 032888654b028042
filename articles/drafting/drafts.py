"""Writing: start an article, start the next draft, save a draft. The only writers of a draft's text."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, NewType, Self

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import addresses
from articles.comments import on_drafts, tracking
from articles.drafting import desk_search
from articles.drafting.evidence import marking
from articles.images import library
from articles.languages import default
from articles.models import (
    Article,
    Byline,
    Checkpoint,
    Contribution,
    Person,
    Reference,
    ReferenceUse,
    Revision,
    SitePage,
    SuggestedText,
    Topic,
)
from articles.models.articles import State
from articles.reusing import snippets
from articles.signals import article_changed, bylines_changed
from articles.text import fields
from articles.text.citations import cited_keys, renamed
from articles.text.fields import Written
from articles.text.slugs import numbered, slug_of
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
    def of(cls, written: Written) -> Self:
        return cls(**fields.values(written))

    def clean(self) -> "CleanText":
        cleaned = {row.name: row.clean(getattr(self, row.name)) for row in fields.FIELDS}
        return CleanText(replace(self, **cleaned))

    def carried(self) -> Self:
        """What of it the next text begins with."""
        left = {row.name: "" for row in fields.FIELDS if not row.is_carried}
        return replace(self, **left)

    def differs_from(self, written: Written) -> bool:
        return bool(fields.differing(self, written))


CleanText = NewType("CleanText", DraftText)  # nothing else is stored


@dataclass(frozen=True)
class About:
    """What stands around a text: its topic, its tags, and who is named under the title, in order."""

    topic: Topic
    tags: tuple[str, ...] = ()
    bylines: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, article: Article) -> "About":
        return cls(
            topic=article.topic_to_be,
            tags=tuple(sorted(tag.name for tag in article.tags.all())),
            bylines=tuple((each.person_id, each.role) for each in article.named()),
        )

    @property
    def mark(self) -> str:
        """The same for the same: by it a page says what stood around the text when it was opened."""
        told = (self.topic.pk, self.tags, self.bylines)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def start_article(
    user: User, topic: Topic, text: DraftText, slug: str = "", **of_article: Any
) -> Revision:
    """Create an article with its first draft; the user becomes a writer and, if on file, its author.

    `of_article`: its language, and what it translates.
    """
    article = _create_article(
        slug_of(slug or fields.one_line(text.title), "article"), topic=topic, **of_article
    )
    article.writers.add(user)
    person = getattr(user, "person", None)
    if person is not None:
        Byline.objects.create(article=article, person=person)
        tell_of_bylines(article, user, [(person, Byline.Role.WRITER)])
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
    revision = _created(article, text.clean(), user)
    _keep(revision, user)
    return revision


def _created(article: Article, text: CleanText, user: User, **columns: Any) -> Revision:
    text = _citing_what_stands(text)
    revision = Revision.objects.create(
        article=article, created_by=user, **{"number": 1, **columns}, **fields.values(text)
    )
    library.record_uses(revision)
    snippets.record_uses(revision)
    _record_works_cited(revision)
    desk_search.refresh(revision)
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
    revision = _created(
        article,
        CleanText(DraftText.of(base).carried()),  # as it was kept
        user,
        number=(article.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
        based_on=base,
        translated_from=base.translated_from,
    )
    tracking.carry(revision)
    on_drafts.carry(revision)
    _take_suggestions_along(revision)
    marking.carry(revision, base)
    _keep(revision, user)
    return revision


def _take_suggestions_along(draft: Revision) -> None:
    """What is open of them on earlier texts waits on the next draft."""
    open_ones = SuggestedText.objects.open().filter(revision__article=draft.article_id)
    open_ones.update(revision=draft)


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
    `report` says where the editor saw the comments go. `EFFECTS` are what follows. Raises `NotADraft`
    or `Stale`; nothing is written then.
    """
    current = _locked_draft(revision)
    stored = _to_store(current, version, text)
    differs_around = about is not None and about != About.of(current.article)
    if not (stored.differs_from(current) or differs_around):
        return current
    if about is not None and differs_around:
        _set_about(current.article, about, user)
    was = DraftText.of(current)
    _store(current, stored)
    save = Save(was, current, user, report or tracking.Report())
    for effect in EFFECTS:
        effect(save)
    return current


def _locked_draft(revision: Revision) -> Revision:
    # the article is locked first, as `reviews.workflow.perform.perform` does: one order, no deadlock
    Article.objects.select_for_update().get(pk=revision.article_id)
    current = Revision.objects.select_related("article__topic").get(pk=revision.pk)
    if not current.is_draft:
        raise NotADraft(
            _("This text is %(state)s; it no longer changes.")
            % {"state": current.get_state_display().lower()}
        )
    return current


def _to_store(current: Revision, version: int, text: DraftText) -> CleanText:
    """What this save makes of the draft: what was typed, where that began from the text of now.

    To put a text upon somebody else's save is for `coediting.joint_saves`.
    """
    if current.version != version:
        raise Stale(current)
    return _citing_what_stands(text.clean(), cited_keys(current.body))


def _citing_what_stands(text: CleanText, known: Iterable[str] = ()) -> CleanText:
    """A work that was merged into another is cited by the key of that one, wherever it is written.

    What the draft cited before is `known`: a merge has seen to that itself.
    """
    merged = Reference.objects.all().current_keys({*cited_keys(text.body)} - {*known})
    return CleanText(replace(text, body=renamed(text.body, merged))) if merged else text


def _store(draft: Revision, text: CleanText) -> None:
    columns = {**fields.values(text), "version": draft.version + 1, "saved_at": timezone.now()}
    Revision.objects.filter(pk=draft.pk).update(**columns)
    for name, value in columns.items():
        setattr(draft, name, value)


# --- what follows from a save ------------------------------------------------------------------------


@dataclass(frozen=True)
class Save:
    """A save that changed something: what the draft said, the draft as it is stored now, by whom."""

    was: DraftText
    draft: Revision
    user: User
    report: tracking.Report


def _find_it_by_its_words(save: Save) -> None:
    desk_search.refresh(save.draft)


def _let_comments_follow(save: Save) -> None:
    if save.draft.body != save.was.body:
        tracking.follow(save.draft, save.was.body, save.report)
        tracking.settle_applied(save.draft, save.user, save.report.applied)


def _let_marks_follow(save: Save) -> None:
    if save.draft.body != save.was.body:
        marking.follow(save.draft, save.was.body)


def _gather_works_newly_cited(save: Save) -> None:
    """Those that the library knows, on the article's shelf."""
    if newly_cited := set(cited_keys(save.draft.body)) - set(cited_keys(save.was.body)):
        save.draft.article.shelf.add(*Reference.objects.filter(key__in=newly_cited))


def _record_who_wrote(save: Save) -> None:
    _record_contribution(save.draft, save.user)


def _record_images_shown(save: Save) -> None:
    library.record_uses(save.draft, library.shown_keys(save.was.body, save.was.lead_image))


def _note_snippets(save: Save) -> None:
    if snippets.named(save.draft.body) != snippets.named(save.was.body):
        snippets.record_uses(save.draft)


def _note_works_cited(save: Save) -> None:
    if set(cited_keys(save.draft.body)) != set(cited_keys(save.was.body)):
        _record_works_cited(save.draft)


def _record_works_cited(revision: Revision) -> None:
    keys = cited_keys(revision.body)
    revision.reference_uses.exclude(key__in=keys).delete()
    uses = [ReferenceUse(revision=revision, key=key) for key in keys]
    ReferenceUse.objects.bulk_create(uses, ignore_conflicts=True)


def _keep_a_checkpoint(save: Save) -> None:
    _keep(save.draft, save.user)


# in this order, in the transaction of the save
EFFECTS: Final[tuple[Callable[[Save], None], ...]] = (
    _find_it_by_its_words,
    _let_comments_follow,
    _let_marks_follow,
    _gather_works_newly_cited,
    _record_who_wrote,
    _record_images_shown,
    _note_snippets,
    _note_works_cited,
    _keep_a_checkpoint,
)


# --- around a text -----------------------------------------------------------------------------------


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
    return _keep(current, user, fields.one_line(name))


@transaction.atomic
def set_bylines(
    article: Article, people: Iterable[tuple[int, str]], user: User | None = None
) -> None:
    """Replace who stands under the title: (person id, role) in the order shown. `user` is who does it.

    Those who come to stand there or no longer do are made known.
    """
    was = {(each.person, each.role) for each in article.bylines.select_related("person__user")}
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, person_id=person, role=role, position=position)
        for position, (person, role) in enumerate(people)
    )
    now = {(each.person, each.role) for each in article.bylines.select_related("person__user")}
    named, before = {person for person, _role in now}, {person for person, _role in was}
    tell_of_bylines(
        article, user, [each for each in now if each[0] not in before], [*(before - named)]
    )


def tell_of_bylines(
    article: Article,
    user: User | None,
    added: Sequence[tuple[Person, str]],
    removed: Sequence[Person] = (),
) -> None:
    """Make known who came to stand under a title, and who no longer does."""
    if added or removed:
        bylines_changed.send(
            sender=Article,
            article=article,
            user=user,
            added=sorted(added, key=lambda each: each[0].pk),
            removed=sorted(removed, key=lambda each: each.pk),
        )


def _create_article(stem: str, **columns: Any) -> Article:
    for slug in islice(numbered(stem), 99):
        if not addresses.is_free(slug):
            continue
        try:
            with transaction.atomic():
                return Article.objects.create(slug=slug, **columns)
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

    They place the disclaimers on its page and name its policy: tags at once, the topic with the next text.
    So once readers see the article only an editor may: a writer can't remove a disclaimer (DESIGN, words).
    A page about the site keeps the topic of such pages.
    """
    if article.about:
        return False
    if user.has_perm("articles.write_any_article"):
        return True
    return not article.revisions.once_public().exists()


@transaction.atomic
def sort_article(
    article: Article, user: User, topic: Topic | None = None, tags: Iterable[str] = ()
) -> bool:
    """Put an article under a topic, and give it tags beside those it has. Returns whether that changed it.

    Raises `PermissionDenied` for who may not write it, or not sort it. What readers see is moved by a
    transition, which holds its review against the policy of the new topic.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    if not Article.objects.writable_by(user).filter(pk=article.pk).exists():
        raise PermissionDenied(_("You may not write this article."))
    was = About.of(article)
    if topic not in (None, was.topic) and article.revisions.once_public().exists():
        raise PermissionDenied(
            _("Readers know it: move it from its own page, where its review meets the new policy.")
        )
    wanted = tuple(sorted({*was.tags, *tags}))
    return _sort(article, was, topic or was.topic, wanted, user)


def _set_about(article: Article, about: About, user: User) -> None:
    was = About.of(article)
    set_bylines(article, () if article.about else about.bylines, user)
    _sort(article, was, about.topic, about.tags, user)


def _sort(article: Article, was: About, topic: Topic, tags: tuple[str, ...], user: User) -> bool:
    is_moved = (topic, tags) != (was.topic, was.tags)
    if is_moved and not may_sort(article, user):
        raise PermissionDenied(_("Only an editor changes topic and tags of a public article."))
    _place(article, topic)
    article.tags.set(tags)
    if is_moved:
        article_changed.send(sender=Article, article=article, comes_or_goes=False)
    return is_moved


def _place(article: Article, topic: Topic) -> None:
    """A draft's topic moves nothing that readers see: a public article goes there with the text."""
    if article.revisions.once_public().exists():
        article.moves_to = None if topic == article.topic else topic
    else:
        article.topic = topic
    article.save(update_fields=["topic", "moves_to"])


def _record_contribution(revision: Revision, user: User) -> None:
    now, person = timezone.now(), Person.objects.filter(user=user).first()
    own = Contribution.objects.filter(revision=revision, user=user, person=person)
    if not own.update(saves=F("saves") + 1, last_at=now):
        Contribution.objects.create(
            revision=revision, user=user, person=person, first_at=now, last_at=now
        )


def credit(draft: Revision, user: User) -> None:
    """Whoever's words others took into a draft has written it: they review it no more than its writers."""
    _record_contribution(draft, user)


def credit_writers_of(earlier: Revision, draft: Revision) -> None:
    """Whoever wrote a text has contributed to the draft into which it was brought back."""
    if earlier.pk == draft.pk:
        return
    now = timezone.now()
    has = set(Contribution.objects.filter(revision=draft).values_list("user", "person"))
    wrote = Contribution.objects.filter(
        revision__article=earlier.article_id, revision__number__lte=earlier.number
    )
    pairs = set(wrote.values_list("user", "person")) - has
    Contribution.objects.bulk_create(
        Contribution(
            revision=draft, user_id=user, person_id=person, saves=0, first_at=now, last_at=now
        )
        for user, person in pairs
    )


def _keep(revision: Revision, user: User, name: str = "") -> Checkpoint:
    """Store what the draft says now; now and then let old ones without a name go."""
    kept = Checkpoint.objects.create(
        revision=revision,
        version=revision.version,
        name=name,
        **fields.values(revision),
        made_by=user,
        made_at=timezone.now(),
    )
    if revision.version % THIN_EVERY == 0:
        old = Checkpoint.objects.filter(revision=revision)
        Checkpoint.objects.filter(pk__in=old.surplus(kept.made_at)).delete()
    return kept
