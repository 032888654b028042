"""No word of the interface stays English where a page speaks Spanish.

Each page is asked for in both languages, about the same things. What stands in both of them word for
word must be of the database (a title, a name), or among the few words that are the same in both.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from articles import bibliography
from articles.models import Disclaimer, Reference, SitePage, Wording
from articles.models.articles import State
from cms.models import CommentSwitch, ReaderComment, User
from cms.readers.newsletter import subscribe
from reviews.steps import Inputs
from reviews.workflow import perform
from tests import factories
from tests.cms.pages import parsed
from tests.cms.test_corrections import Kind, change
from tests.test_access import World

LANGUAGES: Final = ("en", "es")
# names, and words that Spanish spells as English does
SAME: Final = frozenset(
    {
        "Plain Evidence",
        "Attest",
        "BibTeX",
        "RIS",
        "CSL JSON",
        "DOI",
        "doi",
        "ISBN",
        "PMID",
        "PMCID",
        "ORCID",
    }
    | {"CC BY", "CC BY SA", "CC", "No", "Error"}
    | {"editors example org"}
    | {"WhatsApp", "Facebook", "LinkedIn", "Bluesky"}
)
SPOKEN: Final = (
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "data-label",
    "data-done",
    "data-list",
)
# what a machine reads; references, in the English style of the AMA; words of a text that was searched
LEFT_OUT: Final = (
    "//script | //code | //*[@id='citation'] | //*[contains(@class, 'references')]//li"
    " | //details/ul/li | //*[mark]"
)
BODY: Final = """<h2>What helps</h2><p>Rest helps.<cite data-ref="olsen2019"></cite></p>
<aside data-kind="key-points"><p>Rest.</p></aside><table><tbody><tr><td>a</td></tr></tbody></table>
<dl data-kind="questions"><dt>How long?</dt><dd>A day.</dd></dl>"""
pytestmark = [pytest.mark.django_db, pytest.mark.once]


# --- what a page says --------------------------------------------------------------------------------


def sayings(response: HttpResponse) -> set[str]:
    """Every text of the page and every attribute that is read out or shown."""
    page = parsed(response)
    for element in page.xpath(LEFT_OUT):
        element.clear(keep_tail=True)
    said = [*page.xpath("//text()")]
    for name in SPOKEN:
        said += page.xpath(f"//@{name}")
    return {" ".join(each.split()) for each in said if re.search(r"[^\W\d_]{2}", each)}


def contents() -> list[str]:
    """What people wrote: every free text in the database, the longest first."""
    found = set[str]()
    for model in apps.get_models():
        if model._meta.app_label not in ("articles", "cms", "reviews", "taggit"):
            continue
        for field in model._meta.fields:
            if isinstance(field, CharField | TextField) and not field.choices:
                values = model._default_manager.order_by().values_list(field.name, flat=True)
                for each in values:
                    found |= {
                        " ".join(part.split()) for part in (each, *re.split(r"\n|<[^>]*>", each))
                    }
    found |= {"Olsen, Emily O'Malley", str(factories.OLSEN["title"]), str(factories.OLSEN["DOI"])}
    works = bibliography.entries([each.csl for each in Reference.objects.all()])
    found |= {part.strip() for work in works for part in re.split(r"<[^>]*>", work.html)}
    return sorted(filter(None, found), key=len, reverse=True)


def left_in_english(pages: dict[str, list[set[str]]]) -> str:
    """“page: line”, one under the other: what both languages say and nobody wrote into the database."""
    written = contents()

    @cache
    def own(line: str) -> str:
        for each in written:
            line = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", " ", line)
        return " ".join(re.findall(r"[^\W\d_]{2,}", re.sub(r"[0-9a-f]{12}|/\w+/", "", line)))

    return "\n".join(
        f"{page}: {line}"
        for page, (english, spanish) in pages.items()
        for line in sorted(english & spanish)
        if own(line) and own(line) not in SAME
    )


# --- the reading site --------------------------------------------------------------------------------


class Site:
    """Articles of one language in every state that a reader can meet, and all that stands around them."""

    def __init__(self, language: str) -> None:
        self.language, self.doctor = language, factories.reviewer(specialty="Pain medicine")
        factories.reference()
        self.reviewed = self._published()
        self.reviewed.article.tags.add("sleep")
        with translation.override(language):
            change(self.reviewed, self.doctor, Kind.CORRECTION, f"{BODY}<p>Time helps.</p>")
        CommentSwitch.objects.create(article=self.reviewed.article)
        ReaderComment.objects.create(
            revision=self.reviewed, name="Kim", words="So.", sent_at=timezone.now(),
            state="approved", by=factories.editor(), at=timezone.now(),
        )  # fmt: skip
        self.changed = self._published()
        later = factories.next_draft(self.changed.article, "<p>Time helps.</p>")
        perform("publish_unreviewed", later, factories.editor(), Inputs("Urgent."))
        self.unreviewed = factories.draft(topic=self.reviewed.article.topic, language=language)
        perform("publish_unreviewed", self.unreviewed, factories.editor(), Inputs("Urgent."))
        self.taken_back = [
            factories.brought_to(state, factories.draft(language=language))
            for state in (State.RETRACTED, State.WITHDRAWN)
        ]

    def _published(self) -> object:
        return factories.published(by=self.doctor, body=BODY, language=self.language)

    def paths(self) -> Iterator[tuple[str, str]]:
        """(what the page is, its address)."""
        with translation.override(self.language):
            yield from [(name, reverse(name)) for name in ("home", "articles", "newsletter")]
            yield "found", f"{reverse('search')}?q=rest"
            yield "nothing found", f"{reverse('search')}?q=zzzz"
            yield "nothing asked", reverse("search")
            yield "nowhere", reverse("home") + "nowhere/"
            for page in SitePage.values:
                yield f"about {page}", reverse("about", args=[page])
            yield "tag", reverse("tag", args=["sleep"])
            yield "topic", self.reviewed.article.topic.get_absolute_url()
            for name in (self.doctor, factories.author_of(self.reviewed)):
                yield f"person {name.groups.get()}", name.person.get_absolute_url()
            shown = [self.reviewed, self.changed, self.unreviewed, *self.taken_back]
            for number, revision in enumerate(shown):
                article = revision.article.get_absolute_url()
                yield f"article {number}", article
                yield f"history {number}", f"{article}history/"
            slug = [self.reviewed.article.slug]
            for name in ("article_comparison", "report", "helpful", "comment"):
                yield name, reverse(name, args=slug)
                yield f"{name}, sent", reverse(name, args=slug) + "?sent=1"
            yield "version", reverse("article_version", args=[*slug, 1])
            subscriber = subscribe(f"{self.language}@example.org", timezone.now())
            yield "stop", reverse("newsletter_stop", args=[subscriber.key])
            yield "confirm", reverse("newsletter_confirm", args=["forged"])


def test_the_reading_site_speaks_the_language_of_its_address(client):
    wording = Disclaimer.objects.create(name="Always", slug="always", everywhere=True)
    Wording.objects.create(disclaimer=wording, number=1, title="Not advice", text="Ask somebody.")
    pages: dict[str, list[set[str]]] = {}

    for language in LANGUAGES:
        for name, path in Site(language).paths():
            pages.setdefault(name, []).append(sayings(client.get(path)))

    assert left_in_english(pages) == ""


def test_what_a_form_refuses_is_said_in_the_language_of_its_address(client):
    pages: dict[str, list[set[str]]] = {}
    for language in LANGUAGES:
        article = factories.published(language=language).article
        CommentSwitch.objects.create(article=article)
        with translation.override(language):
            for name in ("report", "helpful", "comment"):
                answer = client.post(reverse(name, args=[article.slug]))
                pages.setdefault(name, []).append(sayings(answer))
            answer = client.post(reverse("newsletter"), {"address": "nobody"})
            pages.setdefault("newsletter", []).append(sayings(answer))

    assert left_in_english(pages) == ""


# --- what lies behind the sign-in --------------------------------------------------------------------


BEHIND: Final = {
    "/account/": ("anonymous", "writer"),
    "/desk/": ("writer",),
    "/preview/": ("anonymous",),
    "/readers/": ("editor",),
    "/reviews/": ("assigned", "editor"),
}


def test_a_desk_speaks_the_language_of_the_account_and_the_way_there_that_of_the_browser():
    world = World()
    clients = world.clients()
    asked = [
        (role, each.path)
        for each in world.addresses()
        for role in BEHIND.get(f"/{each.path.split('/')[1]}/", ())
    ]
    pages: dict[str, list[set[str]]] = {}

    for language in LANGUAGES:
        User.objects.update(language=language)
        for role, path in asked:
            answer = clients[role].get(path, headers={"accept-language": language})
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                pages.setdefault(f"{path} as {role}", []).append(sayings(answer))

    both = {page: said for page, said in pages.items() if len(said) == len(LANGUAGES)}
    assert len(both) > 50
    assert left_in_english(both) == ""
