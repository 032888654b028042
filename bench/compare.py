"""Comparing against the clock: 3,000 words with many changes, and texts made to be slow.

Run as `python -m bench.compare`. Each line is the median of some rounds, cleaning included.
"""

import os
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

ROUNDS = 7
PARAGRAPHS, WORDS_EACH = 66, 46


def main() -> None:
    import django

    django.setup()
    from articles.comparing import compare, showing
    from articles.sealing.seal import Text
    from articles.text import cleaner

    def text(markup: str) -> Text:
        return Text("Title", "", cleaner.clean(markup), (), ())

    def milliseconds(old: str, new: str, work: Callable[[Text, Text], object]) -> float:
        one, other = text(old), text(new)
        taken = []
        for _ in range(ROUNDS):
            start = perf_counter()
            work(one, other)
            taken.append(1000 * (perf_counter() - start))
        return median(taken)

    print(f"{'texts':<44}{'compare':>12}{'and show':>12}")
    for name, old, new in cases():
        compared = milliseconds(old, new, compare)
        shown = milliseconds(old, new, lambda one, other: showing.show(compare(one, other)))
        print(f"{name:<44}{compared:>9.0f} ms{shown:>9.0f} ms")


def cases() -> list[tuple[str, str, str]]:
    same = "<p>Take one tablet a day.</p>"
    return [
        *((f"3,000 words, {count} changes, 1 move", *edited(count)) for count in (5, 30, 60, 100)),
        ("3,000 equal paragraphs, one fewer", same * 3000, same * 2999),
        ("3,000 equal paragraphs, all changed", same * 3000, same.replace("one", "two") * 3000),
        ("a paragraph of 20,000 words", f"<p>{'a b ' * 10000}</p>", f"<p>{'a c ' * 10000}</p>"),
    ]


def edited(changes: int) -> tuple[str, str]:
    chance = Random(1)
    letters = "abcdefghijklmnop"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(900)]
    old = [chance.choices(words, k=WORDS_EACH) for _ in range(PARAGRAPHS)]
    new = [list(paragraph) for paragraph in old]
    for _ in range(changes):
        chance.choice(new)[chance.randrange(WORDS_EACH)] = chance.choice(words)
    new.insert(40, new.pop(10))
    markup = ["".join(f"<p>{' '.join(each)}</p>" for each in text) for text in (old, new)]
    return markup[0], markup[1]


if __name__ == "__main__":
    main()
