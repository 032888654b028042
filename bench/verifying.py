"""`manage.py verify` over a large site: seconds and the most memory it held.

Run as `python -m bench.verifying [--articles N]`, in a scratch database. The first article goes through the
workflow: two texts, ten events, of its reviewers one declined. The others are rows like its own under other
texts, with hashes and log of their own, so that `verify` finds all of it true. It exits with 1 where it does
not, or takes longer or holds more than the bars.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from bench.crowd import like
from bench.prose import Prose, random_texts

if TYPE_CHECKING:
    from articles.models import Article, Revision

ARTICLES: Final = 10_000  # with ten events each
MOST_SECONDS: Final = 120
MOST_MEGABYTES: Final = 400
BATCH: Final = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill(options.articles)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {
            **os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "cms.settings",
            "SECOND_FACTOR": "offered",
        }  # fmt: skip
        surroundings.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bench.verifying", "--fill"]
        subprocess.run(
            [*command, "--articles", str(options.articles)], env=surroundings, check=True
        )
        return measured(surroundings)


def measured(surroundings: dict[str, str]) -> int:
    """Verify it in a process of its own, and say what that took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    began = time.monotonic()
    code = (
        "import json, resource, sys\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'verify'])\n"
        "held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "sys.stdout.write(json.dumps(held))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, check=False, capture_output=True, text=True
    )
    seconds = time.monotonic() - began
    at_work = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode:
        sys.stdout.write(done.stderr[-2000:])
        return 1
    said, _, held = done.stdout.strip().rpartition("\n")
    megabytes = int(json.loads(held))
    sys.stdout.write(
        f"{said}\n{seconds:.1f} s ({at_work:.1f} s of one core), at most {megabytes} MB; "
        f"the bars are {MOST_SECONDS} s and {MOST_MEGABYTES} MB.\n"
    )
    return 0 if seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES else 1


# --- the site ----------------------------------------------------------------------------------------


def fill(count: int) -> None:
    """An empty database with so many articles that `verify` finds true."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from reviews.transparency import heads, log

    texts = random_texts(count)
    pattern = _pattern(next(texts))
    while batch := list(islice(texts, BATCH)):
        _write(batch, pattern)
    log.sequence()
    heads.sign(anew=True)


def _pattern(text: Prose) -> "Article":
    """Two texts, ten events."""
    from reviews.workflow.context import Inputs
    from reviews.workflow.perform import perform
    from tests import factories

    ada, ben, editor = factories.reviewer(), factories.reviewer(), factories.editor()
    first = factories.published(factories.draft(title=text.title, body=text.body), by=ada)
    second = factories.next_draft(first.article, f"{text.body}<p>Rest helps.</p>")
    factories.submitted(second)
    perform("assign", second, editor, Inputs(reviewer=ben))
    perform("decline", second, ben, Inputs("No time."))
    perform("accept", second, ada, Inputs(interests="None."))
    perform("approve", second, ada, factories.SIGNED)
    perform("publish", second, editor)
    return first.article


def _write(batch: Sequence[Prose], pattern: "Article") -> None:
    """Articles like the pattern; a row of evidence is entered into the log as it is made."""
    from django.db import transaction

    from articles.models import Article, Byline, Contribution
    from reviews.models import Assignment, Attribution, Change, NextReview, Round

    begun = Article.objects.count()
    with transaction.atomic():
        articles = Article.objects.bulk_create(
            like(pattern, slug=f"crowd-{number}") for number in range(begun, begun + len(batch))
        )
        for model in (Byline, Attribution):
            rows = list(model._base_manager.filter(article=pattern))
            model._default_manager.bulk_create(
                like(row, article=article) for article in articles for row in rows
            )
        texts = _texts(batch, articles, pattern)
        for model in (Contribution, Round, Assignment, Change):
            model._default_manager.bulk_create(_of_texts(model, texts))
        NextReview.objects.bulk_create(_of_texts(NextReview, texts, with_article=True))
        _events(articles, texts, pattern)


Texts = dict[
    tuple[int, int], "Revision"
]  # by the article's key, and that of the text in the pattern


def _texts(batch: Sequence[Prose], articles: Sequence["Article"], pattern: "Article") -> Texts:
    from articles.models import Revision
    from articles.sealing import seal

    found: Texts = {}
    for row in pattern.revisions.order_by("number"):
        rows = []
        for article, prose in zip(articles, batch, strict=True):
            own = {"title": prose.title, "body": f"{prose.body}<p>Text {row.number}.</p>"}
            sealed = seal.Text(**{**vars(seal.read(row.sealed)), **own}).serialised()
            before = found.get((article.pk, row.based_on_id or 0))
            rows.append(
                like(row, article=article, based_on=before, sealed=sealed,
                     digest=seal.digest(sealed), **own)
            )  # fmt: skip
        made = Revision.objects.bulk_create(rows)
        found |= {(each.article_id, row.pk): each for each in made}
    return found


def _of_texts(model: Any, texts: Texts, *, with_article: bool = False) -> Iterator[Any]:
    """Rows like those of the pattern's texts, on the texts like them."""
    rows = list(model._base_manager.filter(revision__in={pk for _article, pk in texts}))
    for (article, pk), text in texts.items():
        for row in rows:
            if row.revision_id == pk:
                more = {"article_id": article} if with_article else {}
                yield like(row, revision=text, **more)


