"""The reading site in Spanish, and the pages of accounts and letters: nothing says a word in English."""

from collections.abc import Iterator
from typing import Final

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from articles.drafting import sharing
from articles.models import Disclaimer, Revision, SitePage, Wording
from articles.models.articles import State
from cms.models import CommentSwitch, ReaderComment, User
from cms.readers.newsletter import subscribe
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed
from tests.cms.site.test_corrections import ChangeKind, change
from tests.languages import stored, untranslated
from tests.test_access import World

LANGUAGES: Final = ("en", "es")
# names, and words that Spanish spells as English does
SAME: Final = {
    "Attest", "BibTeX", "RIS", "CSL-JSON", "DOI", "PMID", "ORCID", "WhatsApp", "Facebook", "LinkedIn",
    "Bluesky", "English", "Español", "No", "editors@example.org",
}  # fmt: skip
# references, in the English style of the AMA; words of a text that was searched
LEFT_OUT: Final = (
    "//*[@id='citation'] | //*[contains(@class, 'references')]//li | //details/ul/li | //*[mark]"
)
BODY: Final = """<h2>What helps</h2><p>Rest helps.<cite data-ref="olsen2019"></cite></p>
<aside data-kind="key-points"><p>Rest.</p></aside>
<aside data-kind="plain-words"><p>Rest.</p></aside><table><tbody><tr><td>a</td></tr></tbody></table>
<dl data-kind="questions"><dt>How long?</dt><dd>A day.</dd></dl>"""
pytestmark = [pytest.mark.django_db, pytest.mark.once]
Pages = dict[str, list[HttpResponse]]


def left_in_english(pages: Pages) -> str:
    """“page: phrase”, one under the other, of pages that were asked for in both languages."""
    written, found = stored(), []
    for name, answers in pages.items():
        english, spanish = map(without_citations, answers)
        said = untranslated(english, spanish, SAME, written)
        found += [f"{name}: {phrase}" for phrase in sorted(said)]
    return "\n".join(found)


def without_citations(response: HttpResponse) -> HttpResponse:
    page = parsed(response)
    for element in page.xpath(LEFT_OUT):
        element.clear(keep_tail=True)
    return HttpResponse(html.tostring(page, encoding="unicode"))


# --- the reading site --------------------------------------------------------------------------------


class Site:
    """Articles of one language in every state that a reader can meet, and all that stands around them."""

    def __init__(self, language: str) -> None:
        self.language, self.doctor = language, factories.reviewer(specialty="Pain medicine")
        factories.reference()
        self.reviewed = self._published()
        self.reviewed.article.tags.add("sleep")
        with translation.override(language):
            change(self.reviewed, self.doctor, ChangeKind.CORRECTION, f"{BODY}<p>Time helps.</p>")
        CommentSwitch.objects.create(article=self.reviewed.article)
        ReaderComment.objects.create(
            revision=self.reviewed, name="Kim", words="So.", sent_at=timezone.now(),
            state="approved", by=factories.editor(), at=timezone.now(),
        )  # fmt: skip
        self.changed = self._published()
        later = factories.next_draft(self.changed.article, "<p>Time helps.</p>")
        perform("publish_unreviewed", later, factories.editor(), Inputs("Urgent."))
        self.unreviewed = factories.draft(title="Cold", language=language)
        perform("publish_unreviewed", self.unreviewed, factories.editor(), Inputs("Urgent."))
        self.taken_back = [
            factories.brought_to(state, factories.draft(title="Heat", language=language))
            for state in (State.RETRACTED, State.WITHDRAWN)
        ]

    def _published(self) -> Revision:
        return factories.published(by=self.doctor, title="Rest", body=BODY, language=self.language)

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
            draft = factories.draft(title="Rest", language=self.language)
            _, token = sharing.share(draft, factories.author_of(draft), timezone.now())
            yield "preview", reverse("shared_preview", args=[token])
            yield "confirm", reverse("newsletter_confirm", args=["forged"])


def test_the_reading_site_speaks_the_language_of_its_address(client):
    wording = Disclaimer.objects.create(name="Always", slug="always", everywhere=True)
    Wording.objects.create(disclaimer=wording, number=1, title="Not advice", text="Ask somebody.")
    pages: Pages = {}

    for language in LANGUAGES:
        for name, path in Site(language).paths():
            pages.setdefault(name, []).append(client.get(path))

    assert left_in_english(pages) == ""


def test_what_a_form_refuses_is_said_in_the_language_of_its_address(client):
    pages: Pages = {}
    for language in LANGUAGES:
        article = factories.published(title="Rest", language=language).article
        CommentSwitch.objects.create(article=article)
        with translation.override(language):
            for name in ("report", "helpful", "comment"):
                answer = client.post(reverse(name, args=[article.slug]))
                pages.setdefault(name, []).append(answer)
            answer = client.post(reverse("newsletter"), {"address": "nobody"})
            pages.setdefault("newsletter", []).append(answer)

    assert left_in_english(pages) == ""


# --- what lies behind the sign-in --------------------------------------------------------------------

BEHIND: Final = {
    "/account/": ("anonymous", "editor"),
    "/readers/": ("editor",),
}


def test_an_account_and_letters_of_readers_are_shown_in_the_language_of_the_account():
    """The way to the desks speaks as the browser asks."""
    world, pages = World(), Pages()
    clients = world.clients()
    asked = [
        (role, each.path)
        for each in world.addresses()
        for folder, roles in BEHIND.items()
        for role in roles
        if each.path.startswith(folder)
    ]

    for language in LANGUAGES:
        User.objects.update(language=language)
        for role, path in asked:
            answer = clients[role].get(path, headers={"accept-language": language})
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                pages.setdefault(f"{path} as {role}", []).append(answer)

    both = {page: said for page, said in pages.items() if len(said) == len(LANGUAGES)}
    assert len(both) > 15
    assert left_in_english(both) == ""
