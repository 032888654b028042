"""A sealed text made ready to read. All follows from the text and the language around it, so it is
kept by both."""

from dataclasses import dataclass

from django.core.cache import cache

from articles.languages import active
from articles.models import Revision
from articles.sealing import rendering, seal
from articles.text import cleaner

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
    """The sealed text of a revision, rendered; a draft has none and raises `ValueError`.

    The key is computed from the text itself: a text changed behind our back is never shown from the
    copy of another, nor another from its.
    """
    if not revision.sealed:
        raise ValueError("Readers see sealed texts only.")
    key = f"reading-{active()}-{seal.digest(revision.sealed)}"
    found: Reading | None = cache.get(key)
    if found is None:
        found = made_ready(seal.read(revision.sealed))
        cache.set(key, found, timeout=None)
    return found


def made_ready(text: seal.Text) -> Reading:
    """Any text, a draft's too; kept nowhere."""
    return Reading(text, rendering.render(text), tuple(_questions(text.body)))


def _questions(markup: str) -> list[Question]:
    """The pairs of every list of questions, in order; a question without an answer is none."""
    found: list[Question] = []
    if QUESTIONS not in markup:  # most have none, and cleaning takes its time
        return found
    for listing in cleaner.parse(cleaner.clean(markup)).xpath(".//dl[@data-kind='questions']"):
        for cite in list(listing.iter("cite")):
            cite.drop_tree()
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