def _events(articles: Sequence["Article"], texts: Texts, pattern: "Article") -> None:
    from reviews.models import Approval, Attestation, Event, Notification

    signed = list(Approval.objects.filter(revision__article=pattern))
    approvals = Approval.objects.bulk_create(
        like(row, revision=text, digest=text.digest)
        for row in signed
        for (_article, pk), text in texts.items()
        if row.revision_id == pk
    )
    by_text = {each.revision_id: each for each in approvals}
    rows = list(pattern.events.order_by("number"))
    events = Event.objects.bulk_create(_chains(articles, rows, texts, by_text))
    like_which = {(each.article_id, each.number): each for each in events}
    told = list(Notification.objects.filter(event__in=rows).select_related("event"))
    attested = list(Attestation.objects.filter(event__in=rows).select_related("event"))
    Notification.objects.bulk_create(
        like(row, event=event, assignment=None, occasion=f"event {event.pk}")
        for article in articles
        for row in told
        for event in (like_which[article.pk, row.event.number],)
    )
    Attestation.objects.bulk_create(
        Attestation(event=event, statement=_said(row.statement, event, by_text))
        for article in articles
        for row in attested
        for event in (like_which[article.pk, row.event.number],)
    )


def _chains(
    articles: Iterable["Article"], rows: Sequence[Any], texts: Texts, approvals: dict[int, Any]
) -> Iterator[Any]:
    for article in articles:
        previous = ""
        for row in rows:
            text = texts[article.pk, row.revision_id]
            own = {name: text.digest for name in ("digest",) if name in row.details}
            if "approval" in row.details:
                signed = approvals[text.pk]
                own |= {"approval": signed.record(), "fingerprint": signed.fingerprint()}
            event = like(
                row, article=article, revision=text, details={**row.details, **own},
                previous_hash=previous,
            )  # fmt: skip
            event.hash = previous = event.computed_hash()
            yield event


def _said(statement: dict[str, Any], event: Any, approvals: dict[int, Any]) -> dict[str, Any]:
    signed = approvals.get(event.revision_id)
    own = [
        {**each, "fingerprint": signed.fingerprint()} for each in statement["approvals"] if signed
    ]
    return {
        **statement,
        "article": event.article_id,
        "revision": event.revision_id,
        "digest": event.revision.digest,
        "event": event.hash,
        "approvals": own,
    }


if __name__ == "__main__":
    sys.exit(main())
