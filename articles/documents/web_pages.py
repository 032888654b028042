"""A web page as the plain copy that the import reads: one line a block, marks as in Markdown.

No word is lost: what a plain copy can't hold (pictures, merged cells) is asked about, and what stands
outside of the article on its page is named among the dropped.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree, html
from lxml.html import HtmlElement

from articles.entering import number
from articles.importing.manuscript import Doubt, Dropped
from articles.importing.reading import WEB_PAGE, BadFile, decode, gettext_noop

DEEPEST: Final = 100  # levels of elements; real pages have some forty
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "menu"})
_BLOCK_TAGS: Final = (
    "address article aside body blockquote caption center dd details div dl dt fieldset figcaption figure "
    "footer form header hr html legend li main nav p pre section summary tbody td tfoot th thead tr"
)
_BLOCKS: Final = frozenset(_BLOCK_TAGS.split())
_SILENT_TAGS: Final = (
    "button colgroup datalist head input link meta noscript option script select style svg template "
    "textarea title"
)
_SILENT: Final = frozenset(_SILENT_TAGS.split())
_EMBEDDED: Final = frozenset({"audio", "canvas", "embed", "iframe", "math", "object", "video"})
# what stands in a line of its own, or in several
_APART: Final = _BLOCKS | _LISTS | _HEADINGS.keys() | {"table"}
# of a table that is whole, which parts stand in which
_PARTS: Final = {
    "table": frozenset({"caption", "thead", "tbody", "tfoot", "tr"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
}
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_RAISED: Final = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_CAN_BE_RAISED: Final = re.compile(r"[0-9+\-−=()n]+")
_CAN_BE_LOWERED: Final = re.compile(r"[0-9+\-−=()]+")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_NOTE: Final = re.compile(r"(?:foot|end)note-\d+")
_BACK: Final = re.compile(r"#(?:foot|end)note-ref-\d+")
_LONGEST_MARKED: Final = 400
_LONGEST_HREF: Final = 800
_OUTSIDE: Final = "outside of the article on its web page"
_QUESTIONS: Final = {
    "picture": "The file has {count} picture(s), and none came along. Which does the article need? "
    "Insert them from the library of images.",
    "embedded": "The file embeds {count} thing(s), such as a video, that did not come along. "
    "Does the text need them?",
    "struck": "Words are struck out in {count} place(s) of the file, and were kept. "
    "Take out what is not meant to stand.",
    "merged": "{count} cell(s) of tables were merged; each stands once now, with empty ones beside it. "
    "Is every cell where it belongs?",
    "bar": "In {count} cell(s) of tables an upright bar was written as ¦. Is that right?",
    "script": "Words are raised or lowered in {count} place(s) of the file, and stand in the line now. "
    "Raise what must be.",
}


@dataclass(frozen=True)
class PageCopy:
    """The words of a page, line by line, and what is to be asked or told about the rest."""

    text: str
    dropped: tuple[Dropped, ...]
    doubts: tuple[Doubt, ...]
    footnotes: int = 0


def is_page(name: str, data: bytes) -> bool:
    """Whether a file is HTML: by its beginning, or by its name."""
    return bool(WEB_PAGE.match(data[:2000])) or name.lower().endswith((".html", ".htm"))


def decoded(name: str, data: bytes) -> str:
    """The markup in a file: UTF-8, or what the page itself says. Raises `BadFile`."""
    declared = _CHARSET.search(data[:4000])
    try:
        return decode(data, name)
    except BadFile:
        if not declared or b"\x00" in data:
            raise
        try:
            return data.decode(codecs.lookup(declared[1].decode("ascii")).name)
        except (LookupError, UnicodeError):
            raise BadFile(
                gettext_noop(
                    "%(name)s says that its letters are coded as %(coding)s, and they are not. "
                    "Save it as UTF-8 and import it again."
                ),
                name=name,
                coding=declared[1].decode("ascii"),
            ) from None


def copy_of(markup: str, name: str = "The page") -> PageCopy:
    """The article, as a person would have typed it. Raises `BadFile` where it nests too deep."""
    if not markup.strip():
        return PageCopy("", (), ())
    # a declaration of its encoding is refused by lxml in what is decoded already
    page = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup))
    if _depth(page) > DEEPEST:
        raise BadFile(
            gettext_noop(
                "%(name)s nests its elements deeper than %(most)s levels, which no article does. "
                "Save the article alone, or as plain text (UTF-8), and import that."
            ),
            name=name,
            most=DEEPEST,
        )
    etree.strip_tags(page, etree.Comment, etree.ProcessingInstruction)
    unseen = [each for each in page.iter() if each.tag in _SILENT or "hidden" in each.attrib]
    for each in unseen:
        if isinstance(each, HtmlElement) and each.getparent() is not None:
            each.drop_tree()
    article = _article(page)
    writer = _Writer()
    if article is not page and article.find(".//h1") is None:
        titles = page.findall(".//h1")
        if len(titles) == 1:
            writer.block(titles[0])
    writer.block(article)
    writer.flush()
    return PageCopy(
        "\n".join(writer.lines),
        tuple(_outside(page, article)),
        tuple(
            Doubt(0, kind, question.format(count=writer.lost[kind]))
            for kind, question in _QUESTIONS.items()
            if writer.lost[kind]
        ),
        writer.footnotes,
    )


def _depth(page: HtmlElement) -> int:
    """How many levels of elements there are."""
    deepest = depth = 0
    for event, _element in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _article(page: HtmlElement) -> HtmlElement:
    """What the page says is its article, where it says so of one place alone; else all of it."""
    for tag in ("main", "article"):
        found = page.findall(f".//{tag}")
        if len(found) == 1:
            return found[0]
    return page


def _outside(page: HtmlElement, article: HtmlElement) -> Iterator[Dropped]:
    if article is page:
        return
    body = page.find("body")
    around = _Writer()
    parent = article.getparent()
    if body is None or parent is None:
        return
    title = page.findall(".//h1")
    parent.remove(article)
    around.block(body)
    around.flush()
    taken = (
        {line.strip("# ") for line in _lines_of(title)} if article.find(".//h1") is None else set()
    )
    for line in around.lines:
        if line and line.strip("# ") not in taken:
            yield Dropped(0, line, _OUTSIDE)


def _lines_of(elements: list[HtmlElement]) -> list[str]:
    return [_BLANKS.sub(" ", each.text_content()).strip() for each in elements]


class _Writer:
    """Writes the blocks of a page as lines. `lost` counts what a line can't hold."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.lost: Counter[str] = Counter()
        self.lead = self.indent = ""
        self.footnotes = 0

    def flush(self, *, apart: bool = True) -> None:
        """End a block: its words become a line, with a blank one below it."""
        for words in "".join(self.words).split("\x0b"):
            if text := _BLANKS.sub(" ", words).strip():
                self.lines.append(f"{self.lead or self.indent}{text}")
                self.lead = ""
                if apart:
                    self.lines.append("")
        self.words.clear()

    def block(self, element: HtmlElement) -> None:
        """An element and what stands in it; what stands behind it is its parent's."""
        tag = element.tag
        if tag in _HEADINGS:
            self._heading(element)
        elif tag in _LISTS:
            self._list(element)
        elif tag == "table":
            self._table(element)
        elif tag == "blockquote":
            self._quotation(element)
        else:
            self._within(element)

    def _within(self, element: HtmlElement) -> None:
        is_block = element.tag in _BLOCKS
        if is_block:
            self.flush(apart=not self.indent)
        self._content(element)
        if is_block:
            self.flush(apart=not self.indent)

    def _content(self, element: HtmlElement) -> None:
        self.words.append(element.text or "")
        for child in element:
            self._child(child)
            self.words.append(child.tail or "")

    def _child(self, child: HtmlElement) -> None:
        tag = child.tag
        if tag == "br":
            self.words.append(" " if self.indent or self.lead else "\x0b")
        elif tag in _LOST:
            self.lost[_LOST[tag]] += 1
            self.block(child)
        elif tag in _INLINE and not any(each.tag in _APART for each in child.iter()):
            _INLINE[tag](self, child)
        else:
            self.block(child)

    def _inner(self, element: HtmlElement) -> str:
        """The words of an element in a line, with their marks."""
        outer, self.words = self.words, []
        self._content(element)
        inner, self.words = "".join(self.words), outer
        return inner

    def marked(self, element: HtmlElement) -> None:
        inner, mark = self._inner(element), _MARKS[element.tag]
        core = inner.strip()
        if not core or len(core) > _LONGEST_MARKED or "*" in core or "\x0b" in core:
            self.words.append(inner)
            return
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        self.words.append(f"{before}{mark}{core}{mark}{after}")

    def link(self, element: HtmlElement) -> None:
        href = (element.get("href") or "").strip()
        if _BACK.fullmatch(href):  # from a footnote to its place
            return
        inner = self._inner(element)
        core = _BLANKS.sub(" ", inner).strip()
        href = href.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        is_whole = re.fullmatch(r"https?://[^\s<>\"]+", href) and len(href) <= _LONGEST_HREF
        if not is_whole or core in {"", href}:
            self.words.append(inner)
        elif set(core) & set("[]*") or len(core) > 200:
            self.words.append(f"{inner} ({href})")
        else:
            self.words.append(f"[{core}]({href})")

    def shifted(self, element: HtmlElement) -> None:
        """10<sup>9</sup> must not become 109."""
        inner = self._inner(element)
        core, is_raised = inner.strip(), element.tag == "sup"
        can_be = _CAN_BE_RAISED if is_raised else _CAN_BE_LOWERED
        if can_be.fullmatch(core):
            self.words.append(core.translate(_RAISED if is_raised else _LOWERED))
            return
        if core and not (core.startswith("[") and core.endswith("]")):
            self.lost["script"] += 1
        self.words.append(inner)

    def _heading(self, element: HtmlElement) -> None:
        self.flush()
        words = _BLANKS.sub(" ", self._inner_of_blocks(element).replace("*", "")).strip()
        if words:
            self.lines += [f"{'#' * _HEADINGS[element.tag]} {words}", ""]

    def _list(self, element: HtmlElement) -> None:
        if len(element) and all(_NOTE.fullmatch(each.get("id") or "") for each in element):
            self._notes(list(element))
            return
        outer = self.indent
        self.flush(apart=not outer)
        count = number(element.get("start"))
        at = 1 if count is None else count
        self._aside(element.text, outer)
        for item in element:
            marker = f"{at}." if element.tag == "ol" else "•"
            at += 1
            self.lead, self.indent = f"{outer}{marker} ", f"{outer}   "
            if item.tag == "li":
                self._content(item)
            else:
                self._child(item)
            self.flush(apart=False)
            self.lead, self.indent = "", outer
            self._aside(item.tail, outer)
        if not outer:
            self.lines.append("")

    def _aside(self, words: str | None, indent: str) -> None:
        """Words that stand in a list and in none of its items."""
        self.words.append(words or "")
        self.lead = f"{indent}   "
        self.flush(apart=False)
        self.lead = ""

    def _notes(self, items: list[HtmlElement]) -> None:
        """The footnotes of a Word file, which are its references."""
        self.flush()
        self.footnotes += len(items)
        self.lines += ["## References", ""]
        for at, item in enumerate(items, start=1):
            words = _BLANKS.sub(" ", self._inner_of_blocks(item)).strip()
            self.lines.append(f"{at}. {words}")
        self.lines.append("")

    def _inner_of_blocks(self, element: HtmlElement) -> str:
        """The words of what may hold blocks, all in one line."""
        inner = _Writer()
        inner.indent = " "
        inner._content(element)
        inner.flush(apart=False)
        self.lost.update(inner.lost)
        return " ".join(line.strip() for line in inner.lines)

    def _quotation(self, element: HtmlElement) -> None:
        self.flush()
        before = len(self.lines)
        self._content(element)
        self.flush()
        self.lines[before:] = [f"> {line}" if line else line for line in self.lines[before:]]

    def _table(self, element: HtmlElement) -> None:
        if not _is_whole(element):
            self._within(element)
            return
        self.flush(apart=not self.indent)
        for caption in element.findall("caption"):
            self.block(caption)
        rows = [self._row(row) for row in element.iter("tr") if _owner(row) is element]
        rows = [row for row in rows if any(row)]
        is_table = len(rows) > 1 and max(map(len, rows)) > 1 and not self.indent
        for row in rows:
            if is_table:
                self.lines.append(f"| {' | '.join(row)} |")
            else:
                self.lines += [f"{self.indent}{cell}" for cell in row if cell]
        self.lines.append("")

    def _row(self, row: HtmlElement) -> list[str]:
        cells: list[str] = []
        for cell in row:
            words = self._inner_of_blocks(cell)
            if "|" in words:
                self.lost["bar"] += 1
                words = words.replace("|", "¦")
            width = number(cell.get("colspan")) or 1
            if width > 1 or (cell.get("rowspan") or "1") not in {"0", "1"}:
                self.lost["merged"] += 1
            cells += [words, *[""] * (min(width, 50) - 1)]
        return cells


_INLINE: Final = {
    **dict.fromkeys(_MARKS, _Writer.marked),
    **dict.fromkeys(("sup", "sub"), _Writer.shifted),
    "a": _Writer.link,
}
_LOST: Final = {
    **dict.fromkeys(_EMBEDDED, "embedded"),
    **dict.fromkeys(("s", "strike", "del"), "struck"),
    "img": "picture",
}


def _is_whole(element: HtmlElement) -> bool:
    """Whether a table has its words in cells alone."""
    parts = _PARTS.get(element.tag)
    if parts is None:
        return True
    between = [element.text, *(child.tail for child in element)]
    return not any((words or "").strip() for words in between) and all(
        child.tag in parts and _is_whole(child) for child in element
    )


def _owner(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None)
