"""The drawings: the same for the same words, shapes and names of inks alone, counted where they count."""

import re
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cms.pictures import drawing, source_years, tiles
from cms.pictures.tiles import FAMILIES, family_of

SHAPES = {"svg", "g", "path", "circle", "text", "span"}
ATTRIBUTES = {
    *("class", "d", "cx", "cy", "r", "transform", "viewBox", "aria-hidden", "stroke-width"),
    *("preserveAspectRatio", "x", "y", "text-anchor", "data-hue", "data-initials"),
}
INKS = {"a", "b", "c", "p", "a-line", "b-line", "c-line", "p-line", "ground", "undated"}
KINDS = {"drawn", "lead", "mark", "face", "portrait", "source-years"}
SMALL = "9"  # the radius of the discs that are counted
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
families = st.sampled_from(FAMILIES)


def elements(markup: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(markup).iter())


def assert_harmless(markup: str) -> None:
    for each in elements(markup):
        assert each.tag in SHAPES
        assert set(each.attrib) <= ATTRIBUTES
        assert set(each.get("class", "").split()) <= INKS | KINDS
        assert each.tag == "text" or not (each.text or "").strip()


@given(families, words, st.integers(0, 300))
def test_a_picture_is_shapes_and_names_of_inks(family, slug, sources):
    for markup in (drawing.lead(family, slug, sources), drawing.mark(family, slug)):
        assert_harmless(markup)


@given(words, words)
def test_a_figure_says_no_more_than_initials(slug, name):
    markup = drawing.face(slug, name)

    assert_harmless(markup)
    assert len(drawing.initials(name)) <= 6  # capitals of some letters are two or three


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.tiles[0].__name__)
@pytest.mark.parametrize("sources", [0, 1, 4, 5, 9, 14, 37, 120])
def test_the_small_discs_of_a_lead_are_its_sources(family, sources):
    drawn = elements(drawing.lead(family, "kratom-for-pain", sources))

    assert len([each for each in drawn if each.get("r") == SMALL]) == sources


@pytest.mark.parametrize(
    ("kind", "digest"),
    [("lead", "afbf60c3af174246"), ("mark", "bfe9144c4b36c599"), ("face", "3b89a6a2c6330037")],
)
def test_the_same_words_give_the_same_picture_for_ever(kind, digest):
    leaves = family_of(("supplements",))
    markup = {
        "lead": lambda: drawing.lead(leaves, "kratom-for-pain", 14),
        "mark": lambda: drawing.mark(leaves, "kratom-for-pain"),
        "face": lambda: drawing.face("linh-castellanos", "Dr Linh Castellanos"),
    }[kind]()

    assert sha256(markup.encode()).hexdigest()[:16] == digest


def test_a_topic_has_tiles_of_its_own_by_a_word_of_its_slug_or_of_one_above():
    assert family_of(("heart-and-blood-pressure",)).hero is tiles.heart
    assert family_of(("corazon",)).hero is tiles.heart
    assert family_of(("lower-limbs", "pain")).hero is tiles.radiance
    assert family_of(("xyz",)) is family_of(("xyz",))
    assert {family_of((f"x{n}",)).hue for n in range(80)} == {each.hue for each in FAMILIES}


def test_initials_leave_titles_out():
    assert drawing.initials("Dr Linh Castellanos") == "LC"
    assert drawing.initials("Prof. Samuel J. Adeyemi-Roth") == "SA"
    assert drawing.initials("Ada") == "A"
    assert drawing.initials("") == ""


def test_the_style_sheet_colours_every_hue_and_ink():
    style = (settings.BASE_DIR / "cms/static/cms/site.css").read_text()

    assert set(map(int, re.findall(r'\[data-hue="(\d)"\] {', style))) == {f.hue for f in FAMILIES}
    assert all(re.search(rf"\.{ink}\b", style) for ink in INKS)


@given(st.lists(st.just(0) | st.integers(1850, 2060), max_size=80))
def test_every_source_stands_over_its_year(years):
    found = source_years.drawn(years)

    assert (found.total, found.undated) == (len(years), years.count(0))
    dated = [year for year in years if year]
    assert (found.first, found.last) == ((min(dated), max(dated)) if dated else (0, 0))
    assert_harmless(found.markup)
    if all(years.count(year) <= source_years.HIGH for year in years):
        assert len([each for each in elements(found.markup) if each.tag == "circle"]) == len(years)
