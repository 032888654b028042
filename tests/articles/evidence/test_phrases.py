"""Phrases: what each sign stands for, and that nothing slow can be written."""

from time import process_time

import pytest

from articles.evidence import passages, phrases, rules
from articles.evidence.phrases import BadPhrase, Book, Passage, Phrase

LISTS = {"drug": ("tablet", "pill*")}


def is_found(phrase: str, text: str) -> bool:
    passage = Passage.of(text)
    return any(True for _ in Book(((Phrase(phrase, LISTS), 0),)).find(passage))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("replac* … {drug}", "It replaces any daily pill."),
        ("better than", "It’s BETTER, than rest."),
        ("no (known) risk", "no risk at all"),
        ("no (known) risk", "There is no known risk."),
        ("*itis", "It heals arthritis"),
        ("# mg", "Take 2.5 mg"),
        ("# mg", "take two mg"),
        ("^ dose", "Dose and use"),
        ("works $", "It works"),
        ("can't go wrong", "You can’t go wrong"),
        ("can't go wrong", "You cannot go wrong"),
        ("cannot go wrong", "You can’t go wrong"),
    ],
)
def test_a_phrase_finds_what_it_says(phrase, text):
    assert is_found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("replac* … {drug}", "Replace one two three four five six seven eight nine pill"),
        ("better than", "better or worse than"),
        ("^ dose", "The dose"),
        ("works $", "It works well"),
        ("no risk", "No. Risk of a fall"),
        ("# mg", "take some mg"),
    ],
)
def test_a_phrase_finds_nothing_else(phrase, text):
    assert not is_found(phrase, text)


@pytest.mark.parametrize("written", ["…", "(very)", "", "{nothing} here", "^ $"])
def test_a_phrase_that_names_no_word_is_refused(written):
    with pytest.raises(BadPhrase):
        Phrase(written, LISTS)


def test_whatever_is_written_is_searched_in_linear_time():
    phrase = " … ".join(["a/b"] * 3)
    short, long = (Passage.of("a c " * count) for count in (2_000, 20_000))

    def seconds(passage: Passage) -> float:
        start = process_time()
        list(Book(((Phrase(f"{phrase} … x z", LISTS), 0),)).find(passage))
        Phrase(f"{phrase} … z", LISTS).pattern.search(passage.line)
        return process_time() - start

    def least(passage: Passage) -> float:
        return min(seconds(passage) for _ in range(5))

    assert least(long) < 40 * max(least(short), 0.001)


def test_sentences_are_remembered_and_no_whole_text_is():
    known = rules.shipped("en")
    sentences = [f"Tea number {number} helped nobody in this trial." for number in range(200)]
    whole = f"<p>{' '.join(sentences)}</p><p>{'tea ' * 2_000}</p>"
    phrases._remembered.cache_clear()

    passages.read(whole, "", "en", known)

    info = phrases._remembered.cache_info()
    assert (info.currsize, info.maxsize) == (len(sentences), phrases.PASSAGES)
    passages.read(whole.replace("number 7 ", "number seven "), "", "en", known)
    assert phrases._remembered.cache_info().currsize == len(sentences) + 1
