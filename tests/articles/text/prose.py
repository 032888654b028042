"""Medical prose that repeats itself, edits upon it, and where each letter of it went.

Every letter carries a number of its own through the edits: that is the truth against which following
a passage is judged.
"""

import re
from dataclasses import dataclass
from random import Random

from articles.text.anchors import OBJECT

Letter = tuple[str, int | None]  # None: written by an edit
Block = list[Letter]

DRUGS = [
    "ramipril",
    "metoprolol",
    "naproxen",
    "colchicine",
    "duloxetine",
    "gabapentin",
    "levothyroxine",
]
HARMS = ["dry mouth", "liver injury", "dizziness", "bleeding", "a rash", "weight gain", "fainting"]
ILLNESSES = ["gout", "migraine", "back pain", "heart failure", "insomnia", "sciatica", "asthma"]
SENTENCES = [
    "{drug} lowers the risk of {harm} in people with {illness}{cite}.",
    "In people with {illness}, {drug} is no better than placebo after {weeks} weeks{cite}.",
    "The most common unwanted effect of {drug} is {harm}{cite}.",
    "Do not take {drug} during pregnancy without asking a doctor.",
    "A trial of {number} adults compared {drug} with usual care for {illness}{cite}.",
    "Start with {dose} mg once a day and wait {weeks} weeks before the dose is raised.",
    "Stop {drug} at once if {harm} appears, and see a doctor on the same day.",
    "Guidelines name {drug} as one choice in {illness}{cite}, although the evidence is weak.",
    "No change of dose is needed in old age.",
    "See a doctor if it does not get better within {weeks} weeks.",
]
HEADINGS = ["Does it work?", "How to take it", "Unwanted effects", "Who should not take it?"]
WORDS = ["often", "perhaps", "mostly", "adults", "treatment", "studies", "clearly"]
PHRASES = ["also ", "in most trials ", "(see below) ", "as a rule "]
GAP = 60  # letters that may lie between the parts of one passage


def sentence(random: Random) -> str:
    return random.choice(SENTENCES).format(
        drug=random.choice(DRUGS),
        harm=random.choice(HARMS),
        illness=random.choice(ILLNESSES),
        weeks=random.choice([2, 4, 8, 12]),
        number=random.randint(80, 9000),
        dose=random.choice([5, 10, 50, 500]),
        cite=random.choice(["", OBJECT]),
    )


def paragraph(random: Random) -> str:
    if random.random() < 0.12:
        return random.choice(HEADINGS)
    return " ".join(sentence(random) for _ in range(random.choice([1, 3, 4, 5, 6])))


def article(random: Random, words: int = 3000) -> list[Block]:
    """Blocks of about that many words, each letter numbered."""
    blocks: list[Block] = []
    count = letters = 0
    while count < words:
        text = paragraph(random)
        count += len(text.split())
        blocks.append([(letter, letters + at) for at, letter in enumerate(text)])
        letters += len(text)
    return blocks


def words_of(blocks: list[Block]) -> str:
    return "\n".join("".join(letter for letter, _ in block) for block in blocks)


def body_of(blocks: list[Block]) -> str:
    cite = '<cite data-ref="olsen2019"></cite>'
    paragraphs = ("".join(letter for letter, _ in block) for block in blocks)
    return "".join(f"<p>{text.replace(OBJECT, cite)}</p>" for text in paragraphs)


def edited(blocks: list[Block], random: Random, edits: int = 30) -> list[Block]:
    """After so many edits of words and sentences, and then a split, a deletion and a move of blocks."""
    blocks = [list(block) for block in blocks]
    for _ in range(edits):
        _edit(random.choice(blocks), random)
    _split(blocks, random)
    blocks.pop(random.randrange(len(blocks)))
    moved = blocks.pop(random.randrange(len(blocks)))
    blocks.insert(random.randrange(len(blocks) + 1), moved)
    return [block for block in blocks if block]


def _edit(block: Block, random: Random) -> None:
    text = "".join(letter for letter, _ in block)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    sentences = [match.span() for match in re.finditer(r"[^.?]+[.?]\ufffc?\s*", text)]
    if not words:
        return
    start, end = random.choice(words)
    kind = random.choice(["other word", "word", "no word", "phrase", "sentence", "no sentence"])
    if kind == "other word":
        block[start:end] = _new(random.choice(WORDS))
    elif kind == "word":
        block[start:start] = _new(random.choice(PHRASES))
    elif kind == "no word":
        del block[start : end + 1]
    elif kind == "phrase":
        last = words[min(len(words) - 1, words.index((start, end)) + 3)][1]
        block[start:last] = _new("in two small trials of poor quality")
    elif kind == "sentence":
        block.extend(_new(f" {sentence(random)}"))
    elif len(sentences) > 1:
        start, end = random.choice(sentences)
        del block[start:end]


def _split(blocks: list[Block], random: Random) -> None:
    at = random.randrange(len(blocks))
    block = blocks[at]
    ends = [i for i, (letter, _) in enumerate(block) if letter == "." and 0 < i < len(block) - 2]
    if ends:
        end = random.choice(ends) + 1
        blocks[at : at + 1] = [block[:end], block[end + 1 :]]


def _new(text: str) -> Block:
    return [(letter, None) for letter in text]


@dataclass(frozen=True)
class Passage:
    """Some words of the old text; `truth` is where most of their letters are now; `kept` how many."""

    start: int
    end: int
    truth: tuple[int, int]
    kept: float


def passages(old: list[Block], new: list[Block], random: Random, count: int) -> list[Passage]:
    text, ids = words_of(old), _ids(old)
    now = {identity: at for at, identity in enumerate(_ids(new)) if identity is not None}
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    found = []
    while len(found) < count:
        length = random.choice([1, 2, 3, 5, 8, 15, 25])
        first = random.randrange(len(spans) - length)
        start, end = spans[first][0], spans[first + length - 1][1]
        if "\n" not in text[start:end]:
            places = sorted(now[each] for each in ids[start:end] if each in now)
            truth = _largest(places)
            found.append(Passage(start, end, truth, len(places) / (end - start)))
    return found


def _ids(blocks: list[Block]) -> list[int | None]:
    ids: list[int | None] = []
    for number, block in enumerate(blocks):
        ids.extend([None] if number else [])
        ids.extend(identity for _, identity in block)
    return ids


def _largest(places: list[int]) -> tuple[int, int]:
    clusters: list[list[int]] = []
    for place in places:
        if clusters and place - clusters[-1][-1] <= GAP:
            clusters[-1].append(place)
        else:
            clusters.append([place])
    best = max(clusters, key=len, default=[])
    return (best[0], best[-1] + 1) if best else (0, 0)


def judge(passage: Passage, found: tuple[int, int] | None) -> str:
    """“right”, “lost” (said to be gone, but it is there), “wrong” (another place) or “open”.

    Where between a tenth and a half of the letters are left, either answer may be right; a place that
    has none of them is wrong even then.
    """
    if found is None:
        return "lost" if passage.kept >= 0.5 else "right"
    start, end = max(found[0], passage.truth[0]), min(found[1], passage.truth[1])
    if end <= start:
        return "wrong"
    if passage.kept < 0.5:
        return "wrong" if passage.kept <= 0.1 else "open"
    whole = max(found[1], passage.truth[1]) - min(found[0], passage.truth[0])
    return "right" if (end - start) * 2 >= whole else "wrong"
