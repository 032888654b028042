"""What readers are shown of sealed texts: one made ready to read, and what changed from one to the next.

All follows from the texts and the language around them, so that it is made once: it is kept in memory
(`cms.caching.sealed`), and of texts that readers see in the database (`cms.caching.kept_texts`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, Final

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django_tasks import task

from articles.comparing import compare, showing
from articles.comparing.differences import Fate
from articles.languages import active
from articles.models import Revision
from articles.references import export
from articles.references.bibliography import FormattedReference
from articles.sealing import rendering, seal
from articles.sealing.rendering import Source
from articles.text import cleaner
from articles.text.citations import Quotation
from cms.caching import kept_texts
from cms.caching.sealed import made_once, remembered
from cms.pictures.charts import with_charts

TAKEN_ALONG: Final = (("BibTeX", "bib"), ("RIS", "ris"))  # those formats that can't hold all
QUESTIONS = 'data-kind="questions"'
KIND: Final = "sealed-text"  # in memory
RECENT: Final = timedelta(hours=1)  # what was published since is looked at in each run of the clock
AT_ONCE: Final = 50  # texts in memory
EVERY: Final = 3600  # seconds, all texts that readers see


@dataclass(frozen=True)
class Question:
    """A question of the article and its answer, as plain words."""

    question: str
    answer: str


@dataclass(frozen=True)
class Reading:
    """A text that is ready to read. `left_out` are the fields of its works that a format of `TAKEN_ALONG`
    can't hold, by its name; `kept_list` is its `source_list`, where that is known already.
    """

    text: seal.Text
    rendered: rendering.Rendered
    questions: tuple[Question, ...]
    left_out: Mapping[str, Sequence[str]]
    kept_list: str = ""

    @cached_property
    def source_list(self) -> SafeString:
        """The list of its sources as it stands where no mark or quotation is shown in it."""
        if self.kept_list:
            return mark_safe(self.kept_list)  # noqa: S308 made below, signed by the site
        sources = [replace(each, standing=None, why="") for each in self.rendered.sources]
        return render_to_string("cms/evidence/_source_list.html", {"sources": sources})

    @property
    def has_marks(self) -> bool:
        """Whether a source is marked as fallen or doubted."""
        return any(each.standing for each in self.rendered.sources)


def reading(revision: Revision) -> Reading:
    """The sealed text of a revision, rendered; a draft has none and raises `ValueError`."""
    return next(readings([revision]))


def readings(revisions: Sequence[Revision]) -> Iterator[Reading]:
    """Those of many, each when it is asked for, in one query at most."""
    if not all(each.sealed for each in revisions):
        raise ValueError("Readers see sealed texts only.")
    new = [each.sealed for each in revisions if remembered(KIND, each.sealed) is None]
    kept = kept_texts.kept(map(seal.digest, new), active())
    for each in revisions:
        yield made_once(KIND, partial(_ready, kept), each.sealed)


def _ready(kept: Mapping[str, Any], sealed: str) -> Reading:
    text, found = seal.read(sealed), kept.get(seal.digest(sealed))
    return unpacked(text, found) if found else made_ready(text)


def made_ready(text: seal.Text) -> Reading:
    """Any text, a draft's too; kept nowhere."""
    left_out = {name: export.left_out(text.references, each) for name, each in TAKEN_ALONG}
    rendered = with_charts(rendering.render(text))
    return Reading(text, rendered, tuple(_questions(text.body)), left_out)


def packed(sealed: str) -> dict[str, Any]:
    """What is kept of a sealed text, as JSON has it; `unpacked` makes the same of it again."""
    ready = made_ready(seal.read(sealed))
    rendered = {name: getattr(ready.rendered, name) for name in WHOLE}
    return {
        **rendered,
        "sources": [_packed(each) for each in ready.rendered.sources],
        "questions": [asdict(each) for each in ready.questions],
        "left_out": ready.left_out,
        "source_list": ready.source_list,
    }


