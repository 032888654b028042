"""Names as files in use write them."""

import pytest

from articles.references.formats.fields import people


def person(family: str, given: str, suffix: str = "") -> dict[str, str]:
    found = {"family": family, "given": given, "suffix": suffix}
    return {part: value for part, value in found.items() if value}


def group(name: str) -> dict[str, str]:
    return {"literal": name}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ito, I.", [person("Ito", "I.")]),
        ("Vidal, V. M.", [person("Vidal", "V. M.")]),
        ("Ng, C", [person("Ng", "C")]),
        ("Grant, D. H., III", [person("Grant", "D. H.", "III")]),
        ("Grant, D. H. III", [person("Grant", "D. H.", "III")]),
        ("Grant, Dan, V", [person("Grant", "Dan", "V")]),
        ("Grant, Jr., Dan", [person("Grant", "Dan", "Jr.")]),
        ("Grant, Jr", [person("Grant", "", "Jr")]),
        ("Moyo T.A.", [person("Moyo", "T.A.")]),
        ("van der Wal E.E.", [person("van der Wal", "E.E.")]),
        ("Moyo T.A. Jr.", [person("Moyo", "T.A.", "Jr.")]),
        ("O'Shea, Pat", [person("O'Shea", "Pat")]),
        ("d’Arcy, Lou", [person("d’Arcy", "Lou")]),
        ("王, 小明", [person("王", "小明")]),
        ("Center, Rebecca", [person("Center", "Rebecca")]),
        ("Group, L.", [person("Group", "L.")]),
    ],
)
def test_one_person(written, names):
    assert people.names(written) == (names, [])


@pytest.mark.parametrize(
    "written",
    [
        "World Health Organization",
        "World Health Organization, Geneva",
        "Ministry of Health, Labour and Welfare",
        "Centers for Disease Control and Prevention",
        "ABC Trial Group",
        "Johnson & Johnson",
        "Trials Group, The",
        "NHS",
    ],
)
def test_an_organisation_stays_whole(written):
    assert people.names(written) == ([group(written)], [])


def test_braces_make_an_organisation_of_anything():
    assert people.names("{Moyo, Silva; Sons}") == ([group("Moyo, Silva; Sons")], [])


@pytest.mark.parametrize(
    "written",
    [
        "Moyo, Tobe A.; Lind, Maren; de Silva, Ana",
        "Moyo, Tobe A. and Lind, Maren and de Silva, Ana",
        "Moyo, Tobe A., Lind, Maren, & de Silva, Ana",
        "Moyo, Tobe A., Lind, Maren, de Silva, Ana",
        "Tobe A. Moyo, Maren Lind, Ana de Silva",
    ],
)
def test_several_on_one_line(written):
    found, _warnings = people.names(written)

    assert found == [
        person("Moyo", "Tobe A."),
        person("Lind", "Maren"),
        person("de Silva", "Ana"),
    ]


def test_initials_behind_names_part_them_too():
    found, warnings = people.names("Moyo TA, Lind M, de Silva AP")

    assert found == [person("Moyo", "TA"), person("Lind", "M"), person("de Silva", "AP")]
    assert warnings == []


def test_commas_that_may_mean_either_are_said():
    check = "Several authors stood on one line, with commas: check how they were parted."

    assert people.names("Moyo, Tobe, Lind, Maren")[1] == [check]
    assert people.names("Tobe Moyo, Maren Lind, Ana de Silva")[1] == [check]


def test_what_can_not_be_parted_stays_as_it_stands_and_is_said():
    written = "Moyo, Lind, Silva"

    assert people.names(written) == (
        [group(written)],
        ["The authors on one line could not be parted: write each on a line of its own."],
    )


@pytest.mark.parametrize("ending", ["; et al.", ", et al", " et al.", "; and others"])
def test_a_list_that_is_cut_short_says_so(ending):
    found, _warnings = people.names(f"Moyo, Tobe{ending}")

    assert found == [person("Moyo", "Tobe"), group("et al")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Moyo TA", person("Moyo", "TA")),
        ("Li X", person("Li", "X")),
        ("Moyo TA Jr", person("Moyo", "TA", "Jr")),
        ("de Silva AP 3rd", person("de Silva", "AP", "3rd")),
        ("Önder ÖÇ", person("Önder", "ÖÇ")),
        ("Kratom Study Group", group("Kratom Study Group")),
    ],
)
def test_medline_puts_the_suffix_behind_the_initials(written, name):
    assert people.medline_name(written) == name


def test_medline_puts_the_suffix_behind_the_given_names():
    assert people.name("Moyo, Tobe A Jr") == person("Moyo", "Tobe A", "Jr")
    assert people.name("Moyo, Tobe A 2nd") == person("Moyo", "Tobe A", "2nd")
