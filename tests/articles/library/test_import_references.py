"""`import_references`: files of works, from the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Reference
from tests import factories

TWO = """TY  - JOUR
AU  - Moyo, Tobe
TI  - Daylight and sleep onset
JO  - Invented Medicine
PY  - 2020
VL  - 1
SP  - 5
ER  -

TY  - JOUR
AU  - Lind, Maren
TI  - Statins in the evening
JO  - Invented Medicine
PY  - 2020
DO  - 10.5555/evening
ER  -
"""
BROKEN = "@misc{a, title = {Good}, year = 2020}\n@misc{b, title = {Bad, year = 1}\n"


@pytest.fixture
def written(tmp_path):
    def file(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return file


def run(capsys, *paths, **options):
    call_command("import_references", *paths, **options)
    return capsys.readouterr()


def test_a_dry_run_prints_csl_json_and_writes_nothing(written, capsys, db):
    printed = run(capsys, written("two.ris", TWO), dry_run=True, format="json").out

    assert [work["title"] for work in json.loads(printed)] == [
        "Daylight and sleep onset",
        "Statins in the evening",
    ]
    assert not Reference.objects.exists()


def test_works_are_entered_and_running_it_again_enters_nothing_twice(written, capsys, db):
    path = written("two.ris", TWO)

    first = run(capsys, path).out
    again = run(capsys, path).out

    assert (
        first.splitlines()[0] == "two.ris, line 1: “Daylight and sleep onset”: entered as moyo2020"
    )
    assert "is here as moyo2020" in again
    assert "is here as lind2020" in again
    assert Reference.objects.count() == 2


def test_what_can_not_be_read_is_named_with_its_line_and_the_rest_goes_in(written, capsys, db):
    with pytest.raises(CommandError, match=r"1 of 2 record\(s\) could not be entered."):
        run(capsys, written("x.bib", BROKEN))

    assert "x.bib, line 2: “b”: The entry" in capsys.readouterr().err
    assert Reference.objects.get().csl["title"] == "Good"


def test_a_file_that_is_none_is_named_and_the_others_are_read(written, capsys, db):
    with pytest.raises(CommandError):
        run(capsys, written("x.txt", "nothing"), "/nowhere.ris", written("two.ris", TWO))

    said = capsys.readouterr().err
    assert "x.txt: This is none of the formats that are read" in said
    assert "nowhere.ris can't be opened: No such file or directory." in said
    assert Reference.objects.count() == 2


def test_an_encoding_that_was_assumed_is_said(written, capsys, db):
    path = written("old.ris", TWO.replace("Moyo", "Müller").encode("cp1252"))

    assert "was read as Western European" in run(capsys, path, dry_run=True).err


def test_a_work_that_is_only_like_another_is_entered(written, capsys, db):
    factories.reference(
        "moyo",
        type="article-journal",
        title="Daylight and sleep onset",
        author=[{"family": "Moyo", "given": "T."}],
        issued={"date-parts": [[2020]]},
    )

    run(capsys, written("two.ris", TWO))

    assert Reference.objects.count() == 3
