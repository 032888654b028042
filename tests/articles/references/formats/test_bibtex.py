"""BibTeX as people and programs write it."""

import pytest

from articles.references.formats import read
from articles.references.formats.fields.tex import plain
from articles.references.formats.syntax.bibtex import entries


def works(text):
    return [record.work for record in read(text).records]


CHILD = r"""
@{kind}{{child, author = {{Moyo, Tobe}}, title = {{A chapter}}, pages = {{3--9}}, crossref = {{Parent}}}}
@book{{parent, editor = {{Lind, Maren}}, title = {{A Handbook}}, subtitle = {{For All}},
  publisher = {{Press}}, address = {{Oslo}}, year = 2014, doi = {{10.5555/whole}}}}
"""


@pytest.mark.parametrize("kind", ["inbook", "incollection", "inproceedings"])
def test_a_part_takes_from_its_parent_what_it_lacks(kind):
    child, parent = works(CHILD.format(kind=kind))

    assert child["container-title"] == "A Handbook: For All"
    assert child["editor"] == [{"family": "Lind", "given": "Maren"}]
    assert child["publisher"] == "Press"
    assert child["publisher-place"] == "Oslo"
    assert child["issued"] == {"date-parts": [[2014]]}
    assert "DOI" not in child  # that is the book's
    assert parent["title"] == "A Handbook: For All"
    assert "container-title" not in parent


def test_a_parent_that_is_not_there_is_said():
    [record] = read("@inbook{a, title = {T}, crossref = {gone}}").records

    assert record.warnings[0] == (
        "It refers to “gone”, which is not in this file: what stands there is missing."
    )


def test_xdata_is_shared_and_no_work():
    [work] = works(
        "@xdata{x, publisher = {Press}, year = 2020}\n@book{b, title = {T}, xdata = {x}}"
    )

    assert (work["publisher"], work["issued"]) == ("Press", {"date-parts": [[2020]]})


def test_macros_join_and_parentheses_are_as_good_as_braces():
    [work] = works(
        '@string(ij = "Journal of ") @string{med = {Medicine}}\n'
        '@article(a, title = "One", journal = ij # med, month = mar # "~4", year = 2021)'
    )

    assert work["container-title"] == "Journal of Medicine"
    assert work["issued"] == {"date-parts": [[2021, 3, 4]]}


def test_a_missing_comma_and_a_missing_key_cost_nothing():
    found = works(
        "@misc{title = {One}\n year = 2020}\n@misc{k, title = {Two}\n note = 3 year = 2021}"
    )

    assert [(work["title"], work["issued"]["date-parts"]) for work in found] == [
        ("One", [[2020]]),
        ("Two", [[2021]]),
    ]


def test_a_broken_entry_harms_no_other_and_is_named_with_its_line():
    first, broken, last = read(
        "@misc{a, title = {One}}\n\n@misc{b, title = {Two, year = 2}\n@misc{c, title = {Three}}"
    ).records

    assert (first.work["title"], last.work["title"]) == ("One", "Three")
    assert broken.problem == (
        "The entry (“b”, line 3) can't be read: a brace, quote or comma is missing in it."
    )
    assert (first.line, broken.line, last.line) == (1, 3, 4)


def test_what_stands_between_entries_is_a_comment():
    text = (
        "% @misc{no, title={No}\n@comment{x @misc{no}}\nwords\n"
        "@misc{a, title = {One}} @misc{b, title={Two}}"
    )

    assert [entry.key for entry in entries(text)] == ["a", "b"]


@pytest.mark.parametrize(
    ("field", "address"),
    [
        (
            r"howpublished = {\url{https://example.org/a_b/c.html}}",
            "https://example.org/a_b/c.html",
        ),
        ("howpublished = {https://example.org/x/y}", "https://example.org/x/y"),
        (
            r"howpublished = {Available at \url{https://example.org/x\_y/}}",
            "https://example.org/x_y/",
        ),
        ("url = {https://example.org/1/2}", "https://example.org/1/2"),
    ],
)
def test_a_page_on_the_web_has_its_address_and_its_day(field, address):
    [work] = works(f"@misc{{a, title = {{T}}, {field}, note = {{Accessed: 2020-04-27}}}}")

    assert (work["type"], work["URL"]) == ("webpage", address)
    assert work["accessed"] == {"date-parts": [[2020, 4, 27]]}
    assert "http" not in work.get("publisher", "")


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ("note = {PMID: 31000005}", "PMID", "31000005"),
        ("eprint = {31000005}, eprinttype = {pubmed}", "PMID", "31000005"),
        ("note = {{PMID:} 31000005 PMCID: PMC77}", "PMCID", "PMC77"),
        ("doi = {10.1000/a\\_b}", "DOI", "10.1000/a_b"),
        ("url = {https://doi.org/10.1002/(SICI)1(2)3:4<5::AID-X>3.0.CO;2-1}",
         "DOI", "10.1002/(sici)1(2)3:4<5::aid-x>3.0.co;2-1"),
    ],
)  # fmt: skip
def test_identifiers_are_found_where_programs_put_them(fields, name, value):
    [work] = works(f"@article{{a, title = {{T}}, {fields}}}")

    assert work[name] == value


def test_organisations_need_no_braces():
    [record] = read(
        "@misc{a, title = {T}, author = {Centers for Disease Control and Prevention and"
        ' World Health Organization and Kim Moyo and {\\"O}nder, {\\c{C}}a}}'
    ).records

    assert record.work["author"] == [
        {"literal": "Centers for Disease Control and Prevention"},
        {"literal": "World Health Organization"},
        {"family": "Moyo", "given": "Kim"},
        {"family": "Önder", "given": "Ça"},
    ]
    assert record.warnings[0] == (
        "“Centers for Disease Control and Prevention” was taken for one organisation: put braces around"
        " it."
    )


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("CO$_2$", "CO<sub>2</sub>"),
        ("Ca$^{2+}$", "Ca<sup>2+</sup>"),
        ("$^{131}$I", "<sup>131</sup>I"),
        ("H$_{\\textrm{2}}$O", "H<sub>2</sub>O"),
        (r"$\beta$-blockers at 5\% \& more", "β-blockers at 5% & more"),
        (r"\emph{Mitragyna} and x\textsuperscript{2}", "<i>Mitragyna</i> and x<sup>2</sup>"),
        ("{DNA} and $p<0.05$", "DNA and p<0.05"),
        ("Ok{\\'o}r{\\\"o}, {\\.I}lker {\\c{S}}ahin, Erd{\\H{o}}s", "Okórö, İlker Şahin, Erdős"),
        ("Mar{\\'\\i}a --- ``so''", "María — “so”"),
    ],
)
def test_tex_is_read_as_it_prints(written, printed):
    assert plain(written) == printed


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"CO{\$}{\_}2{\$} and pH", "CO<sub>2</sub> and pH"),
        (r"{\$}{\^{}}{\{}131{\}}{\$}I", "<sup>131</sup>I"),
        (r"A cost of {\$}5 and {\$}6", "A cost of $5 and $6"),
    ],
)
def test_a_formula_that_was_escaped_twice_is_one(written, title):
    [record] = read("@article{a, title={" + written + "}}").records

    assert record.work["title"] == title


def test_what_a_thesis_or_report_calls_itself_is_kept():
    found = read(
        "@thesis{a, title={One}, type={phdthesis}}\n@techreport{b, title={Two}, type={White paper}}\n"
        "@phdthesis{c, title={Three}}"
    ).records

    assert [record.work.get("genre") for record in found] == [
        "PhD thesis",
        "White paper",
        "PhD thesis",
    ]
