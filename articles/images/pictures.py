"""An image as a text shows it: what is sealed of it, where its files are, and its markup. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree, html

from articles.entering import clean_text
from articles.models.images import Licence

WIDTHS: Final = (480, 800, 1280, 1920)
EXTENSIONS: Final = ("avif", "webp")
# as wide as the column of text (`--measure` in site.css), or as the screen
SIZES: Final = "(min-width: 44rem) 41rem, calc(100vw - 2.25rem)"


@dataclass(frozen=True)
class Picture:
    """What a page needs of an image, as it stood when the text was sealed."""

    key: str
    kind: str
    width: int
    height: int
    credit: str = ""
    licence: str = ""
    source: str = ""

    @property
    def widths(self) -> tuple[int, ...]:
        """Of its renditions, smallest first; none is wider than the image."""
        return (
            *(width for width in WIDTHS if width < self.width),
            *((self.width,) if self.width <= WIDTHS[-1] else ()),
        )

    @property
    def master(self) -> str:
        return f"images/{self.key}/master.{self.kind}"

    def rendition(self, width: int, extension: str) -> str:
        return f"images/{self.key}/{width}.{extension}"

    def widest(self, extension: str, most: int) -> str:
        """The rendition that is no wider than so many pixels, where there is one."""
        fitting = [width for width in self.widths if width <= most]
        return self.rendition(fitting[-1] if fitting else self.widths[0], extension)

    def files(self) -> Iterator[str]:
        yield self.master
        for width in self.widths:
            for extension in EXTENSIONS:
                yield self.rendition(width, extension)

    @property
    def thumbnail(self) -> str:
        """The address of its smallest rendition."""
        return address(self.rendition(self.widths[0], "webp"))

    @property
    def webp_source_set(self) -> str:
        return self.source_set("webp")

    def source_set(self, extension: str) -> str:
        return ", ".join(
            f"{address(self.rendition(width, extension))} {width}w" for width in self.widths
        )


def address(name: str) -> str:
    """Where readers get a file of the media storage."""
    return f"{settings.MEDIA_URL}{name}"


def shown(
    picture: Picture, alt: str, is_first: bool = False, sizes: str = SIZES
) -> html.HtmlElement:
    """The `picture` element. `is_first`: seen before anybody scrolls, so fetched at once."""
    element = html.Element("picture")
    etree.SubElement(
        element, "source", type="image/avif", srcset=picture.source_set("avif"), sizes=sizes
    )
    etree.SubElement(
        element,
        "img",
        {
            "src": address(
                picture.rendition(picture.widths[min(1, len(picture.widths) - 1)], "webp")
            ),
            "srcset": picture.source_set("webp"),
            "sizes": sizes,
            "width": str(picture.width),
            "height": str(picture.height),
            "alt": alt,
            **({"fetchpriority": "high"} if is_first else {"loading": "lazy"}),
            "decoding": "async",
        },
    )
    return element


def add_credit(caption: html.HtmlElement, picture: Picture) -> None:
    """Put who made it, under which licence and where it comes from at the end of a caption."""
    licence = Licence(picture.licence) if picture.licence else None
    is_public = licence is not None and licence is not Licence.OWN
    if not (picture.credit or is_public or picture.source):
        return
    line = etree.SubElement(caption, "small", {"class": "credit"})
    line.text = (
        _("Image: %(credit)s") % {"credit": clean_text(picture.credit)}
        if picture.credit
        else _("Image")
    )
    if licence is not None and is_public:
        _add(line, str(licence.label), licence.address, "license noopener noreferrer")
    if picture.source:
        _add(line, _("Source"), picture.source, "noopener noreferrer")


def _add(line: html.HtmlElement, words: str, href: str, rel: str) -> None:
    """Append words to the line, parted from what stands there; as a link where they lead somewhere."""
    piece = etree.SubElement(
        line, "a" if href else "span", {"href": clean_text(href), "rel": rel} if href else {}
    )
    piece.text = words
    previous = piece.getprevious()
    if previous is None:
        line.text = f"{line.text} · "
    else:
        previous.tail = " · "
