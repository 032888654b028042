"""Anybody checks: a stranger with one file, the address of a page, and a head that they kept."""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from subprocess import PIPE, STDOUT, run

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

import verify_attestation
from articles.models import Byline
from cms.models import GlossaryTerm
from reviews.models import Attestation, Head, LogEntry, SigningKey
from reviews.transparency import attestations, heads, keys, log
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.tampering import force, lift_triggers, restore_triggers, tamper

BODY = (
    '<h2>What helps</h2><p>Rest helps.<cite data-ref="olsen2019"></cite> See '
    '<a href="https://example.org/">more</a>.</p><table><tbody><tr><th><p>Dose</p></th></tr>'
    "<tr><td><p>5 mg</p></td></tr></tbody></table>"
)
PROGRAM = Path(verify_attestation.__file__)


@pytest.fixture
def site(live_server, settings) -> str:
    settings.SITE_URL = live_server.url
    return live_server.url


def published(body: str = BODY):
    factories.reference()
    shown = factories.image(credit="A. Smith")
    draft = factories.draft(body=body + factories.figure(shown, caption="A square"))
    return factories.published(draft, by=factories.reviewer(name="Ada Ross"))


def verified(*arguments: str) -> tuple[int, str]:
    """The program as a stranger runs it: by itself, without anything of ours."""
    said = run(
        [sys.executable, "-I", str(PROGRAM), *arguments],
        stdout=PIPE, stderr=STDOUT, text=True, check=False, cwd="/",
    )  # fmt: skip
    return said.returncode, said.stdout


@pytest.mark.django_db(transaction=True)
def test_a_stranger_checks_a_page_and_finds_what_is_untrue(site, tmp_path):
    revision = published()
    page = f"{site}{revision.article.get_absolute_url()}"
    kept, saved = tmp_path / "head.jws", tmp_path / "attestation.json"

    code, said = verified(page, "--keep", str(kept))
    assert code == 0, said
    assert "Publication of version 1" in said
    assert "Approved by Ada Ross" in said
    assert "The text on the page is the one with this digest." in said
    assert "All of this is true." in said

    another = published("<p>More rest.</p>")
    code, said = verified(page, "--head", str(kept))
    assert code == 0, said
    assert "was altered or dropped" in said
    saved.write_text(_get(f"{site}/attestations/{another.pk}/"))
    assert verified(str(saved), "--head", str(kept))[0] == 0

    shown = tmp_path / "page.html"
    shown.write_text(_get(page).replace("Rest helps", "Gold helps"))
    code, said = verified(str(shown))
    assert code == 1
    assert "the text on the page is not the one that was signed" in said

    with transaction.atomic():
        force(revision, sealed=revision.sealed.replace("Rest helps", "Gold helps"))
    code, said = verified(page)
    assert code == 1
    assert "does not have the digest that was signed" in said

    with transaction.atomic():
        _write_the_log_anew()
    heads.sign(anew=True)
    code, said = verified(str(saved), "--head", str(kept))
    assert code == 1, said


@pytest.mark.django_db(transaction=True)
def test_a_stranger_takes_no_link_to_the_glossary_for_the_text_and_every_other_for_it(
    site, tmp_path
):
    owner = factories.editor()
    GlossaryTerm.objects.create(term="rest", definition="Doing nothing.", owner=owner)
    revision = published()
    page = f"{site}{revision.article.get_absolute_url()}"
    shown = tmp_path / "page.html"

    assert 'href="/glossary/#rest"' in _get(page)
    code, said = verified(page)
    assert code == 0, said

    shown.write_text(
        _get(page).replace('"/glossary/#rest"', '"https://evil.example/glossary/#rest"')
    )
    assert verified(str(shown))[0] == 1


def _get(address: str) -> str:
    return verify_attestation.fetched(address)


def _write_the_log_anew() -> None:
    """The operator leaves an entry out, and signs again what is left."""
    lift_triggers()
    first = LogEntry.objects.order_by("number").first()
    tamper("reviews_logentry", first.pk, "hash", "0" * 64)
    grown = log.frontier(0)
    for entry in LogEntry.objects.order_by("number"):
        nodes = [node.hex() for node in grown.append(log.leaf_of(entry.leaf()))]
        tamper("reviews_logentry", entry.pk, "nodes", json.dumps(nodes))
    Head.objects.all()._raw_delete("default")
    restore_triggers()


