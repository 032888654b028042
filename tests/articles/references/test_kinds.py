"""Each kind of work has its own fields, and a work of any kind goes through the form unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.library.forms import ReferenceForm
from articles.references import csl, kinds
from articles.references.formats import csl_json, records

WORDS = st.text("abc ÄÖ12,.-", min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
NAMES = st.one_of(
    st.builds(lambda name: {"literal": name}, WORDS.filter(bool)),
    st.fixed_dictionaries(
        {
            "family": st.sampled_from(["Olsen", "de Souza"]),
            "given": st.sampled_from(["E", "Ana P"]),
        },
        optional={"suffix": st.just("Jr"), "non-dropping-particle": st.just("van")},
    ),
)
WORKS = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(records.TYPES)), "title": st.just("A title")},
    optional={
        **{
            name: WORDS.filter(bool)
            for name in csl.PLAIN.values()
            if name not in ("title", "genre")
        },
        **{name: st.lists(NAMES, min_size=1, max_size=3) for name in csl.PEOPLE.values()},
        **{
            name: st.just({"date-parts": [[2019, 4]], "season": "spring"})
            for name in csl.DATES.values()
        },
        "genre": st.sampled_from(["Guideline", "Preprint", "Package insert", "PhD", "Report"]),
        "note": st.sampled_from(["A word", csl.INCOMPLETE, f"{csl.INCOMPLETE}\nA word"]),
        "custom": st.just({"kept": "as it is"}),
    },
)


@given(WORKS)
def test_a_work_that_is_shown_and_saved_is_the_same_work(work):
    if work.get("note", "").startswith(csl.INCOMPLETE):
        work.setdefault("author", [{"family": "Olsen", "given": "E"}])

    assert csl.from_fields(csl.fields_of(work), work) == work


def test_every_field_that_an_import_can_bring_has_one_in_the_form():
    brought = (csl_json.WORDS | set(csl_json.PEOPLE) | set(csl_json.DATES)) - {"type", "note"}

    assert brought <= {*csl.PLAIN.values(), *csl.PEOPLE.values(), *csl.DATES.values()}
    assert {*csl.PLAIN, *csl.PEOPLE, *csl.DATES, "note", "type"} == {*ReferenceForm.base_fields}


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_found_again_and_names_fields_of_the_form(kind):
    work = csl.from_fields({"type": kind.name, "title": "A title"})

    assert kinds.kind_of(work) == kind.name
    assert {*kind.fields, *kind.labels} <= {*ReferenceForm.base_fields}


@pytest.mark.parametrize(
    ("was", "becomes", "genre"),
    [
        ("guideline", "report", ""),
        ("guideline", "label", "Prescribing information"),
        ("report", "guideline", "Guideline"),
        ("label", "book", "Prescribing information"),
    ],
)
def test_what_tells_a_kind_goes_with_it_and_nothing_else_does(was, becomes, genre):
    work = csl.from_fields({"type": was, "title": "A title", "publisher": "Someone"})

    changed = csl.from_fields({**csl.fields_of(work), "type": becomes}, work)

    assert kinds.kind_of(changed) == becomes
    assert (changed.get("genre", ""), changed["publisher"]) == (genre, "Someone")


@pytest.mark.parametrize(
    "line", ["Olsen, Emily", "King, Martin, Jr", "{Wiley, Inc}", "World Health Organization"]
)
def test_a_name_is_shown_as_it_is_typed(line):
    [name] = csl.names(line, [])

    assert csl.name_line(name) == line


def test_authors_that_end_in_et_al_are_known_to_be_more():
    work = csl.from_fields({"type": "book", "title": "A title", "authors": "Olsen, Emily\net al."})

    assert csl.is_incomplete(work)
    assert csl.fields_of(work)["authors"] == "Olsen, Emily\net al."
