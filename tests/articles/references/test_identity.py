"""Which records are one work, which are two, and which are a question."""

import pytest

from articles.references.identity import Answer, compare


def work(title: str = "Daylight and sleep onset: a cohort study", **more):
    return {
        "type": "article-journal",
        "title": title,
        "author": [{"family": "Moyo", "given": "Tobe"}],
        "issued": {"date-parts": [[2020]]},
        "container-title": "Invented Medicine",
        "volume": "44",
        **more,
    }


def answer(one, other):
    assert compare(one, other).answer == compare(other, one).answer  # whichever is asked first
    return compare(one, other).answer


@pytest.mark.parametrize("name", ["DOI", "PMID", "PMCID"])
def test_an_identifier_decides(name):
    assert (
        answer(work(**{name: "10.1/x"}), work("Quite another title", **{name: "10.1/X"}))
        == Answer.SAME
    )
    assert answer(work(**{name: "10.1/x"}), work(**{name: "10.1/y"})) == Answer.DIFFERENT


def test_one_identifier_that_agrees_outweighs_one_that_does_not_and_that_is_said():
    compared = compare(work(DOI="10.1/x", PMID="1"), work(DOI="10.1/x", PMID="2"))

    assert (compared.answer, compared.differing) == (Answer.SAME, ("PMID",))


@pytest.mark.parametrize(
    "other",
    [
        work(),
        work(page="101-110"),
        work(**{"container-title": "Inv Med"}),
        work(**{"container-title": "IM"}),
        work(issued={"date-parts": [[2021]]}),
        work("Daylight and sleep onset: a cohort study."),
        work("RETRACTED: Daylight and sleep onset: a cohort study"),
        work("Daylight and sleep-onset; a cohort study"),
        work("<i>Daylight</i> and sleep onset: a cohort study"),
        work(volume="45"),
    ],
)
def test_without_an_identifier_what_is_alike_is_a_question(other):
    assert answer(work(), other) == Answer.QUESTION


TITLES = [
    ("Hepatitis A vaccination: a cohort of adults", "Hepatitis B vaccination: a cohort of adults"),
    ("Vitamin D2 and fractures in later life", "Vitamin D3 and fractures in later life"),
    ("Hypoglycaemia after a day of rest in bed", "Hyperglycaemia after a day of rest in bed"),
    ("Fasting of preoperative patients with rest", "Fasting of postoperative patients with rest"),
    ("Inpatient care of rest after a stroke", "Outpatient care of rest after a stroke"),
    ("Systolic pressure and rest: a cohort study", "Diastolic pressure and rest: a cohort study"),
    ("Effect of α-blockers on sleep and on rest", "Effect of β-blockers on sleep and on rest"),
    (
        "Ferritin in pregnancy. Part I: design and denominators",
        "Ferritin in pregnancy. Part II: design and denominators",
    ),
    (
        "Ferritin in pregnancy, 3: design and denominators",
        "Ferritin in pregnancy, 4: design and denominators",
    ),
    (
        "Aspirin for primary prevention of stroke in older men: a trial",
        "Aspirin for primary prevention of stroke in older women: a trial",
    ),
    (
        "Zinc for the common cold in adults: a randomised trial",
        "Zinc for the common cold in children: a randomised trial",
    ),
    (
        "Sleep and statins: the EVENING trial protocol",
        "Sleep and statins: the EVENING trial results",
    ),
    (
        "Sleep and statins: a large cohort study from Oslo",
        "Sleep and statins: a large cohort study from Oslo: reply",
    ),
    (
        "Sleep and statins: a large cohort study from Oslo",
        "Erratum: Sleep and statins: a large cohort study from Oslo",
    ),
    (
        "Metformin 500 mg or 1000 mg in prediabetes: a trial",
        "Metformin 500 mg or 850 mg in prediabetes: a trial",
    ),
    (
        "Outcomes with treatment in early invented disease",
        "Outcomes without treatment in early invented disease",
    ),
]


@pytest.mark.parametrize(("one", "other"), TITLES)
def test_words_and_numbers_that_tell_works_apart(one, other):
    assert answer(work(one), work(other)) == Answer.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"page": "101-110"}, {"page": "111-122"}),
        ({"container-title": "Invented Medicine"}, {"container-title": "Invented Neurology"}),
        ({"issued": {"date-parts": [[2017]]}}, {"issued": {"date-parts": [[2020]]}}),
        ({"author": [{"family": "Lind"}]}, {"author": [{"family": "Moyo"}]}),
    ],
)
def test_another_place_in_print_is_another_work(one, other):
    assert answer(work(**one), work(**other)) == Answer.DIFFERENT


def test_a_question_says_what_is_alike_and_what_differs():
    compared = compare(work(page="1-9"), work(page="1-9", volume="45"))

    assert compared.alike == ("title", "author", "issued", "container-title", "page")
    assert compared.differing == ("volume",)


def test_a_book_is_known_by_its_isbn_of_either_length_and_a_chapter_of_it_is_not():
    ten, thirteen = (
        {"type": "book", "ISBN": "0470057963"},
        {"type": "book", "ISBN": "9780470057964"},
    )

    assert answer(work(**ten), work("Another", **thirteen)) == Answer.SAME
    assert (
        answer(work(**ten), work("Another", **{**thirteen, "type": "chapter"})) == Answer.DIFFERENT
    )
