"""How well claims are found, against labels: our own sentences, and labelled articles where they are at hand.

Run as `python -m bench.evidence`. The bars are those of the product: what needs a source is found with a
recall of .90 at a precision of .75; a rule is right in .90 of its hits, finds .65 of what is labelled
grave, and has the category in .85. The labelled articles lie in `../shared/data`, beside the project;
without them only our own sentences are counted, and that is said. Then two figures of speed: 10,000 words
read, and a file of 70,000 retractions looked through for a library of 10,000 works, in a scratch database.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

if TYPE_CHECKING:
    from articles.evidence.passages import Finding
    from articles.models import Reference

ROOT: Final = Path(__file__).resolve().parents[1]
OWN: Final = ROOT / "tests" / "articles" / "evidence"
# beside the project, also where this is a second working tree of it
SHARED: Final = (ROOT.parent / "shared" / "data", ROOT.parents[1] / "shared" / "data")
LEFT_OUT: Final = {"boilerplate", "citation_defect", "disclaimer_defect"}
MANY_WORDS: Final = 10_000
RETRACTIONS: Final = 70_000
WORKS: Final = 10_000
MOST_SECONDS: Final = 30.0
BARS: Final = {
    "needs_source precision": 0.75,
    "needs_source recall": 0.90,
    "rules precision": 0.90,
    "rules recall of grave": 0.65,
    "rules category": 0.85,
}


@dataclass(frozen=True)
class Label:
    """What a reader said of one passage; None where that can be argued about."""

    passage: str
    needs_source: bool | None
    is_problem: bool | None
    categories: frozenset[str] = frozenset()
    is_grave: bool = False


@dataclass
class Count:
    right: int = 0
    of: int = 0

    def add(self, is_right: bool) -> None:
        self.right += is_right
        self.of += 1

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 1.0


class Figures:
    """The five figures, counted label by label."""

    def __init__(self) -> None:
        self.counts = {name: Count() for name in BARS}

    def add(self, label: Label, found: "Sequence[Finding]") -> None:
        counts = self.counts
        needs = any(each.kind == "needs_source" for each in found)
        hits = [each for each in found if each.kind == "rule"]
        if needs and label.needs_source is not None:
            counts["needs_source precision"].add(label.needs_source)
        if label.needs_source:
            counts["needs_source recall"].add(needs)
        if hits and label.is_problem is not None:
            counts["rules precision"].add(label.is_problem)
        if label.is_problem and label.is_grave:
            counts["rules recall of grave"].add(bool(hits))
        if label.is_problem and hits:
            counts["rules category"].add(hits[0].category in label.categories)

    def line(self, name: str) -> str:
        shown = "".join(f"{one.share:>9.2f} of {one.of:<4}" for one in self.counts.values())
        return f"{name:<26}{shown}"

    @property
    def missed(self) -> list[str]:
        return [name for name, bar in BARS.items() if self.counts[name].share < bar]


def main() -> int:
    import django

    django.setup()
    head = "".join(f"{name.replace('needs_source', 'source'):>17}" for name in BARS)
    bars = "".join(f"{bar:>9.2f}        " for bar in BARS.values())
    print(f"{'':<26}{head}\n{'bar':<26}{bars}")
    failed = []
    for name, labels in (*own(), *articles()):
        figures = Figures()
        for label, found in labels:
            figures.add(label, found)
        print(figures.line(name))
        if name.endswith("all"):
            failed += [f"{name}: {each}" for each in figures.missed]
    if not shared():
        print("The labelled articles of ../shared/data are not here: only our own sentences count.")
    taken = seconds()
    print(f"{MANY_WORDS:,} words of text read in {taken:.2f} s (bar: 1 s)")
    failed += ["10,000 words in a second"] if taken >= 1 else []
    looked = float(in_a_scratch_database("--retractions"))
    print(
        f"{RETRACTIONS:,} retractions, {WORKS:,} works: {looked:.1f} s (bar: {MOST_SECONDS:.0f} s)"
    )
    failed += ["70,000 retractions in 30 seconds"] if looked >= MOST_SECONDS else []
    print("\n".join(f"Missed: {each}" for each in failed) or "Every bar is met.")
    return bool(failed)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


Labelled = tuple[str, list[tuple[Label, "Sequence[Finding]"]]]


def own() -> Iterator[Labelled]:
    """Our own sentences, each read alone, by subject and all."""
    from articles.evidence import passages, rules
    from articles.evidence.units import Kind, Unit

    for language, file in (("en", "labelled.tsv"), ("es", "labelled-es.tsv")):
        by_subject: dict[str, list[tuple[Label, Sequence[Finding]]]] = {}
        for subject, sentence, needs, category, severity in rows(OWN / file):
            kind = Kind.SENTENCE if sentence[-1] in ".!?" else Kind.HEADING
            known = rules.shipped(language)
            (one,) = passages.read_units([Unit(kind, sentence)], language, known)
            categories = frozenset(category.split(","))
            label = Label(sentence, needs == "yes", bool(category), categories, severity == "high")
            by_subject.setdefault(subject, []).append((label, list(one.findings)))
        yield from by_subject.items()
        yield f"own {language}, all", [each for group in by_subject.values() for each in group]


def shared() -> Path | None:
    return next((each for each in SHARED if (each / "claims.tsv").exists()), None)


def articles() -> Iterator[Labelled]:
    """The labelled articles, each as a whole: a label is found where a passage overlaps it."""
    from articles.evidence import files

    if (folder := shared()) is None:
        return
    everything = []
    labels: dict[str, list[Label]] = {}
    for name, sentence, label, note in rows(folder / "claims.tsv"):
        if label not in LEFT_OUT:
            labels.setdefault(name, []).append(_label(sentence, label, note))
    for name, group in labels.items():
        found = files.findings(name, (folder / "seed-articles" / name).read_bytes())
        matched = [(each, [one for one in found if _overlaps(one, each)]) for each in group]
        yield name[:3], matched
        everything += matched
    yield "labelled articles, all", everything


def _label(sentence: str, label: str, note: str) -> Label:
    """An unproblematic passage needs a source where its note says so, and can be argued about where
    it says neither that nor why not."""
    is_problem = label != "ok"
    is_harmless = re.search(
        r"^Heading|question|advice|uncertainty|no claim|Hard neg|Call for", note
    )
    needs = True if is_problem or re.search(r"\bcite\b", note) else (False if is_harmless else None)
    also = re.search(r"also=([\w,]+)", note)
    categories = frozenset({label, *(also[1].split(",") if also else ())})
    return Label(sentence, needs, is_problem, categories, note.startswith("[high]"))


def _overlaps(found: "Finding", label: Label) -> bool:
    one, other = _plain(found.unit.words), _plain(label.passage)
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) > 20 and shorter in longer)


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"^(?:\d+\.|•)\s+", "", words)).strip().lower()


def seconds() -> float:
    """How long the reading of many words takes, the rules being understood already."""
    from articles.evidence import files

    sentences = [row[1] for row in rows(OWN / "labelled.tsv")]
    text, words = [], 0
    while words < MANY_WORDS:
        text.append(" ".join(sentences[len(text) % 20 :: 20]))
        words += len(text[-1].split())
    files.findings("words.txt", text[0].encode())
    start = process_time()
    files.findings("words.txt", "\n\n".join(text).encode())
    return process_time() - start


# --- retractions -------------------------------------------------------------------------------------


def in_a_scratch_database(which: str) -> str:
    """What a process of its own prints of a database that nobody has."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "DATA_DIR": folder}
        surroundings.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bench.evidence", which]
        done = subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


