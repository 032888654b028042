"""The writer's desk in Spanish: every page, and every refusal in words, says nothing in English."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from articles.coediting import suggesting
from articles.comments.on_drafts import open_thread
from articles.drafting import sharing
from articles.drafting.drafts import DraftText, name_version
from articles.images import decoding
from articles.models import (
    ArticleTemplate,
    Image,
    Revision,
    Snippet,
    SnippetUse,
    SuggestedText,
    Thread,
)
from articles.references import bibliography, formats, identifiers
from articles.reusing.snippets import reword
from articles.urls import urlpatterns
from cms.models import User
from reviews.workflow.perform import perform
from tests import factories
from tests.languages import LETTERS, phrases, untranslated
from tests.worlds import shared

pytestmark = pytest.mark.once

BODY = (
    "<h2>Empty</h2><h4>Deep</h4><p>Rest<cite data-ref='nothing'></cite> and "
    "<cite data-ref='olsen2019'></cite> helps.</p>"
    "<table><tbody><tr><td><p>One</p></td></tr></tbody></table>"
    "<dl data-kind='questions'><dt>Why so?</dt></dl>"
)
# names, formats and words that are the same in both languages
SAME = {
    "Attest", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "RIS", "BibTeX", "NBIB", "CSL-JSON", "PubMed",
    "JPEG", "PNG", "CC0 1.0", "CC BY 4.0", "CC BY-SA 4.0", "Español", "English", "Editor", "SHA-256",
}  # fmt: skip
# what the tests type, and how a text shows its sources
TYPED = {"Mine", "Rest helps not.", "helps not", "Walking for backs", "zebra", "nothing", "doi:"}
# answers for scripts, and forms that lead on to a page of their own
WITHOUT_A_PAGE = {
    "article_duplicate", "article_search", "autosave", "draft_people", "draft_start", "draft_thread",
    "draft_thread_answer", "draft_thread_delete", "draft_thread_resolve", "findings", "image_delete",
    "image_search", "image_upload", "images_bulk", "references_bulk",
    "note_cards", "note_resolve", "notes_resolve", "original_followed", "passages_offered",
    "reference_search",
    "revision_presence", "share_revoke", "signed_in", "snippet_search", "suggest_autosave",
    "suggest_offer", "suggested_take_back", "version_restore",
    "reference_annotate",
    "reference_batch_report", "reference_batch_restart", "reference_batch_undo", "reference_file",
    "reference_part", "reference_restore", "references_complete",
}  # fmt: skip
OF_EDITORS = {"article_templates", "article_template", "article_template_new"}
RIS = "TY  - JOUR\nTI  - Walking for backs\nDO  - 9.1/x\nUR  - example.org\nER  - \n\nTY  - BOOK\nER  - "


@shared
def writer() -> User:
    return factories.writer(name="Wanda")


@pytest.fixture
def draft(writer: User) -> Revision:
    """The second text of an article, with something to say about everything."""
    factories.reference()
    image = factories.image(by=writer, licence="", title="Square")
    body = f"{BODY}{factories.figure(image, alt=None)}"
    live = factories.published(factories.draft(by=writer, title="Backs"))
    draft = factories.next_draft(live.article, body, by=writer)
    for kind, changed in (("suggestion", "Rest may help."), ("must_fix", "")):
        thread = Thread.objects.create(
            revision=live, kind=kind, quote="Rest helps.", replacement=changed, opened_by=writer
        )
        thread.comments.create(author=factories.reviewer(name="Rita"), text="Look again.")
    open_thread(draft, writer, "Look again.", False)
    open_thread(draft, writer, "Look again.", True)
    suggesting.save(draft, writer, 0, DraftText("Mine", body=draft.body))
    other = suggesting.save(
        draft, factories.editor(name="Rita"), 0, DraftText("Mine", body=draft.body)
    )
    suggesting.offer(other, other.made_by, "nothing")
    name_version(draft, writer, "Before cutting")
    sharing.share(draft, writer, timezone.now())
    put_in = reword(
        Snippet.objects.create(name="Mine", owner=writer), "<p>Rest helps not.</p>", writer
    )
    SnippetUse.objects.create(revision=draft, wording=put_in)
    ArticleTemplate.objects.all().delete()  # they are written in a language each
    ArticleTemplate.objects.create(name="Mine", body="<h2>zebra</h2>", points="nothing")
    return draft


@pytest.fixture
def look(client: Client, writer: User) -> Callable[[Callable[[], HttpResponse]], set[str]]:
    """What a page says in both languages that should be said in one: takes what asks for the page."""
    client.force_login(writer)

    def looked(ask: Callable[[], HttpResponse]) -> set[str]:
        answers = []
        for language in ("en", "es"):
            User.objects.filter(pk=writer.pk).update(language=language)
            answers.append(ask())
        entries = {
            piece
            for entry in bibliography.entries([factories.OLSEN | {"id": "olsen2019"}])
            for piece in phrases(HttpResponse(f"<p>{entry.html}</p>"))
        }
        assert len(set(phrases(answers[1]))) > 10, answers[1].content
        same = SAME | TYPED | {entry for entry in entries if LETTERS.search(entry)}
        return untranslated(*answers, same)

    return looked


@pytest.mark.django_db
def test_what_was_forgotten_is_found_and_what_is_stored_is_not(draft):
    pages = [
        HttpResponse(f"<p title='Key'>{word}<b>Backs</b> of Wanda</p>") for word in ("Hi", "Hola")
    ]

    assert untranslated(*pages, same={"of"}) == {"Key"}


@pytest.mark.django_db
def test_every_page_of_the_desk_says_all_of_it_in_spanish(client, look, draft, writer):
    article, image = draft.article, Image.objects.get()
    named = draft.checkpoints.get(name="Before cutting")
    thread = Thread.objects.get(kind="must_fix")
    reference = factories.reference()
    bad = {"title": "", "version": "x", "bylines-TOTAL_FORMS": "0", "bylines-INITIAL_FORMS": "0"}
    stale = {"version": "1", "title": "Mine", "body": "<p>Rest helps not.</p>", "change_note": "A"}
    works = {"text": RIS, "enter": "1", "take": ["1", "2"]}
    asked: list[tuple[str, list[object], dict[str, object] | None]] = [
        ("desk", [], None),
        ("desk", [], {"name": ""}),
        ("article_new", [], None),
        ("article_new", [], {"title": ""}),
        ("snippets", [], None),
        ("snippet_new", [], None),
        ("snippet_new", [], {"name": ""}),
        ("snippet", [Snippet.objects.get().pk], None),
        ("articles_import", [], None),
        ("articles_import", [], {"topic": ""}),
        ("timeline", [article.pk], None),
        ("article_next", [article.pk], None),
        ("draft_threads", [article.pk], None),
        ("suggest", [draft.pk], None),
        ("suggest", [draft.pk], {"title": "", "version": "0"}),
        ("suggested", [SuggestedText.objects.get(made_by=writer).pk], None),
        ("suggested", [SuggestedText.objects.exclude(made_by=writer).get().pk], None),
        ("suggested_settle", [SuggestedText.objects.exclude(made_by=writer).get().pk], {"take_all": "1"}),
        ("draft_thread_open", [draft.pk], {"text": ""}),
        ("translation_new", [article.pk], None),
        ("translation_new", [article.pk], {"title": ""}),
        ("article_compare", [article.pk], None),
        ("revision_edit", [draft.pk], None),
        ("revision_edit", [draft.pk], bad),
        ("revision_merge", [draft.pk], stale),
        ("article_versions", [article.pk], None),
        ("version_name", [draft.pk], {"name": ""}),
        ("version_detail", [article.pk, f"v{named.pk}"], None),
        ("share_make", [draft.pk], {"days": "3"}),
        ("evidence", [draft.pk], None),
        ("evidence_show", [article.pk], {}),
        ("passages_list", [draft.pk], {}),
        ("passage_cite", [draft.pk], {}),
        ("passage_dismiss", [draft.pk], {}),
        ("statement_mark", [draft.pk], {}),
        ("shelf_add", [draft.pk], {"name": "olsen1999"}),
        ("note_answer", [thread.pk], {"text": ""}),
        ("images", [], None),
        ("images", [], {"licence": "cc-by"}),
        ("image", [image.key], None),
        ("image", [image.key], {"title": "", "licence": "permission"}),
        ("references", [], None),
        ("reference_new", [], None),
        ("reference_new", [], {"doi": "1", "pmid": "0", "isbn": "1", "date": "x", "url": "https://a.org/"}),
        ("reference_import", [], {"text": ""}),
        ("reference_import", [], {"text": RIS}),
        ("reference_import", [], works),
        ("reference_edit", [reference.pk], None),
        ("reference_merge", [reference.pk], None),
        ("reference_batches", [], None),
    ]  # fmt: skip

    for name, args, data in asked:
        address = reverse(name, args=args)
        send = client.get if data is None else client.post
        left = look(lambda send=send, to=address, data=data: send(to, data, follow=True))
        assert left == set(), f"{name} {data or ''}"

    # asked in `library/test_batches`; the list of articles asks the reviews too, and stands there;
    # the pages of templates are for editors
    addresses = {each.name for each in urlpatterns} - {"reference_batch", *OF_EDITORS} | {"desk"}
    assert {name for name, _, _ in asked} | WITHOUT_A_PAGE == addresses


@pytest.mark.django_db
def test_the_pages_of_templates_say_all_of_it_in_spanish(client, draft):
    editor, found = factories.editor(name="Wanda"), ArticleTemplate.objects.get()
    client.force_login(editor)
    for name, args in (
        ("article_templates", []), ("article_template_new", []), ("article_template", [found.pk]),
    ):  # fmt: skip
        for data in (None, {"name": ""}) if name != "article_templates" else (None,):
            answers = []
            for language in ("en", "es"):
                User.objects.filter(pk=editor.pk).update(language=language)
                send = client.get if data is None else client.post
                answers.append(send(reverse(name, args=args), data))
            assert untranslated(*answers, SAME | TYPED) == set(), name


@pytest.mark.django_db
def test_lists_without_a_row_and_texts_that_are_closed_or_side_by_side(client, look, draft, writer):
    for query in ("filter=", "state=draft&sort=title", "as=print"):
        left = look(lambda query=query: client.get(f"{reverse('desk')}?{query}"))
        assert left == set(), query
    for name in ("desk", "references", "images", "snippets"):
        for query in ("q=zebra", "view=open&q=Backs"):
            address = f"{reverse(name)}?{query}"
            assert look(lambda to=address: client.get(to)) == set(), address
    compared = f"{reverse('article_compare', args=[draft.article_id])}?view=side"
    assert look(lambda: client.get(compared)) == set()

    perform("discard", draft, writer)
    closed = reverse("revision_edit", args=[draft.pk])
    assert look(lambda: client.get(closed, follow=True)) == set()
    assert look(lambda: client.post(closed, {"title": "Mine", "version": "2"})) == set()


def test_style_sheets_say_in_every_language_what_they_say_in_one():
    for sheet in sorted(Path(settings.BASE_DIR).glob("*/static/*/*.css")):
        rules = sheet.read_text()
        said = re.findall(r"(--says-[a-z-]+): \"", rules)
        assert not re.search(r"content: *\"[^\"\\\\]*[A-Za-z]{2}", rules), sheet
        assert {said.count(name) for name in said} <= {len(settings.LANGUAGES)}, sheet


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except (ValueError, decoding.UnreadableImage) as why:
        return str(why)
    raise AssertionError("It was not refused.")


REFUSALS: list[Callable[[], object]] = [
    lambda: identifiers.doi("11.1/x"),
    lambda: identifiers.pmid("0"),
    lambda: identifiers.pmcid("1"),
    lambda: identifiers.isbn("12"),
    lambda: identifiers.isbn("9780470057965"),
    lambda: identifiers.url("https://nowhere"),
    lambda: identifiers.url("https://example.org/"),
    lambda: formats.read("Rest helps."),
    lambda: formats.read("[]"),
    lambda: formats.read("x" * (formats.LONGEST + 1)),
    lambda: decoding.decode(b""),
    lambda: decoding.decode(b"x" * (decoding.MAX_BYTES + 1)),
    lambda: decoding.decode(b"%PDF-1.7"),
    lambda: decoding.decode(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    lambda: decoding.decode(b"\0\0\0\x18ftypheic"),
    lambda: decoding.decode(b"Rest helps."),
    lambda: decoding.decode(factories.picture()[:200]),
]


def test_refusals_are_said_in_the_language_of_the_page():
    with translation.override("es"):
        spanish = [refusal(act) for act in REFUSALS]

    assert set(spanish) & {refusal(act) for act in REFUSALS} == set()
