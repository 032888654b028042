"""What readers are shown of sealed texts: one made ready to read, and what changed from one to the next.

All follows from the texts and the language around them, so that it is made once (`cms.caching.sealed`).
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.comparing import compare, showing
from articles.comparing.differences import Fate
from articles.models import Revision
from articles.sealing import rendering, seal
from articles.text import cleaner
from cms.caching.sealed import made_once
from cms.pictures.charts import with_charts

QUESTIONS = 'data-kind="questions"'


@dataclass(frozen=True)
class Question:
    """A question of the article and its answer, as plain words."""

    question: str
    answer: str


@dataclass(frozen=True)
class Reading:
    text: seal.Text
    rendered: rendering.Rendered
    questions: tuple[Question, ...]


def reading(revision: Revision) -> Reading:
    """The sealed text of a revision, rendered; a draft has none and raises `ValueError`."""
    if not revision.sealed:
        raise ValueError("Readers see sealed texts only.")
    return made_once("sealed-text", lambda sealed: made_ready(seal.read(sealed)), revision.sealed)


def made_ready(text: seal.Text) -> Reading:
    """Any text, a draft's too; kept nowhere."""
    return Reading(text, with_charts(rendering.render(text)), tuple(_questions(text.body)))


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
