"""What the wording of one line tells: a headline or prose, its casing, its label, its key."""

import re
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Final

from articles.importing.lines.expressions import one_of

LONGEST_HEADLINE: Final = 120
MOST_WORDS: Final = 16

_SMALL_WORDS: Final = one_of(r"""
    a|an|the|and|or|but|nor|for|of|to|in|on|at|by|with|from|as|is|are|be|vs|via|per|do|does|it|its
    into|over|than|that|your|you
""")
_INTRODUCING: Final = re.compile(
    r"\b(?:includes?|including|are|is|following|follows?|these|those|such as|examples?|like|to|of|"
    r"with|for|by|from|consider|contains?|have|has|can|may|might|should|below|here|when|if|means)\b",
    re.I,
)
_FRAMES: Final = one_of(r"""
    introduction|overview|background|abstract|(?:executive )?summary|at a glance|key takeaways
    (?:in )?conclusions?|final (?:thoughts|word)|(?:the )?(?:bottom line|takeaway)|wrapping up
    frequently asked questions|faqs?
""")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_BREAK = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bSt)(?<!\bvs)(?<!\bNo)(?<!\b[A-Z])\.[”\"’)\ue000-\uefff]*\s+[A-Z“\"]"
)
_PROSE_END = re.compile(r"[.!?…:;,][\"”’'»)\]\ue000-\uefff]*$")  # the last are marks of citations
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.){2,}$")
_LABEL = re.compile(r"(?P<label>[A-Z0-9“\"(][^:.!?;\t|]{0,60}?)\s?:\s+(?P<rest>\S.*)$", re.S)
_BOLD_LABEL = re.compile(
    r"(?:\*\*|__)(?P<label>[^*_]{1,60}?)\s?(?::(?:\*\*|__)|(?:\*\*|__)\s?:)\s*(?P<rest>\S.*)$", re.S
)
_DASH_LABEL = re.compile(
    r"(?P<label>[A-Z0-9“\"(][^:.!?;,\t|–—]{1,50}?)\s+[–—-]\s+(?P<rest>\S.*)$", re.S
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.I)
_ORNAMENT = re.compile(r"(?!!\[)[^\w$€£©]+")
_FOLDED: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def key(text: str) -> str:
    """What is left for comparing: the words in lower case, parted by one space."""
    return " ".join(words(text.translate(_FOLDED).casefold()))


def folded(text: str) -> str:
    """The line as patterns read it: lower case, plain quotes, one space, no ornament at the ends."""
    line = " ".join(text.translate(_FOLDED).casefold().split())
    ornament = _ORNAMENT.match(line)
    end = len(line)
    while end and not line[end - 1].isalnum():  # a pattern for it would be quadratic
        end -= 1
    return line[ornament.end() if ornament else 0 : end]


def is_headline(text: str) -> bool:
    """Whether the line, by its wording alone, could be a heading or a bare list item.

    Short, no final stop, no second sentence, no lower-case beginning. A line that introduces a list
    ("These are common:") is none.
    """
    if len(text) > LONGEST_HEADLINE or not 1 <= len(words(text)) <= MOST_WORDS:
        return False
    if _SENTENCE_BREAK.search(text) or _ADDRESS.fullmatch(text):
        return False
    if text[0] in "-–—>+*~|" or "|" in text or "\t" in text:
        return False
    if text[0].islower() and not (is_question(text) or text[1:2].isupper()):
        return False
    if text.endswith(":"):
        return not introduces(text)
    if text.endswith("!"):
        return len(words(text)) <= 8 and casing(text) is not Casing.SENTENCE
    return (
        not _PROSE_END.search(text[-12:])
        or text.rstrip('"”’)*_').endswith("?")
        or bool(_ABBREVIATED_END.search(text))
    )


def frames(text: str) -> bool:
    """Whether a heading frames any article whatever it is about: "Introduction", "Conclusion"."""
    return bool(_FRAMES.fullmatch(key(text)))


def introduces(text: str) -> bool:
    """Whether the line leads into what follows: "Here are some of them:"."""
    if not text.rstrip("*_ ").endswith(":"):
        return False
    count = len(words(text))
    return (
        count > 6
        or bool(_INTRODUCING.search(text))
        or (count > 3 and casing(text) is Casing.SENTENCE)
    )


def ends_sentence(text: str) -> bool:
    return bool(_PROSE_END.search(text[-12:]))


def is_question(text: str) -> bool:
    return text.rstrip('"”’)*_ ').endswith("?")


def label_of(text: str) -> tuple[str, str] | None:
    """Split a run-in label from its text: "Dose: one a day" -> ("Dose:", "one a day"), or None."""
    if found := _BOLD_LABEL.match(text):
        return f"{found['label'].strip()}:", found["rest"]
    found = _LABEL.match(text)
    if found is None or found["rest"].startswith("//"):
        return None
    label = found["label"].strip("*_ ")
    if not 1 <= len(words(label)) <= 7 or (label[-1:].isdigit() and found["rest"][:1].isdigit()):
        return None
    return f"{label}:", found["rest"]


def dashed_label_of(text: str) -> tuple[str, str] | None:
    """The same for a label before a dash: "Nausea – it passes" -> ("Nausea –", "it passes")."""
    found = _DASH_LABEL.match(text)
    if found is None or len(words(found["label"])) > 5:
        return None
    return text[: found.start("rest")].rstrip(), found["rest"]


class Casing(Enum):
    TITLE = "Title Case"
    SENTENCE = "sentence case"
    CAPITALS = "CAPITALS"
    EITHER = "either"


def casing(text: str, names: frozenset[str] = frozenset()) -> Casing:
    """How a heading is capitalised; `names` are words that the text capitalises everywhere."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) > 3 and all(letter.isupper() for letter in letters) and len(words(text)) > 1:
        return Casing.CAPITALS
    telling = [
        word
        for word in words(text)[1:]
        if word[0].isalpha()
        and not _SMALL_WORDS.fullmatch(word.casefold())
        and word.casefold() not in names
    ]
    if not telling:
        return Casing.EITHER
    share = sum(word[0].isupper() for word in telling) / len(telling)
    if share >= 0.7:
        return Casing.TITLE
    return Casing.SENTENCE if share <= 0.35 else Casing.EITHER


def names_in(prose: Iterable[str]) -> frozenset[str]:
    """Words that stand capitalised inside sentences and never in lower case: names."""
    upper: Counter[str] = Counter()
    lower: set[str] = set()
    for text in prose:
        for found in _WORD.finditer(text):
            word = found[0]
            if word[0].islower():
                lower.add(word.casefold())
            elif word[0].isupper() and not _starts_sentence(text, found.start()):
                upper[word.casefold()] += 1
    return frozenset(word for word in upper if word not in lower)


def _starts_sentence(text: str, position: int) -> bool:
    before = text[max(0, position - 4) : position].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?:…•"


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, roughly: for quoting one in a question to the writer."""
    return [part.strip() for part in re.split(r"(?<=[.!?…])[\"”’)]*\s+", text) if part.strip()]
