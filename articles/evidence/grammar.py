"""What a sentence does, by the closed classes of its language: asks, advises, doubts, announces, states.

Each language is one file of `grammars/`, of patterns line by line. They hold function words, modal verbs
and the verbs of advice; a word that names a disease, a remedy or a subject has no business there.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

from articles.evidence.phrases import LONGEST, PASSAGES

SHORTEST_CLAUSE: Final = 4  # words of a clause that states something
FOLDER: Final = Path(__file__).with_name("grammars")
AMOUNT: Final = (
    r"\d[\d.,]*\s*(?:-|–|to|or|a|y)?\s*[\d.,]*\s*"
    r"(?:m?[gl]|mcg|µg|kg|ml|cl|oz|iu|ui|%|grams?|gramos?|milligrams?|miligramos?|drops?|gotas?|"
    r"tablets?|tabletas?|comprimidos?|capsules?|cápsulas?|teaspoons?|tablespoons?|cups?|tazas?|"
    r"cucharad\w+|units?|unidades|hours?|horas?|minutes?|minutos?|times|veces)\b"
)


@dataclass(frozen=True)
class Grammar:
    """The patterns of a language. `orders` are verbs that begin an order; `professionals` whom one asks."""

    code: str
    opening: str  # what may stand before an order: “always”, “if …,”
    orders: str
    not_a_subject: str  # what follows a verb that is the noun of a clause: “Exercise is …”
    clauses: str  # where a clause ends whose neighbour may state something else
    fragments: str  # what begins half a clause
    advising: str  # “you should”, “it is important to”
    asking_help: str  # “talk to your doctor”, in any clause
    doubting: str
    announcing: str  # about the article or its reader, not about the world
    answers: str  # one word that answers
    claiming: str  # the part of an advice that states a fact: a purpose, a reason, an amount
    verbs: str  # by which a title or a list item is a clause
    topics: str  # a heading that names a subject and states nothing: “What opioids are”
    fact_headings: str  # “benefits”, “side effects”: what a bare item under it states
    conceding: str  # “while”, “although”: the clause up to the comma states for itself
    denials: str  # an answer that begins so says that what was asked is not so
    telling: str  # the commonest words of the language

    @classmethod
    def load(cls, code: str) -> "Grammar":
        """The patterns of a language, each a choice of its lines."""
        data = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
        return cls(code, **{name: _choice(lines) for name, lines in data.items()})

    def is_sentence(self, words: str) -> bool:
        return words.endswith((".", "!")) or self.is_clause(words)

    def is_clause(self, words: str) -> bool:
        return bool(self._verbs.search(words))

    def is_advice(self, words: str) -> bool:
        """Whether it tells the reader what to do, or whom to ask."""
        return bool(self._advice.search(words))

    def tells(self, words: str) -> bool:
        """Whether it states a fact, and not only announces, advises or doubts."""
        return self._tells(words) if len(words) <= LONGEST else self._is_told(words)

    @cached_property
    def _tells(self) -> Callable[[str], bool]:
        """The same of a sentence, remembered: a text is read anew after each edit of one of them."""
        return lru_cache(maxsize=PASSAGES)(self._is_told)

    def _is_told(self, words: str) -> bool:
        return not self.is_about_article(words) and any(
            self._is_clause_told(clause) for clause in self.clauses_of(words)
        )

    def _is_clause_told(self, clause: str) -> bool:
        if self.is_doubtful(clause):
            return False
        return not self.is_advice(clause) or self.claims(clause)

    def clauses_of(self, words: str) -> list[str]:
        """A sentence at its “but” and “although”: each side may state, advise or doubt for itself."""
        if conceded := self._conceding.match(words):
            return [conceded["clause"], conceded["rest"]]
        found = [part.strip(" ,;") for part in self._clauses.split(words) if part]
        return [part for part in found if self._is_whole(part)] or [words]

    def _is_whole(self, part: str) -> bool:
        return len(part.split()) >= SHORTEST_CLAUSE and not self._fragment.match(part)

    def is_doubtful(self, words: str) -> bool:
        """Whether it says openly that something is not known."""
        return bool(self._doubting.search(words))

    def is_about_article(self, words: str) -> bool:
        return bool(self._announcing.search(words))

    def is_answer(self, words: str) -> bool:
        return bool(self._answers.match(words))

    def denies(self, words: str) -> bool:
        return bool(re.match(rf"(?:{self.denials})\b", words, re.I))

    def claims(self, words: str) -> bool:
        """Whether an advice states a fact besides: an amount, a purpose or a reason."""
        return bool(self._claiming.search(words)) and not self._asking_help.search(words)

    def says_something(self, words: str) -> bool:
        return len(re.findall(r"\w+", words)) >= 2 or bool(re.search(r"\d", words))

    def names_topic(self, heading: str) -> bool:
        """Whether it says what comes below, “What opioids are”; “Why it helps” says that it does."""
        return bool(self._topics.search(heading))

    def names_facts(self, heading: str) -> bool:
        return bool(self._fact_headings.search(heading))

    @cached_property
    def _advice(self) -> re.Pattern[str]:
        order = rf"^(?:[^:]{{1,60}}:\s+)?(?:(?:{self.opening})\W+)*(?:{self.orders})\b{self.not_a_subject}"
        return _any(order, self.advising, self.asking_help)

    @cached_property
    def _asking_help(self) -> re.Pattern[str]:
        return _any(self.asking_help)

    @cached_property
    def _conceding(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.conceding})\s(?P<clause>[^,]{{12,}}),\s(?P<rest>.+)", re.I)

    @cached_property
    def _fragment(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.fragments})\b", re.I)

    @cached_property
    def _clauses(self) -> re.Pattern[str]:
        return _any(self.clauses)

    @cached_property
    def _doubting(self) -> re.Pattern[str]:
        return _any(self.doubting)

    @cached_property
    def _announcing(self) -> re.Pattern[str]:
        return _any(self.announcing)

    @cached_property
    def _answers(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.answers})\b[^.!]{{0,40}}[.!]?$", re.I)

    @cached_property
    def _claiming(self) -> re.Pattern[str]:
        return _any(self.claiming)

    @cached_property
    def _verbs(self) -> re.Pattern[str]:
        return _any(self.verbs)

    @cached_property
    def _topics(self) -> re.Pattern[str]:
        return _any(self.topics)

    @cached_property
    def _fact_headings(self) -> re.Pattern[str]:
        return _any(self.fact_headings)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns).replace("'", "['’]"), re.I)


def _choice(lines: str) -> str:
    found = "|".join(line for line in lines.strip().splitlines() if line.strip())
    return found.replace("{AMOUNT}", AMOUNT)


LANGUAGES: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def of(language: str) -> Grammar:
    """The grammar of a language: “es-mx” is read as “es”, and what none is for as English."""
    code = language.partition("-")[0]
    return Grammar.load(code if code in LANGUAGES else "en")


def guess(text: str) -> str:
    """The language of a text, by its commonest words."""
    words = text.lower().split()

    def common(code: str) -> int:
        telling = of(code).telling.split()
        return sum(word in telling for word in words)

    return max(LANGUAGES, key=common)
