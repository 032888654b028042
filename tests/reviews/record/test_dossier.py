"""A dossier says all there is, and every alteration of it is found without the database."""

import copy
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.models import Article, Comment, Thread
from reviews.fingerprints import fingerprint
from reviews.record import auditing, dossier
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def article():
    """Two rounds with a decline, a discussion and a publication; a debt; a retraction; a draft."""
    ada, ben = factories.reviewer(name="Dr Ada"), factories.reviewer(name="Dr Ben")
    first = factories.assigned(to=ben)
    perform("decline", first, ben, Inputs("I advise the maker.", has_conflict=True))
    perform("assign", first, factories.editor(), Inputs(reviewer=ada))
    thread = Thread.objects.create(revision=first, opened_by=ada, kind="must_fix", quote="Rest")
    Comment.objects.create(thread=thread, author=ada, text="Whose rest?")
    perform("request_changes", first, ada, factories.SIGNED)
    Thread.objects.update(resolved_by=ada, resolved_at=timezone.now())
    second = factories.next_draft(first.article, "<p>Rest of the back helps.</p>")
    perform("submit", second, factories.author_of(second))
    perform("approve", second, ada, factories.SIGNED)
    perform("publish", second, factories.editor())
    third = factories.next_draft(first.article, "<p>Rest helps nobody.</p>")
    perform("publish_unreviewed", third, factories.editor(), Inputs("Urgent."))
    perform("retract", third, factories.editor(), Inputs("It was wrong."))
    factories.next_draft(first.article, "<p>Rest helps some.</p>")
    return first.article


@shared
def honest(article) -> dict[str, Any]:
    return json.loads(dossier.serialised(dossier.compose(article, timezone.now())))


def said(found: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in auditing.problems(found)]


def resealed(found: dict[str, Any]) -> dict[str, Any]:
    """As somebody would hand it on who knows how the index is made."""
    found["index"] = dossier.index(found)
    found["digest"] = fingerprint(found["index"])
    return found


def facts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of every single value, empty lists and objects too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        if isinstance(each, dict | list) and each:
            yield from facts(each, (*path, key))
        else:
            yield (*path, key)


def altered(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return ["x"] if isinstance(value, list) else {"x": 1}


def at(found: dict[str, Any], path: tuple[Any, ...]) -> Any:
    for key in path:
        found = found[key]
    return found


def test_an_honest_dossier_has_everything_and_nothing_to_say(honest, article):
    assert said(honest) == []
    counts = {part: len(honest[part]) for part in dossier.ROWS}
    assert counts["revisions"] == 4
    assert counts["approvals"] == 2
    assert counts["threads"] == counts["debts"] == 1
    assert counts["events"] == article.events.count()
    assert honest["threads"][0]["comments"][0]["text"] == "Whose rest?"
    assert said(resealed(honest)) == []


def test_altering_any_single_fact_is_found(honest):
    missed = []
    for path in facts(honest):
        *way, last = path
        holder = at(honest, tuple(way))
        before = holder[last]
        holder[last] = altered(before)
        if not said(honest):
            missed.append(path)
        holder[last] = before

    assert missed == []
    assert said(honest) == []


def test_leaving_out_or_doubling_any_row_is_found(honest):
    for part in dossier.ROWS:
        for row in list(honest[part]):
            honest[part].remove(row)
            assert said(honest), row
            honest[part] += [row, row]
            assert said(honest), row
            honest[part].pop()
            honest[part].sort(key=lambda each: each["id"])


WITNESSED = (
    "revisions.0.text",
    "revisions.0.digest",
    "revisions.1.state",
    "revisions.1.change_note",
    "revisions.1.terms.approvals",
    "approvals.0.signed.statement",
    "approvals.1.signed.verdict",
    "approvals.1.signed.digest",
    "approvals.1.signed.credentials.0.title",
    "approvals.1.signed.signed_at",
    "approvals.0.fingerprint",
    "assignments.0.reason",
    "assignments.0.answer",
    "events.0.hash",
    "events.1.covered.comment",
    "events.2.covered.actor_name",
    "events.3.covered.details.due_on",
    "events.4.covered.previous_hash",
    "events.5.covered.target",
    "events.1.covered.notified.0",
    "notices.0.name",
)


@pytest.mark.parametrize("where", WITNESSED)
def test_what_the_chain_knows_is_found_even_behind_a_new_index(honest, where):
    *way, last = (int(key) if key.isdecimal() else key for key in where.split("."))
    holder = at(honest, tuple(way))
    holder[last] = altered(holder[last])

    assert said(resealed(honest)), where


def test_each_lie_is_named_by_its_row(honest):
    changed = copy.deepcopy(honest)
    changed["threads"][0]["comments"][0]["text"] = "All is well."
    changed["approvals"][1]["signed"]["statement"] = "Wonderful."
    signed = changed["approvals"][1]["id"]

    assert said(changed) == [
        f"thread {changed['threads'][0]['id']}: was changed after the dossier was composed",
        f"approval {signed}: was changed after the dossier was composed",
        f"approval {signed} (Dr Ada): does not have its fingerprint",
        f"approval {signed} (Dr Ada): no event records this signature",
    ]


def test_a_chain_forged_anew_still_needs_the_signatures_of_its_terms(honest):
    """The approval is taken out, and everything hashed again: the terms say that it is missing."""
    events = [event for event in honest["events"] if event["covered"]["transition"] != "approve"]
    previous = ""
    for number, event in enumerate(events, start=1):
        event["covered"].update(number=number, previous_hash=previous)
        previous = event["hash"] = fingerprint(event["covered"])
    approvals = [each for each in honest["approvals"] if each["signed"]["verdict"] != "approve"]
    honest.update(events=events, approvals=approvals)

    found = said(resealed(honest))

    assert any("the signatures that its terms demand are missing" in lie for lie in found)
    assert any("does not start from where the events before it led" in lie for lie in found)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "events": [1]}', "[" * 100_000]
)
def test_what_is_no_dossier_is_refused_in_words(tmp_path, content):
    path = tmp_path / "dossier.json"
    path.write_text(content)

    with pytest.raises(CommandError):
        call_command("verify", dossier=path, stderr=StringIO())


