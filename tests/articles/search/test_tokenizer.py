"""Words as the indexes know them: the lists of what is left out."""

from pathlib import Path

import pytest

from articles.search import tokenizer

LISTS = sorted(Path(tokenizer.__file__).with_name("stop_words").glob("*.txt"))


@pytest.mark.parametrize("file", LISTS, ids=[file.stem for file in LISTS])
def test_each_line_is_one_folded_word_in_order(file):
    lines = file.read_text().splitlines()

    assert lines == sorted(set(lines))
    assert [tokenizer.split(line) for line in lines] == [[line] for line in lines]
    assert all(tokenizer.is_common(line, file.stem) for line in lines)


def test_every_language_that_is_stemmed_has_a_list():
    assert {file.stem for file in LISTS} == set(tokenizer.STEMMERS)


def test_common_words_are_left_out_and_those_that_matter_stay():
    assert (
        tokenizer.indexed("Is this without caffeine, or with no sugar?")
        == "without caffein no sugar"
    )
    assert tokenizer.indexed("¿Puedo tomarlo con el café?", "es") == "es0tom es0caf"
