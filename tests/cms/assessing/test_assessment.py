"""The pages for an assessor: figures of the record, what people add, what is missing."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from cms.assessing import assessment
from cms.assessing.assessment import Standing
from cms.assessing.models import AssessmentNote
from cms.assessing.standards import LINES, NHS, PIF
from cms.models import Helpfulness, Report
from tests import factories

pytestmark = pytest.mark.django_db


def row(key: str, article: Article | None = None) -> assessment.Row:
    return next(
        each
        for found in assessment.assessed(article)
        for _section, rows in found.sections
        for each in rows
        if each.line.key == key
    )


def said(key: str, article: Article | None = None) -> str:
    return " ".join(fact.said for fact in row(key, article).facts)


def test_each_step_of_the_one_and_each_part_of_the_other_has_its_line():
    assert len(PIF.sections[0].lines) == 10
    assert len(NHS.sections) == 6
    assert len(LINES) == 10 + sum(len(section.lines) for section in NHS.sections)
    assert all(line.shows or line.asks for line in LINES.values())


def test_figures_are_those_of_the_record():
    live = factories.published(title="Ibuprofen")
    Helpfulness.objects.create(revision=live, yes=3, no=1)
    Report.objects.create(revision=live, words="Not so.", sent_at=timezone.now())

    assert "review that counts: 1 of 1" in said("pif-systems")
    assert "helped them: 3; that it did not: 1" in said("pif-feedback")
    assert "not decided yet: 1" in said("pif-feedback")
    assert row("pif-feedback").standing == Standing.MISSING


def test_an_article_has_its_own_figures_and_no_line_of_the_publisher():
    one, other = factories.published(), factories.published()
    Helpfulness.objects.create(revision=other, yes=5)

    assert "helped them: 0" in said("pif-feedback", one.article)
    assert "helped them: 5" in said("pif-feedback", other.article)
    keys = {
        each.line.key
        for found in assessment.assessed(one.article)
        for _section, rows in found.sections
        for each in rows
    }
    assert "pif-training" not in keys
    assert "pif-need" in keys


def test_what_only_people_know_is_added_with_their_name_and_day_and_all_of_it_is_kept(sign_in):
    editor = factories.editor(name="Edda")
    client = sign_in(editor)
    assert row("pif-need").standing == Standing.TO_ADD

    for text in ("Asked 40 readers.", "Asked 60 readers.", "Asked 60 readers."):
        client.post(reverse("assessment"), {"line": "pif-need", "text": text})

    found = row("pif-need")
    assert (found.text, found.note.by, found.standing) == (
        "Asked 60 readers.", editor, Standing.ADDED,
    )  # fmt: skip
    assert AssessmentNote.objects.count() == 2
    page = client.get(reverse("assessment")).content.decode()
    assert "Asked 60 readers." in page
    client.post(reverse("assessment"), {"line": "nothing", "text": "x"})
    assert AssessmentNote.objects.count() == 2


def test_it_is_taken_along_as_a_file_and_on_paper(sign_in):
    live = factories.published()
    client = sign_in(factories.editor())
    for address in (reverse("assessment"), reverse("article_assessment", args=[live.article_id])):
        file = client.get(address, {"as": "csv"}).content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(file)))
        assert len(rows) > 25
        assert {len(each) for each in rows} == {8}
        paper = client.get(address, {"as": "print"}).content.decode()
        assert "<textarea" not in paper


def test_nothing_says_that_a_line_is_met(sign_in):
    page = sign_in(factories.editor()).get(reverse("assessment")).content.decode()

    assert "Whether a line is met, the assessor says." in page
    assert "The lines are said in our words." in page


def test_many_articles_ask_the_database_no_more_often_than_few():
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assessment.assessed()
        return len(asked)

    factories.published()
    few = count()
    for _number in range(4):
        factories.published()

    assert count() == few <= 45


def test_writers_do_not_see_it(sign_in):
    assert sign_in(factories.writer()).get(reverse("assessment")).status_code == 403
