"""The pages about the site: what each says, which is an editor's text or, until there is one, ours.

A default is a template of words alone, in the language that is active. What must be right on the day
(who reviews, where to write, that this is a demonstration) is no part of any text: it stands beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.drafting.drafts import DraftText, save_draft, start_draft, start_site_page
from articles.identity import site_name
from articles.languages import active, path_in
from articles.languages import default as default_language
from articles.models import Article, Person, Revision, SitePage, Topic
from articles.sealing import seal
from articles.users import User
from cms.addresses import absolute
from cms.site.article_pages import ArticlePage, article_page
from cms.site.news.notices import Notice, notices
from cms.site.sealed_texts import Reading, made_ready
from reviews.eligibility.rights import holders_of
from reviews.models import Credential, Policy

TITLES: Final[dict[SitePage, tuple[str | Promise, str | Promise]]] = {
    SitePage.SITE: (_("About us"), _("Who publishes this, and what you can rely on.")),
    SitePage.EDITORIAL_PROCESS: (
        _("How an article comes about"),
        _("From the first draft to the page, and who decides what."),
    ),
    SitePage.REVIEW: (
        _("What medical review means"),
        _("What the mark says, what it does not say, and when it goes away."),
    ),
    SitePage.REVIEW_BOARD: (
        _("Medical review board"),
        _("Who reviews what we publish, and what we checked before we asked them."),
    ),
    SitePage.CORRECTIONS: (
        _("Corrections and retractions"),
        _("What happens when we were wrong."),
    ),
    SitePage.SOURCES: (_("Sources"), _("What we cite, and how you can check it.")),
    SitePage.ADVERTISING: (
        _("Advertising and interests"),
        _("Who could want us to say something, and what we do about it."),
    ),
    SitePage.AI_USE: (
        _("Use of AI"),
        _("What machines do here, and what only people do."),
    ),
    SitePage.PRIVACY: (_("Privacy"), _("What we learn of you, and when we forget it.")),
    SitePage.CONTACT: (_("Contact"), _("Errors, questions, complaints.")),
    SitePage.ACCESSIBILITY: (
        _("Accessibility"),
        _("How these pages are made to be read by everybody, and where they fall short."),
    ),
}
LIVE: Final = {
    SitePage.SITE: "cms/about/live/demonstration.html",
    SitePage.CONTACT: "cms/about/live/contact.html",
    SitePage.CORRECTIONS: "cms/about/live/corrections.html",
    SitePage.REVIEW_BOARD: "cms/about/live/review_board.html",
}
TOPIC: Final[dict[str, Any]] = {
    "slug": "pages-about-this-site",
    "name": "About this site",
    "position": 999,
}
MONTHS: Final = 12


@dataclass(frozen=True)
class BoardMember:
    """Somebody who may be asked for a review today, with the credentials that were checked and hold."""

    person: Person
    credentials: tuple[Credential, ...]


@dataclass(frozen=True)
class AboutPage:
    """A page as readers see it: its text, and the record behind it once an editor published one.

    `reviewers` stand on the page of the review board alone, `notices` on that of corrections.
    """

    name: SitePage
    reading: Reading
    record: ArticlePage | None
    reviewers: tuple[BoardMember, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def title(self) -> str:
        return self.reading.text.title

    @property
    def standfirst(self) -> str:
        return self.reading.text.standfirst

    @property
    def canonical(self) -> str:
        return absolute(path_in(active(), "about", self.name))

    @property
    def live(self) -> str:
        """The template of what stands beside the text whatever the text is, or ""."""
        return LIVE.get(self.name, "")


def about_page(name: SitePage, today: date) -> AboutPage:
    """The page as it stands today: the published text, else the default."""
    record = published_record(name, today)
    return AboutPage(
        name=name,
        reading=record.reading if record else made_ready(default_text(name)),
        record=record,
        reviewers=tuple(reviewers(today)) if name == SitePage.REVIEW_BOARD else (),
        notices=tuple(notices()) if name == SitePage.CORRECTIONS else (),
    )


def published_record(name: SitePage, today: date) -> ArticlePage | None:
    slug = (
        Article.objects.filter(about=name, language=active()).values_list("slug", flat=True).first()
    )
    try:
        return article_page(slug, today) if slug else None
    except Article.DoesNotExist:  # a draft, and nothing published yet
        return None


def default(name: SitePage, language: str) -> DraftText:
    """What the page says as long as no editor has published a text."""
    template = f"cms/about/texts/{name.replace('-', '_')}.html"
    with translation.override(language):
        title, standfirst = (str(words) for words in TITLES[name])
        words = render_to_string(template, {"site_name": site_name()})
    return DraftText(title, standfirst, words).clean()


def default_text(name: SitePage) -> seal.Text:
    """The same as a page shows it."""
    words = default(name, active())
    return seal.Text(words.title, words.standfirst, words.body, (), ())


def reviewers(today: date) -> Iterator[BoardMember]:
    """Those who hold the right to review and a credential that is valid today, by name."""
    users = holders_of("review_revision").order_by().values("pk")
    valid = Credential.objects.valid_on(today).filter(person__user__in=users)
    held = valid.select_related("person", "specialty").order_by("person__name", "person", "title")
    for person, theirs in groupby(held, key=lambda each: each.person):
        yield BoardMember(person, tuple(theirs))


@transaction.atomic
def open_draft(name: SitePage, user: User, language: str = "") -> Revision:
    """The open text of a page, else a new draft of the latest one, else of the default."""
    language = language or default_language()
    topic = _topic()  # locked, so that two editors who begin at once find the same draft
    article = Article.objects.filter(about=name, language=language).first()
    if article is not None:
        return start_draft(article, user)
    return start_site_page(user, name, topic, default(name, language), language)


def back_to_default(name: SitePage, user: User, language: str) -> Revision:
    """A draft that says what the default says; it is published like any text."""
    draft = open_draft(name, user, language)
    if not draft.is_draft:
        return draft
    return save_draft(draft, draft.version, user, default(name, language))


def _topic() -> Topic:
    """The topic of these pages and what it demands of them; made when the first is edited."""
    topic, is_new = Topic.objects.get_or_create(is_about_site=True, defaults=TOPIC)
    if is_new:
        Policy.objects.create(topic=topic, interval_months=MONTHS)
    return Topic.objects.select_for_update().get(pk=topic.pk)