def unpacked(text: seal.Text, kept: Mapping[str, Any]) -> Reading:
    works = {str(csl["id"]): csl for csl in text.references}
    rendered = {name: _settled(kept[name]) for name in WHOLE}
    for name in MARKUP:
        rendered[name] = mark_safe(rendered[name])  # noqa: S308 rendered by us, signed by the site
    sources = tuple(_unpacked(each, works) for each in kept["sources"])
    return Reading(
        text,
        rendering.Rendered(**rendered, sources=sources),
        tuple(Question(**each) for each in kept["questions"]),
        kept["left_out"],
        kept["source_list"],
    )


MARKUP: Final = ("body", "lead", "opening")
WHOLE: Final = tuple(name for name in rendering.Rendered.__dataclass_fields__ if name != "sources")


def _packed(source: Source) -> dict[str, Any]:
    return {
        "number": source.number,
        "key": source.entry.key,
        "html": source.entry.html,
        "links": source.entry.links,
        "places": source.places,
        "quotations": [asdict(each) for each in source.quotations],
        "located": source.located,
    }


def _unpacked(kept: Mapping[str, Any], works: Mapping[str, Mapping[str, Any]]) -> Source:
    entry = FormattedReference(
        kept["key"],
        mark_safe(kept["html"]),  # noqa: S308 as above
        _settled(kept["links"]),
        works[kept["key"]],
    )
    quotations = tuple(Quotation(**each) for each in kept["quotations"])
    return Source(
        kept["number"], entry, tuple(kept["places"]), quotations, located=tuple(kept["located"])
    )


def _settled(value: Any) -> Any:
    """Lists as the tuples that they were."""
    if type(value) is not list:
        return value
    return tuple([_settled(each) if type(each) is list else each for each in value])


def keep_due(now: datetime) -> int:
    """Keep what was published of late; once an hour the worker looks at all. Of how many, for now."""
    if cache.add("kept-texts", True, EVERY):
        keep_all.enqueue()
    return kept_texts.keep(kept_texts.missing().filter(published_at__gt=now - RECENT), packed)


@task(priority=-10)  # mails go first
def keep_all() -> int:
    """Drop what other renderers made, and keep of every text that readers see what it looks like."""
    kept_texts.prune()
    pks = list(kept_texts.missing().values_list("pk", flat=True))
    batches = (pks[at : at + AT_ONCE] for at in range(0, len(pks), AT_ONCE))
    return sum(kept_texts.keep(Revision.objects.filter(pk__in=each), packed) for each in batches)


def lies(**_: object) -> Iterator[tuple[str, str]]:
    """What of the kept texts is not true, for `verify`: which row, and what is wrong with it."""
    for row, says in kept_texts.lies(packed):
        yield f"kept {row}", says


@dataclass(frozen=True)
class Changes:
    """One phrase for each kind of change; the sources that came and went, as the list prints them."""

    summary: tuple[str, ...]
    added: tuple[SafeString, ...]
    removed: tuple[SafeString, ...]


def changes(older: Revision, newer: Revision) -> Changes:
    """From one public text of an article to the next, in short, for its record."""
    return made_once("text-changes", _compared, older.sealed, newer.sealed)


def _compared(older: str, newer: str) -> Changes:
    shown = showing.show(compare(seal.read(older), seal.read(newer)))
    return Changes(
        tuple(shown.summary),
        tuple(source.html for source in shown.sources if source.fate == Fate.INSERTED),
        tuple(source.html for source in shown.sources if source.fate == Fate.DELETED),
    )


def _questions(markup: str) -> list[Question]:
    """The pairs of every list of questions, in order; a question without an answer is none."""
    found: list[Question] = []
    if QUESTIONS not in markup:  # most have none, and cleaning takes its time
        return found
    for listing in cleaner.parse(cleaner.clean(markup)).xpath(".//dl[@data-kind='questions']"):
        cleaner.drop_citations(listing)
        question, answers = "", list[str]()
        for element in [*listing, None]:
            if element is not None and element.tag == "dd":
                answers.append(" ".join(" ".join(element.itertext()).split()))
                continue
            if question and answers:
                found.append(Question(question, " ".join(answers)))
            question, answers = "", []
            if element is not None:
                question = " ".join(element.text_content().split())
    return found
