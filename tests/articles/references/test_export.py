"""What is taken along comes back: export and import again are equal, or the difference has a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.references.csl import INCOMPLETE
from articles.references.export import bibtex, left_out, ris
from articles.references.formats import read

WORDS = st.text(
    st.sampled_from("abcdefghij ÄéçşğñøŁ0123456789%&_#$~^{}-:()/'"), min_size=3, max_size=40
).map(lambda text: "T" + " ".join(text.split()))
NAME = st.text(st.sampled_from("abcdeéñş"), min_size=2, max_size=10).map(str.capitalize)
PERSON = st.fixed_dictionaries(
    {"family": NAME, "given": NAME}, optional={"suffix": st.sampled_from(["Jr", "III"])}
)
GROUP = st.sampled_from([{"literal": "World Health Organization"}, {"literal": "A, B and C Group"}])
DATE = st.sampled_from([[2019], [2019, 4], [2019, 4, 12]]).map(
    lambda parts: {"date-parts": [parts]}
) | st.integers(1, 4).map(lambda season: {"date-parts": [[2019]], "season": season})
OF_TYPE = {
    "article-journal": ["container-title", "volume", "issue", "page", "DOI", "PMID"],
    "book": ["publisher", "publisher-place", "edition", "collection-title", "volume"],
    "chapter": ["container-title", "publisher", "page", "edition"],
    "paper-conference": ["container-title", "page"],
    "report": ["publisher", "number"],
    "thesis": ["publisher"],
    "article": ["publisher", "DOI"],
}
VALUES = {
    "DOI": st.sampled_from(["10.1000/a;b", "10.1002/(sici)1(2)3:4<5::aid-x>3.0.co;2-1"]),
    "PMID": st.just("31000001"),
    "page": st.sampled_from(["1-9", "e12", "S3-S4"]),
    "volume": st.sampled_from(["1", "12A"]),
    "issue": st.sampled_from(["3", "suppl 1"]),
    "number": st.sampled_from(["12", "NG193"]),
    "edition": st.sampled_from(["2", "3rd"]),
}


@st.composite
def works(draw):
    kind = draw(st.sampled_from(sorted(OF_TYPE)))
    work = {"type": kind, "title": draw(WORDS), "issued": draw(DATE)}
    work["author"] = draw(st.lists(PERSON | GROUP, min_size=1, max_size=4))
    if draw(st.booleans()):
        work["note"] = INCOMPLETE
    for name in OF_TYPE[kind]:
        if draw(st.booleans()):
            work[name] = draw(VALUES.get(name, NAME))
    return work


def again(written: str):
    [record] = read(written).records
    assert record.problem == ""
    return record.work


@given(works())
def test_bibtex_comes_back_as_it_was(work):
    assert again(bibtex([{**work, "id": "x"}])) == work


@given(works())
def test_ris_comes_back_as_it_was(work):
    assert again(ris([{**work, "id": "x"}])) == work


@pytest.mark.parametrize("write", [bibtex, ris])
def test_marks_of_a_title_come_back(write):
    work = {
        "id": "x",
        "type": "book",
        "title": "CO<sub>2</sub>, 10<sup>9</sup> & <i>in vivo</i> < 5",
    }

    assert again(write([work]))["title"] == work["title"]


@pytest.mark.parametrize("write", [bibtex, ris])
def test_the_day_of_reading_comes_back(write):
    page = {
        "id": "x",
        "type": "webpage",
        "title": "A page",
        "author": [{"literal": "Agency"}],
        "URL": "https://example.org/a_b/?c=1&d=%20",
        "accessed": {"date-parts": [[2024, 1, 2]]},
    }

    assert again(write([page])) == {name: value for name, value in page.items() if name != "id"}


FORMS = {"bib": bibtex, "ris": ris}


@pytest.mark.parametrize("extension", FORMS)
@given(works(), st.sampled_from(["genre", "version", "section", "medium", "abstract", "status"]))
def test_what_does_not_come_back_is_named(extension, work, name):
    work = {**work, name: "Said"}

    back = again(FORMS[extension]([{**work, "id": "x"}]))

    assert {each for each in work if back.get(each) != work[each]} == set(
        left_out([work], extension)
    )


def test_a_kind_that_a_format_has_not_is_named():
    speech = {"id": "x", "type": "speech", "title": "A speech"}

    assert (left_out([speech], "bib"), left_out([speech], "ris"), left_out([speech], "json")) == (
        ["type"], ["type"], []
    )  # fmt: skip