def test_the_command_checks_a_file_without_the_database(sign_in, article, tmp_path):
    client = sign_in(factories.editor())
    answer = client.get(reverse("dossier_file", args=[article.pk]))
    path, out, err = tmp_path / "dossier.json", StringIO(), StringIO()
    path.write_bytes(answer.content)

    with CaptureQueriesContext(connection) as queries:
        call_command("verify", dossier=path, stdout=out)
    path.write_text(answer.text.replace("Whose rest?", "Fine."))
    with pytest.raises(CommandError, match="1 row"):
        call_command("verify", dossier=path, stderr=err)

    assert len(queries) == 0
    assert out.getvalue().startswith("All true: 4 revisions")
    assert "was changed after the dossier was composed" in err.getvalue()
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-{article.slug}.json"'


def test_the_page_shows_what_the_file_says(sign_in, article, honest):
    page = sign_in(factories.editor()).get(reverse("dossier", args=[article.pk])).text

    assert "Whose rest?" in page
    assert "Rest of the back helps." in page
    for part, key in (("events", "hash"), ("revisions", "digest")):
        assert all(row[key] in page for row in honest[part])


def test_a_long_history_costs_as_much_as_a_short_one(article):
    with CaptureQueriesContext(connection) as short:
        dossier.compose(Article.objects.get(pk=article.pk), timezone.now())
    for number in range(4):
        draft = article.revisions.get(state="draft")
        perform("submit", draft, factories.author_of(draft))
        perform("recall", draft, factories.author_of(draft))
        factories.next_draft(article, f"<p>Rest helps {number}.</p>")

    with CaptureQueriesContext(connection) as long:
        dossier.compose(Article.objects.get(pk=article.pk), timezone.now())

    assert len(long) == len(short) <= 25


def test_the_digest_on_the_page_is_that_of_the_file_that_it_leads_to(sign_in, article):
    client = sign_in(factories.editor())
    page = client.get(reverse("dossier", args=[article.pk]))
    shown = page.context["dossier"]["digest"]
    address = html.fromstring(page.content).xpath("//a[contains(@href, '.json')]/@href")[0]

    assert client.get(address).json()["digest"] == shown

    Comment.objects.create(
        thread=Thread.objects.filter(revision__article=article).latest("pk"),
        author=factories.editor(),
        text="One word more.",
    )
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("dossier", args=[article.pk]), 302)]
    assert "The record has gone on since this page was made." in answer.text


@pytest.mark.parametrize("at", ["", "yesterday", "2999-01-01T00:00:00+00:00", "2026-01-01"])
def test_a_moment_that_no_page_has_is_now(sign_in, article, at):
    client = sign_in(factories.editor())

    answer = client.get(reverse("dossier_file", args=[article.pk]), {"at": at})

    assert answer.json()["composed_at"][:10] == timezone.now().date().isoformat()