@pytest.mark.django_db
def test_what_is_attested_is_what_the_events_say(client):
    revision = published()
    perform("retract", revision, factories.editor(), Inputs("The study was withdrawn."))
    heads.sign()

    told = {each.statement["kind"]: each.statement for each in Attestation.objects.all()}

    assert [*told] == ["approval", "publication", "retraction"]
    assert {each["digest"] for each in told.values()} == {revision.digest}
    assert told["publication"]["policy"]["approvals"] == 1
    assert [each["name"] for each in told["publication"]["approvals"]] == ["Ada Ross"]
    assert told["approval"]["approvals"] == told["publication"]["approvals"]
    assert "number" not in told["approval"]["approvals"][0]["credentials"][0]
    answer = client.get(reverse("page_attestation", args=[revision.pk])).json()
    assert answer["statement"] == told["retraction"]


@pytest.mark.django_db
def test_what_readers_have_not_seen_is_attested_to_nobody(client):
    revision = factories.approved()
    heads.sign()

    assert Attestation.objects.get().statement["kind"] == "approval"
    number = revision.events.latest("number").number
    assert client.get(reverse("attestation", args=[revision.pk, number])).status_code == 404


@pytest.mark.django_db
def test_who_signed_the_changes_alone_names_the_text_before():
    first = factories.published()
    second = factories.next_draft(first.article, "<p>Rest helps a lot.</p>")
    ben = factories.reviewer(name="Ben")
    factories.assigned(second, to=ben)
    perform("approve", second, ben, replace(factories.SIGNED, scope="changes"))

    said = Attestation.objects.order_by("-pk")[0].statement
    assert said["approvals"][0]["scope"] == "changes"
    assert said["rests_on"] == {"revision": first.pk, "digest": first.digest}


@pytest.mark.django_db
def test_an_attestation_that_says_something_else_is_found():
    factories.published()
    made = Attestation.objects.latest("pk")
    force(made, statement=json.dumps({**made.statement, "digest": "0" * 64}))

    assert [says for _event, says in attestations.false_ones()] == [
        "its attestation says something else"
    ]


@pytest.mark.django_db
def test_a_site_of_before_attestations_gets_those_of_its_events():
    factories.published()
    lift_triggers()
    Attestation.objects.all()._raw_delete("default")
    restore_triggers()

    assert attestations.attest_all() == 2
    assert list(attestations.false_ones()) == []


# --- heads and keys --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_heads_keys_and_consistency_have_addresses(client):
    factories.published()
    old = heads.sign()
    factories.draft()
    new = heads.sign()

    assert client.get(reverse("log_heads")).json()["heads"][0]["jws"] == new.jws
    listed = verify_attestation.by_thumbprint(client.get(reverse("log_keys")).json())
    assert verify_attestation.read_head(new.jws, listed)["root"] == new.root
    sizes = {"from": old.size, "to": new.size}
    proof = client.get(reverse("log_consistency"), sizes).json()["proof"]
    roots = [bytes.fromhex(each.root) for each in (old, new)]
    steps = [bytes.fromhex(each) for each in proof]
    assert verify_attestation.is_consistent(old.size, roots[0], new.size, roots[1], steps)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [{}, {"from": "x", "to": "3"}, {"from": "3", "to": "2"}, {"from": "0", "to": "1"},
     {"from": "1", "to": "9" * 9}],
)  # fmt: skip
def test_sizes_that_the_log_never_had_are_asked_for_again(client, asked):
    factories.draft()
    log.sequence()

    answer = client.get(reverse("log_consistency"), asked)

    assert answer.status_code == 400
    assert "two sizes of the log" in answer.json()["error"]


@pytest.fixture
def key_file(tmp_path, settings) -> Path:
    settings.LOG_KEY_FILE = str(tmp_path / "key.pem")
    return Path(settings.LOG_KEY_FILE)


@pytest.mark.django_db
def test_a_new_key_signs_on_and_what_the_former_one_signed_holds(key_file):
    factories.published()
    old = heads.sign()

    call_command("log_key", "rotate")

    assert SigningKey.objects.count() == 2
    assert Head.objects.latest("pk").key == SigningKey.objects.latest("pk")
    assert heads.read(old.jws)
    assert [path.name for path in key_file.parent.glob("key.pem.*")] == [
        f"key.pem.{old.key.kid[:8]}"
    ]
    assert key_file.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_a_key_that_was_lost_is_revoked_and_nothing_that_it_signs_later_holds(key_file):
    factories.published()
    earlier = heads.sign(timezone.now() - timedelta(days=2))
    later = heads.sign(anew=True)
    call_command("log_key", "rotate")

    call_command(
        "log_key", "revoke", later.key.kid, "--since",
        (timezone.now() - timedelta(days=1)).isoformat(), "--reason", "A laptop was lost.",
    )  # fmt: skip

    assert heads.read(earlier.jws)
    assert heads.read(later.jws) is None
    listed = {each.kid: keys.as_jwk(each) for each in SigningKey.objects.all()}
    assert listed[later.key.kid]["revoked_because"] == "A laptop was lost."