def retractions() -> float:
    """Seconds of one core from the file to the marks: each fifth work is in it, half of these by the PMID."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from articles.models import Reference
    from articles.retractions import snapshots

    call_command("migrate", verbosity=0)
    Reference.objects.bulk_create(_work(number) for number in range(WORKS))
    path = Path(os.environ["DATA_DIR"]) / "retractions.csv"
    path.write_text("\r\n".join(_retraction_watch()), encoding="utf-8")
    start = process_time()
    report = snapshots.take_in(path, timezone.now())
    taken = process_time() - start
    if report.matched != WORKS // 5:
        raise SystemExit(f"{report.matched} works were found, not {WORKS // 5}.")
    return taken


def _work(number: int) -> "Reference":
    from articles.models import Reference

    csl = {
        "type": "article-journal", "title": f"Rest in the {number}th invented cohort",
        "DOI": f"10.5555/rest.{number}", "PMID": str(number + 1),
    }  # fmt: skip
    return Reference(key=f"rest{number}", csl=csl, doi=csl["DOI"], pmid=csl["PMID"])


def _retraction_watch() -> Iterator[str]:
    from tests.articles.retractions.files import HEADER, line

    yield HEADER
    for record in range(RETRACTIONS):
        number = record * 5 if record * 5 < WORKS else WORKS + record
        by_doi = {"OriginalPaperDOI": f"10.5555/rest.{number}"}
        by_pmid = {"OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": number + 1}
        title = f"What became of the {record}th invented paper"
        yield line(record + 1, Title=title, **(by_pmid if record % 2 else by_doi))


if __name__ == "__main__":
    if "--retractions" in sys.argv:
        print(retractions())
        sys.exit()
    sys.exit(main())
