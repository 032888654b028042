"""Texts at random for the tests of the comparison, and changes such as people make in them."""

from random import Random

from articles.sealing.seal import Signature, Text
from articles.text import cleaner

WORDS = (
    *("alpha", "beta", "gamma", "dose", "mg", "the", "of", "risk", "500", "1000", "0.5", "not"),
    *("patients", "trial", "rest", "helps", "<strong>not</strong>", "<em>may</em>"),
    *("10<sup>6</sup>", "CO<sub>2</sub>", "non\u00a0breaking", "a&lt;b", "caf\u00e9"),
    '<a href="https://example.org/a">there</a>',
    "<strong><em>never</em></strong>",
)
KEYS = ("olsen2019", "smith2020", "lee2021")


def work(key: str, **csl: object) -> dict[str, object]:
    return {
        "id": key,
        "type": "article-journal",
        "title": f"About {key}",
        "author": [{"family": key[:-4].title(), "given": "A"}],
        "issued": {"date-parts": [[int(key[-4:])]]},
        **csl,
    }


def text(markup: str = "", **fields: object) -> Text:
    """A text with this body, cleaned, and the works that it cites."""
    markup = cleaner.clean(markup)
    return Text(
        **{
            "title": "Rest",
            "standfirst": "What is known.",
            "body": markup,
            "references": tuple(work(key) for key in KEYS if f'"{key}"' in markup),
            "bylines": (Signature("Ada Byron", "MD", "writer", "ada"),),
            **fields,
        }
    )


def sentence(chance: Random, most: int = 18) -> str:
    said = [chance.choice(WORDS) for _ in range(chance.randint(1, most))]
    if chance.random() < 0.3:
        said.append(f'<cite data-ref="{chance.choice(KEYS)}"></cite>')
    return " ".join(said) + "."


def block(chance: Random) -> str:
    kinds = (_paragraph, _paragraph, _paragraph, _heading, _list, _table, _callout, _questions)
    return chance.choice(kinds)(chance)


def article(chance: Random) -> list[str]:
    return [block(chance) for _ in range(chance.randint(1, 12))]


def near_duplicates(chance: Random) -> list[str]:
    """Paragraphs that differ by one word from one another: the pairing is easily misled."""
    base = ["rest", "helps", "in", "most", "patients", "with", "pain"]
    return [
        "<p>" + " ".join([*base[:at], chance.choice("abc"), *base[at:]]) + "</p>"
        for at in (chance.randrange(len(base)) for _ in range(chance.randint(2, 9)))
    ]


def edited(chance: Random, blocks: list[str]) -> list[str]:
    """One to six changes: blocks come, go and move; words, marks, rows and columns change."""
    blocks = list(blocks)
    for _ in range(chance.randint(1, 6)):
        fate, at = chance.random(), chance.randrange(len(blocks)) if blocks else 0
        if fate < 0.15 and blocks:
            blocks.pop(at)
        elif fate < 0.3 or not blocks:
            blocks.insert(at, block(chance))
        elif fate < 0.45:
            blocks.insert(chance.randrange(len(blocks)), blocks.pop(at))
        else:
            blocks[at] = blocks[at].replace(*chance.choice(REPLACED), 1)
    return blocks


REPLACED = [
    ("dose", "daily dose"),
    ("the ", ""),
    ("<strong>not</strong>", "not"),
    ("example.org/a", "example.org/b"),
    ("olsen2019", "smith2020"),
    ("<p>", "<p>new "),
    ("<h2>", "<h3>"),
    ("<li>", "<li><p>another</p></li><li>"),
    ("<ul>", '<ol start="3">'),
    ("<tr>", "<tr><td><p>row</p></td></tr><tr>"),
    ("</td>", "</td><td><p>column</p></td>"),
    ("<td>", "<th>"),
    ("<td>", '<td colspan="2">'),
    ('"note"', '"warning"'),
    (" ", "<br>"),
    ("</p>", '<cite data-ref="lee2021"></cite></p>'),
]


def _paragraph(chance: Random) -> str:
    return f"<p>{sentence(chance)} {sentence(chance)}</p>"


def _heading(chance: Random) -> str:
    level = chance.choice("234")
    return f"<h{level}>{sentence(chance, 4)}</h{level}>"


def _list(chance: Random) -> str:
    tag = chance.choice(("ul", "ol"))
    items = "".join(f"<li><p>{sentence(chance)}</p></li>" for _ in range(chance.randint(1, 5)))
    return f"<{tag}>{items}</{tag}>"


def _table(chance: Random) -> str:
    width = chance.randint(1, 4)
    cells = [
        "".join(f"<td><p>{sentence(chance, 3)}</p></td>" for _ in range(width))
        for _ in range(chance.randint(1, 5))
    ]
    return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"


def _callout(chance: Random) -> str:
    kind = chance.choice(("note", "warning"))
    return f'<aside data-kind="{kind}"><p>{sentence(chance)}</p></aside>'


def _questions(chance: Random) -> str:
    return (
        '<dl data-kind="questions">'
        f"<dt>{sentence(chance, 5)}</dt><dd><p>{sentence(chance)}</p></dd></dl>"
    )
