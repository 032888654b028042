"""Threads of a process share what libraries keep: several at work at once find what each finds alone."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest
from django.core.exceptions import ValidationError

from articles.comparing.texts import compare_words
from articles.importing.parsing import parse
from articles.references import bibliography, formats
from articles.search import tokenizer
from articles.text import cleaner
from cms.accounts.passwords import HardToGuess
from cms.models import User

THREADS: Final = 4
INPUTS: Final = 24
ROUNDS: Final = 6


def stems(number: int, language: str) -> list[str]:
    roots = ("nation", "relat", "medic", "opera", "hop", "vacun", "organiz", "act")
    endings = ("alities", "ing", "ations", "ively", "izers", "mente", "aciones", "s")
    stem = tokenizer.stem.__wrapped__  # which has seen no word yet
    return [stem(root + ending, language) for root in roots for ending in endings[number % 3 :]]


def is_guessed_by_the_name(number: int) -> bool:
    owner = User(name="Zyrgvenix" if number % 2 else "Mara Lindqvist", email="")
    try:
        HardToGuess().validate("Zyrgvenix1987", owner)
    except ValidationError:
        return True
    return False


def bibtex(number: int) -> list[Any]:
    entry = (
        rf"@article{{a{number}, author={{M{{\"u}}ller, A. and \v{{S}}im\'anek, B.}}, year={{2019}}, "
        rf"title={{Effect of $\beta_{{{number}}}$ on \textit{{E.~coli}} in {{DNA}}}}, journal={{J Sleep}}}}"
    )
    return formats.read(entry).records


def ris(number: int) -> list[Any]:
    entry = (
        f"TY  - JOUR\nAU  - Smith, A{number}\nTI  - Rest {number}\nPY  - 2019\nJO  - J\nER  - \n"
    )
    return formats.read(entry).records


def formatted(number: int) -> list[str]:
    author = {"family": f"Smith{number}", "given": "Ann"}
    work = {
        "id": f"threads{number}",
        "type": "article-journal",
        "title": f"Rest and sleep {number}",
        "author": [author],
        "container-title": "J Sleep",
        "issued": {"date-parts": [[2019]]},
    }
    bibliography._entry.cache_clear()
    return [entry.html for entry in bibliography.entries([work])]


def cleaned(number: int) -> str:
    return cleaner.clean(f"<h2>Rest</h2><p onclick=x>a{number} <b>b</b></p><ul><li>c</ul>" * 5)


def imported(number: int) -> str:
    return parse(
        f"Sleep {number}\n\nWhat it is\n\n- one\n- two\n\nReferences\n1. A B. C. 2019."
    ).body


def compared(number: int) -> Any:
    return compare_words(f"one two {number} three " * 9, "one three four " * 9)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda number: stems(number, "en"), id="stems"),
        pytest.param(lambda number: stems(number, "es"), id="stems in Spanish"),
        *(is_guessed_by_the_name, bibtex, ris, formatted, cleaned, imported, compared),
    ],
)
def test_several_at_once_find_what_each_finds_alone(work: Callable[[int], Any], hasty_threads):
    inputs = list(range(INPUTS))
    alone = [work(number) for number in inputs]

    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(work, inputs * ROUNDS))

    assert together == alone * ROUNDS
