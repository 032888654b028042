"""The catalogs of translations: whole, true to their sources, compiled. And what depends on a language."""

import ast
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Final

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import formats, translation

ROOT: Final = Path(settings.BASE_DIR)
CATALOGS: Final = sorted((ROOT / "cms/locale").glob("*/LC_MESSAGES/*.po"))
# %(name)s of Python, {name} of format(), tags and references of a template
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>|&\w+;")
FOLDERS: Final = ("articles", "cms", "reviews", "templates")
MARKS: Final = {"_", "gettext", "ngettext", "npgettext", "pgettext"}
ELSEWHERE: Final = shutil.ignore_patterns("__pycache__", "migrations", "demo", "fonts", "*.json")
pytestmark = pytest.mark.once


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def renderings(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each translation of the message with the source that it stands for."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid_plural, words) for words in entry.msgstr_plural.values()]


def test_there_is_a_catalog_of_each_domain_for_each_language_but_the_first():
    languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

    expected = {
        f"{language}/LC_MESSAGES/{domain}.po"
        for language in languages
        for domain in ("django", "djangojs")
    }
    assert {str(path.relative_to(ROOT / "cms/locale")) for path in CATALOGS} == expected


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_every_message_is_translated(path: Path):
    catalog = polib.pofile(str(path))

    assert len(catalog) > 100
    assert [entry.msgid for entry in catalog if not entry.translated()] == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_a_translation_keeps_the_placeholders_and_markup_of_its_source(path: Path):
    catalog = polib.pofile(str(path))

    wrong = [
        (source, words)
        for entry in catalog.translated_entries()
        for source, words in renderings(entry)
        if Counter(PLACEHOLDER.findall(source)) != Counter(PLACEHOLDER.findall(words))
    ]

    assert wrong == []
    assert [entry.msgid for entry in catalog if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_spanish_quotes_as_spanish_does(path: Path):
    words = [words for entry in polib.pofile(str(path)) for _, words in renderings(entry)]

    assert [each for each in words if re.search("[“”]", each)] == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_what_is_compiled_is_what_the_catalog_says(path: Path):
    def words(entries):
        return {key(entry): [words for _, words in renderings(entry)] for entry in entries}

    compiled = polib.mofile(str(path.with_suffix(".mo")))

    assert words(compiled) == words(polib.pofile(str(path)).translated_entries())


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext (Debian: gettext)")
def test_the_catalogs_hold_what_the_sources_say_and_nothing_else(tmp_path, monkeypatch, settings):
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ELSEWHERE)
    monkeypatch.chdir(tmp_path)
    settings.LOCALE_PATHS = [tmp_path / "cms/locale"]
    for path in CATALOGS:
        (tmp_path / path.relative_to(ROOT)).unlink()

    for domain in ("django", "djangojs"):
        call_command("makemessages", domain=domain, locale=["es"], no_location=True, verbosity=0)

    for path in CATALOGS:
        found = tmp_path / path.relative_to(ROOT)
        now = {key(entry) for entry in polib.pofile(str(found))} if found.exists() else set()
        assert now == {key(entry) for entry in polib.pofile(str(path))}, "run `make messages`"


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("en", "DATE_FORMAT", "21 November 2026"),
        ("en", "SHORT_DATE_FORMAT", "21 Nov 2026"),
        ("es", "DATE_FORMAT", "21 de noviembre de 2026"),
        ("es", "SHORT_DATE_FORMAT", "21 nov 2026"),
        ("es", "DATE_INPUT_FORMATS", "%Y-%m-%d"),
    ],
)
def test_dates_are_said_as_each_language_says_them(language: str, name: str, expected: str):
    with translation.override(language):
        if name.endswith("INPUT_FORMATS"):
            shown = formats.get_format(name)[0]
        else:
            shown = formats.date_format(date(2026, 11, 21), name)

    assert shown == expected


def test_scripts_get_their_words_from_an_address_of_their_own(client: Client):
    answer = client.get("/words/es.js")

    assert answer["Content-Type"] == 'text/javascript; charset="utf-8"'
    assert "max-age=3600" in answer["Cache-Control"]
    assert "n != 1" in answer.content.decode()
    assert client.get("/words/en.js").status_code == 404
    assert client.get("/words/xx.js").status_code == 404


def test_no_message_stands_where_xgettext_does_not_look():
    within_strings = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for package in FOLDERS[:3]
        for path in sorted((ROOT / package).rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MARKS
    ]

    assert within_strings == []
