"""References in the style of the American Medical Association."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.references import bibliography
from articles.references.styles import STYLES, lookups
from tests import factories

LIND = [{"family": "Lind", "given": "Maren"}]
OLSEN = {**factories.OLSEN, "id": "olsen2019"}


def entry(**work: object) -> bibliography.FormattedReference:
    return bibliography.entries([{"id": "x", **work}])[0]


def test_an_article_reads_as_the_style_wants_it():
    found = bibliography.entries([OLSEN])[0]

    assert found.html == (
        "Olsen EO. Notes from the Field: Unintentional Drug Overdose Deaths with Kratom Detected. "
        "<i>MMWR Morb Mortal Wkly Rep</i>. 2019;68(14):326-327."
    )
    assert found.links == (
        ("doi:10.15585/mmwr.mm6814a2", "https://doi.org/10.15585/mmwr.mm6814a2"),
    )


def test_entries_keep_the_order_and_the_keys_given():
    works = [{"id": key, "type": "book", "title": key} for key in ("Zed", "abc", "Mid")]

    assert [each.key for each in bibliography.entries(works)] == ["Zed", "abc", "Mid"]
    assert bibliography.entries([]) == []


def test_a_question_mark_at_the_end_of_a_title_is_not_doubled():
    assert (
        "Does it help? "
        in entry(
            type="article-journal", title="Does it help?", issued={"date-parts": [[2020]]}
        ).html
    )


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "a<img src=x onerror=alert(1)>"])
def test_markup_in_a_field_does_no_harm(title):
    found = entry(type="book", title=title).html

    assert "<script" not in found
    assert "<img" not in found


def test_an_entry_as_plain_words():
    found = bibliography.plain(bibliography.entries([OLSEN])[0])

    assert found.endswith("MMWR Morb Mortal Wkly Rep. 2019;68(14):326-327.")
    assert bibliography.plain(entry(type="book", title="Sleep & rest")) == "Sleep & Rest."


def test_a_work_is_found_by_its_identifiers_before_its_address():
    assert bibliography.links({"PMID": "7", "PMCID": "PMC8", "URL": "https://a.example/x"}) == [
        ("PMID 7", "https://pubmed.ncbi.nlm.nih.gov/7/"),
        ("PMC8", "https://pmc.ncbi.nlm.nih.gov/articles/PMC8/"),
    ]
    assert bibliography.links({"URL": "https://a.example/x"}) == [
        ("a.example/x", "https://a.example/x")
    ]
    assert bibliography.links({"URL": "javascript:alert(1)"}) == []


def test_a_sign_in_a_title_is_a_sign_and_the_tags_of_csl_are_tags():
    found = entry(type="article-journal", title="Is p<a in <i>E. coli</i>, R&D, H<sub>2</sub>O")

    assert "Is p&lt;a in <i>E. coli</i>, R&amp;D, H<sub>2</sub>O" in found.html


def test_a_doi_of_the_old_kind_makes_an_address():
    assert bibliography.links({"DOI": "10.1002/(SICI)1097<1::AID>3.0.CO;2-X"}) == [
        (
            "doi:10.1002/(SICI)1097<1::AID>3.0.CO;2-X",
            "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-X",
        )
    ]


def test_a_processor_shared_by_threads_mixes_no_works():
    """It notes in the style what of a work is printed, such as the title in the place of an author."""
    works = [
        {"id": str(n), "type": "book", "title": f"Rest {n}", **({"author": LIND} if n % 2 else {})}
        for n in range(60)
    ]
    alone = [each.html for each in bibliography.entries(works)]
    bibliography._entry.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda work: bibliography.entries([work])[0].html, works))

    assert together == alone


def test_the_tree_of_a_style_does_not_grow_and_is_not_searched_again_for_each_work():
    works = [
        {"id": str(n), "type": "book", "title": f"Rest {n}", "author": LIND} for n in range(40)
    ]
    bibliography.entries(works[:1])
    root = bibliography._read(STYLES["ama"].file).root
    before = len(list(root.iter())), lookups._searched.cache_info().misses

    bibliography.entries(works)

    assert (len(list(root.iter())), lookups._searched.cache_info().misses) == before


@pytest.mark.parametrize(
    ("work", "line"),
    [
        ({"edition": "9th ed."}, "Rest. 9th ed."),
        ({"edition": "Second edition"}, "Rest. 2nd ed."),
        ({"edition": "Revised"}, "Rest. Revised."),
        ({"type": "chapter", "publisher": "Fjord"}, "Rest. Fjord."),
        (
            {"type": "article-journal", "container-title": "J Inv", "volume": "12 Suppl 1"},
            "Rest. J Inv. 12(suppl 1).",
        ),
        (
            {"type": "article", "publisher": "medRxiv : the preprint server"},
            "Rest. medRxiv.",
        ),
        ({"author": [{"family": "Smith", "given": "JA"}]}, "Smith JA. Rest."),
        ({"author": [{"family": "SMITH", "given": "AMY"}]}, "SMITH A. Rest."),
        (
            {"author": [{"family": "van 't Hoff", "given": "J"}, {"literal": "Rest, Inc."}]},
            "van ’t Hoff J; Rest, Inc. Rest.",
        ),
    ],
)
def test_what_records_write_prints_as_the_style_asks(work, line):
    assert bibliography.plain(entry(**{"type": "book", "title": "Rest", **work})) == line
