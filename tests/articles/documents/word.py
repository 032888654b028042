"""Small Word files, made for these tests of the parts that Word writes."""

import zipfile
from html import escape
from io import BytesIO
from typing import Final

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BIBLIOGRAPHY: Final = "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"
_PARTS: Final = {"document": "document.main", "styles": "styles", "footnotes": "footnotes"}
_STYLES: Final = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2"}


def paragraph(text: str, style: str = "", footnote: int = 0) -> str:
    """A paragraph of the body, with a mark of a footnote at its end."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    mark = f'<w:r><w:footnoteReference w:id="{footnote}"/></w:r>' if footnote else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r>{mark}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells of one paragraph each."""
    made = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{cells}</w:tr>' for cells in made)}</w:tbl>"


def field(instruction: str, shown: str, data: str = "") -> str:
    """The runs of a field: what it is told by, and the words that it shows."""
    kept = f"<w:fldData>{data}</w:fldData>" if data else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{kept}</w:fldChar></w:r>'
        f"<w:r><w:instrText>{escape(instruction)}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{escape(shown)}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def runs(*parts: str) -> str:
    """A paragraph of words and of runs that are made already."""
    made = (
        each if each.startswith("<w:") else f'<w:r><w:t xml:space="preserve">{each}</w:t></w:r>'
        for each in parts
    )
    return f"<w:p>{''.join(made)}</w:p>"


def word_file(*body: str, footnotes: tuple[str, ...] = (), sources: str = "") -> bytes:
    """The bytes of a .docx with these blocks; footnotes are numbered from 1, and may be paragraphs that
    are made already. `sources` is Word's own list of what the document cites."""
    notes = "".join(
        f'<w:footnote w:id="{number}">{text if text.startswith("<w:p>") else paragraph(text)}</w:footnote>'
        for number, text in enumerate(footnotes, start=1)
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLES.items()
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": _links({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _links(
            {"styles": "styles.xml", "footnotes": "footnotes.xml"}
        ),
        "word/document.xml": f"<w:document {_W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "word/footnotes.xml": f"<w:footnotes {_W}>{notes}</w:footnotes>",
    }
    if sources:
        files["customXml/item1.xml"] = f'<b:Sources xmlns:b="{_BIBLIOGRAPHY}">{sources}</b:Sources>'
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in files.items():
            parts.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return made.getvalue()


def _links(targets: dict[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="r{number}" Type="{_R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'
