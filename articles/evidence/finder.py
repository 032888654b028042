"""Which passages state a fact that needs a source: found by what they are in the text, not by topic words.

A statement of fact is what is left of a text when questions, advice, open doubt, words about the
article itself and bare headings are taken away. What tells these apart is grammar: the closed classes
of a language (its pronouns, modal verbs, negations) and the verbs that give advice. A hedge (“may”,
“can”) takes nothing away: the claim behind it still needs a source (FTC, Health Products Compliance
Guidance, 2022). Quiet by nature: these findings rank, they do not forbid.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from articles.evidence import grammar
from articles.evidence.grammar import Grammar
from articles.evidence.units import Kind, Unit

LABEL: Final = re.compile(r"[^.:!?]{1,60}:\s+(?P<rest>\S+(?:\s+\S+){2,}.*)$", re.S)
FEWEST: Final = 3  # words of a sentence that says something by itself


@dataclass(frozen=True)
class Reading:
    """One unit as it is judged."""

    unit: Unit
    words: str
    by: Grammar

    @property
    def needs_source(self) -> bool:
        """Whether it states a fact and names no source for it."""
        is_answered = self.unit.is_cited or self.unit.is_covered
        return not is_answered and self.is_statement

    @cached_property
    def is_statement(self) -> bool:
        """Whether it states a fact, cited or not."""
        unit = self.unit
        if self.is_question:
            return False
        if self.is_answer:
            return True
        if unit.kind in (Kind.TITLE, Kind.HEADING):
            is_topic = self.by.names_topic(self.words)
            return self.by.is_clause(self.words) and not is_topic and self._is_told
        if unit.kind == Kind.CELL:
            return self.by.says_something(self.words) and not self.by.is_advice(self.words)
        if unit.kind == Kind.ITEM and not self.by.is_sentence(self.words):
            return self._is_item_told
        return len(self.words.split()) >= FEWEST and self._is_told and self._is_whole

    @property
    def is_question(self) -> bool:
        return self.unit.kind == Kind.QUESTION or self.words.endswith("?")

    @property
    def is_set_aside(self) -> bool:
        """Whether it announces, advises or doubts, and states nothing besides."""
        return not self._is_told

    @cached_property
    def is_answer(self) -> bool:
        """“Absolutely.” under a question that it answers: the claim stands in the question."""
        is_told = self.unit.kind in (Kind.SENTENCE, Kind.ITEM) and self.unit.is_first
        follows = self.unit.before.endswith("?")
        return bool(self.unit.question) and (is_told or follows) and self.by.is_answer(self.words)

    @cached_property
    def _is_told(self) -> bool:
        return self.by.tells(self.words)

    @property
    def _is_whole(self) -> bool:
        """A lead-in is read with its items, and makes no statement of its own."""
        return not self.words.endswith(":")

    @property
    def _is_item_told(self) -> bool:
        """A few words in a list say what their lead-in says of them."""
        lead_in, heading = self.unit.lead_in, self.unit.heading
        if self.by.is_advice(self.words) or self.by.is_doubtful(self.words):
            return False
        if lead_in:
            return not (
                self.by.is_advice(lead_in)
                or self.by.is_about_article(lead_in)
                or self.by.is_doubtful(lead_in)
            )
        return self.by.names_facts(heading) and not heading.endswith("?")


def read(unit: Unit, language: str) -> Reading:
    """A unit in a language of `grammar.LANGUAGES`; in any other it is read as English."""
    words = unit.words
    if unit.kind == Kind.ITEM and (label := LABEL.match(words)):
        words = label["rest"]
    return Reading(unit, words, grammar.of(language))