def test_no_key_has_an_id_that_a_command_line_takes_for_an_option():
    assert not [key for _ in range(300) if (key := keys._id_of(keys._generated())).startswith("-")]


@pytest.mark.django_db
def test_a_key_of_before_whose_id_begins_with_a_dash_is_revoked_after_two(key_file):
    SigningKey.objects.create(kid="-abc", public="A", made_at=timezone.now())
    SigningKey.objects.create(kid="in use", public="B", made_at=timezone.now())

    since = timezone.now().isoformat()
    call_command("log_key", "revoke", "--since", since, "--reason", "Lost.", "--", "-abc")

    assert SigningKey.objects.get(kid="-abc").revocation.reason == "Lost."


@pytest.mark.django_db
def test_the_formats_of_what_is_signed_never_change():
    """Add a format: who has kept one of these must be able to read it for ever."""
    factories.published()
    head = heads.sign(anew=True)
    token = attestations.token(Attestation.objects.latest("pk"))
    assert token
    known = verify_attestation.by_thumbprint({"keys": [keys.as_jwk(head.key)]})
    record, _key = verify_attestation.read_jws(token, verify_attestation.ATTESTATION, known)

    assert {*verify_attestation.read_head(head.jws, known)} == {
        "format", "origin", "size", "root", "at",
    }  # fmt: skip
    assert {*record} == {"format", "event", "statement", "leaf", "index", "path", "head"}
    assert {*record["statement"]} == {
        "format", "kind", "origin", "article", "page", "revision", "version", "digest", "at", "event",
        "policy", "approvals", "rests_on", "struck",
    }  # fmt: skip
    assert {*record["statement"]["approvals"][0]} == {
        "name", "post_nominals", "signed_as", "scope", "interests", "method", "signed_at",
        "credentials", "fingerprint",
    }  # fmt: skip


@pytest.mark.django_db
def test_verify_proves_that_nothing_was_altered_since_a_head(tmp_path):
    factories.published()
    kept = tmp_path / "head.jws"
    kept.write_text(heads.sign(anew=True).jws)
    factories.published()
    heads.sign()

    call_command("verify", since=str(kept))
    call_command("verify", since=kept.read_text())
    with pytest.raises(CommandError, match="no head that a valid key of this site signed"):
        call_command("verify", since=kept.read_text()[:-9])

    lift_triggers()
    _write_the_log_anew()
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", since=str(kept), stderr=errors)
    assert "something was altered, dropped or put in" in errors.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["revoke", "none", "--since", "2026-01-01", "--reason", "Lost."], "There is no key none"),
        (
            ["revoke", "IN USE", "--since", "2026-01-01", "--reason", "Lost."],
            "take a new one first",
        ),
        (["revoke", "FORMER", "--since", "soon", "--reason", "Lost."], "--since is a moment"),
        (["revoke", "FORMER", "--since", "2999-01-01", "--reason", "Lost."], "--since is a moment"),
        (["revoke", "FORMER", "--since", "2026-01-01", "--reason", " "], "--reason says why"),
    ],
)
def test_what_revokes_no_key_is_refused_in_words(key_file, arguments, says):
    former = heads.sign(anew=True).key.kid
    call_command("log_key", "rotate")
    names = {"FORMER": former, "IN USE": SigningKey.objects.latest("pk").kid}

    with pytest.raises(CommandError, match=says):
        call_command("log_key", *(names.get(each, each) for each in arguments))


@pytest.mark.django_db
def test_keys_are_listed_with_what_became_of_them(key_file):
    former = heads.sign(anew=True).key
    call_command("log_key", "rotate")
    call_command("log_key", "revoke", former.kid, "--since", "2026-01-01", "--reason", "Lost.")
    said = StringIO()

    call_command("log_key", "list", stdout=said)

    assert f"{former.kid} made" in said.getvalue()
    assert ": Lost." in said.getvalue()


@pytest.mark.django_db
def test_names_of_authors_that_change_later_leave_what_was_attested():
    revision = published()
    before = Attestation.objects.latest("pk").statement
    Byline.objects.filter(article=revision.article).delete()

    assert Attestation.objects.latest("pk").statement == before
