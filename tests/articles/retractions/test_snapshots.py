"""A file of Retraction Watch against the library: matched, marked, undone, and never cleared by accident."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import RetractionMatch, RetractionNotice, RetractionSnapshot
from articles.references.standing import Kind
from articles.retractions import snapshots, standings
from articles.retractions.snapshots import Refused
from articles.signals import article_changed, source_changed
from tests import factories
from tests.articles.retractions.files import line, write

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DOI = "10.5555/back.rest"


@pytest.fixture
def work():
    csl = {"type": "article-journal", "title": "Resting the lower back", "DOI": DOI, "PMID": "31"}
    return factories.reference("rest2019", **csl)


@pytest.fixture
def take(tmp_path):
    """Take in a file of these rows."""

    def taken(*lines: str, **options) -> snapshots.Report:
        return snapshots.take_in(write(tmp_path / "rw.csv", *lines), timezone.now(), **options)

    return taken


def kinds() -> dict[str, Kind]:
    return {key: standing.kind for key, standing in standings.of_library().items()}


@pytest.mark.parametrize(
    "named",
    [
        {"OriginalPaperDOI": DOI.upper()},
        {"OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": "31"},
    ],
)
def test_a_work_is_found_by_its_doi_then_by_its_pmid(work, take, named):
    report = take(line(1, **named))

    assert report.matched == 1
    assert kinds() == {"rest2019": Kind.RETRACTED}


def test_a_title_is_proposed_and_marks_nothing(take):
    factories.reference(
        "a", type="article-journal", title="RETRACTED: An invented trial of resting the lower back"
    )

    take(line(1, OriginalPaperDOI="unavailable"))

    assert RetractionMatch.objects.get().state == RetractionMatch.State.PROPOSED
    assert kinds() == {}


def test_a_pmid_of_another_doi_is_a_question(work, take):
    take(line(1, OriginalPaperDOI="10.5555/another", OriginalPaperPubMedID="31"))

    assert kinds() == {}


def test_a_work_that_is_entered_later_is_looked_up(take):
    take(line(1, OriginalPaperDOI=DOI))

    factories.reference("later", type="article-journal", title="Rest", DOI=DOI)

    assert kinds() == {"later": Kind.RETRACTED}


def test_a_work_whose_doi_is_put_right_is_looked_up_anew(work, take):
    take(line(1, OriginalPaperDOI=DOI))

    work.csl = {**work.csl, "DOI": "10.5555/the.right.one"}
    work.save()

    assert kinds() == {}


def test_the_same_file_again_changes_nothing(work, take):
    take(line(1, OriginalPaperDOI=DOI))

    again = take(line(1, OriginalPaperDOI=DOI))

    assert (again.new, again.altered, again.vanished, again.matched, again.changed) == (
        0,
        0,
        0,
        0,
        [],
    )
    assert RetractionSnapshot.objects.count() == 2


def test_a_reinstatement_clears(work, take):
    take(line(1, OriginalPaperDOI=DOI))

    report = take(
        line(1, OriginalPaperDOI=DOI),
        line(
            2, OriginalPaperDOI=DOI, RetractionDate="2022-01-01", RetractionNature="Reinstatement"
        ),
    )

    assert kinds() == {}
    assert [(each.key, each.after) for each in report.changed] == [("rest2019", None)]


def test_a_row_that_is_taken_back_counts_no_more(work, take):
    others = [line(number, OriginalPaperDOI=f"10.5555/{number}") for number in range(2, 60)]
    take(line(1, OriginalPaperDOI=DOI), *others)

    assert take(*others).vanished == 1

    assert kinds() == {}
    assert take(line(1, OriginalPaperDOI=DOI), *others).altered == 1
    assert kinds() == {"rest2019": Kind.RETRACTED}


def test_a_file_that_was_cut_off_is_refused_and_clears_nothing(work, take):
    take(line(1, OriginalPaperDOI=DOI), *(line(number) for number in range(2, 20)))

    with pytest.raises(Refused, match="18 of 19"):
        take(line(5))

    assert kinds() == {"rest2019": Kind.RETRACTED}
    assert RetractionNotice.objects.filter(is_listed=False).count() == 0
    assert RetractionSnapshot.objects.count() == 1


def test_an_older_file_is_refused(take):
    take(line(1), as_of=date(2026, 5, 1))

    with pytest.raises(Refused, match="2026-05-01"):
        take(line(1), as_of=date(2026, 4, 1))


def test_a_match_that_somebody_undid_never_comes_back(work, take):
    take(line(1, OriginalPaperDOI=DOI))
    standings.decide(
        RetractionMatch.objects.get(), False, factories.editor(), "Another trial.", timezone.now()
    )
    assert kinds() == {}

    take(line(1, OriginalPaperDOI=DOI, Reason="+Duplication of Article;"))
    work.save()

    assert kinds() == {}
    assert RetractionMatch.objects.get().reason == "Another trial."


def test_those_who_show_it_hear_of_it(take):
    factories.reference()
    cites = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
    published = factories.published(factories.draft(body=cites))
    heard = []

    def changed(article, **_):
        heard.append(article)

    def marked(reference, after, **_):
        heard.append((reference.key, after.kind))

    article_changed.connect(changed)
    source_changed.connect(marked)
    try:
        take(line(1, OriginalPaperDOI=factories.OLSEN["DOI"]))
    finally:
        article_changed.disconnect(changed)
        source_changed.disconnect(marked)

    assert heard == [("olsen2019", Kind.RETRACTED), published.article]


def test_the_command_says_what_it_did(work, tmp_path):
    path = write(tmp_path / "rw.csv", line(1, OriginalPaperDOI=DOI), line(2, RetractionDate="?"))
    said, errors = StringIO(), StringIO()

    call_command("sync_retractions", path, stdout=said, stderr=errors)

    assert "1 notices as of 2021-04-15: 1 new" in said.getvalue()
    assert "rest2019: retracted since 2021-04-15" in said.getvalue()
    assert "Line 3 was left out: its date is “?”." in errors.getvalue()


def test_the_command_refuses_what_is_another_file(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Title\nx\n")

    with pytest.raises(CommandError, match="Record ID"):
        call_command("sync_retractions", path)
    with pytest.raises(CommandError, match="can't be opened"):
        call_command("sync_retractions", tmp_path / "none.csv")
