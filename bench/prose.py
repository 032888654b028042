"""The texts that benches publish: random words, as frequent as words are in prose, or trial prose."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

WORDS = 300  # so that 100,000 texts fit on a disk
VOCABULARY = 20_000
SENTENCE = "In this trial of adults with lasting pain the two groups did not differ at week {}. "
SOURCES = [f"source{number}" for number in range(10)]


@dataclass(frozen=True)
class Prose:
    title: str
    body: str
    plain: str
    headings: str = ""


def word(rank: int) -> str:
    """The word of a rank: pronounceable, different from all others, of three syllables."""
    letters = []
    for _ in range(4):
        rank, consonant = divmod(rank, 16)
        rank, vowel = divmod(rank, 5)
        letters += ["bdfgklmnprstvzhj"[consonant], "aeiou"[vowel]]
    return "".join(letters[:6]) + ("" if rank == 0 else str(rank))


def random_words(count: int, length: int = WORDS) -> Iterator[list[str]]:
    """Texts of words that are as frequent as words are in prose (Zipf), the same each time."""
    words = [word(rank) for rank in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    chance = random.Random(7)
    for _ in range(count):
        yield chance.choices(words, cum_weights=weights, k=length)


def random_texts(count: int) -> Iterator[Prose]:
    for text in random_words(count):
        plain = " ".join(text)
        yield Prose(" ".join(text[:6]), f"<p>{plain}</p>", plain, " ".join(text[6:20]))


def trial_text(number: int) -> Prose:
    """About 1,500 words in six sections, which cite the ten `SOURCES`."""
    sections, plain = [], []
    for section in range(6):
        cites = "".join(f'<cite data-ref="{key}"></cite>' for key in SOURCES[section * 2 :][:2])
        weeks = range(number + section * 16, number + section * 16 + 16)
        text = "".join(SENTENCE.format(week) for week in weeks)
        sections.append(f"<h2>Part {section + 1}</h2><p>{text}{cites}</p>")
        plain.append(text)
    return Prose(f"Article {number}", "".join(sections), " ".join(plain))
