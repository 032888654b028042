"""What it costs to let 60 comments follow one save of 3,000 words: `python -m bench.anchors`."""

from random import Random
from statistics import median
from time import perf_counter

from articles.text.anchors import Difference, Selector, running
from tests.articles.text import prose

COMMENTS = 60


def once(seed: int) -> tuple[float, float]:
    """Milliseconds to compare two texts, and then to place every comment."""
    random = Random(seed)
    old = prose.article(random)
    new = prose.edited(old, random)
    passages = prose.passages(old, new, random, COMMENTS)
    bodies = prose.body_of(old), prose.body_of(new)
    started = perf_counter()
    change = Difference(running(bodies[0]), running(bodies[1]))
    change.locate(Selector.at(change.old, 0, 1))
    compared = perf_counter()
    for passage in passages:
        change.locate(Selector.at(change.old, passage.start, passage.end))
    placed = perf_counter()
    return 1000 * (compared - started), 1000 * (placed - compared)


def main() -> None:
    rows = [once(seed) for seed in range(20)]
    for name, times in zip(
        ("compare two texts", "place 60 comments"), zip(*rows, strict=True), strict=True
    ):
        print(f"{name:18} median {median(times):5.1f} ms, worst {max(times):5.1f} ms")


if __name__ == "__main__":
    main()
