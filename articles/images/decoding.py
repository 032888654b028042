"""From bytes that somebody sent to pixels that we vouch for.

The type is what the file decodes as, never what its name says. Only five decoders are asked. What
is kept is drawn anew from the pixels: whatever else stood in the file (a script behind the picture,
a position in its EXIF, a colour profile) stays behind.
"""

from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LOSSLESS: Final = ("PNG", "GIF")
MOST_WIDE: Final = 2560
MOST_HIGH: Final = 16_000  # WebP ends at 16,383
MOST_KEPT: Final = 10_000_000

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # for frames too, which Pillow meets while it decodes

HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class UnreadableImage(Exception):
    """Why a file can't be used, and what to do, in a sentence for the person."""


@dataclass(frozen=True)
class Decoded:
    """Pixels in sRGB, upright, without transparency. `notes` say what was changed on the way."""

    pixels: Image.Image
    is_drawing: bool
    notes: tuple[str, ...] = ()

    def encoded(self) -> bytes:
        """The master: PNG where the file had every pixel exactly, JPEG where it had not."""
        written = BytesIO()
        if self.is_drawing:
            self.pixels.save(written, "PNG")
        else:
            self.pixels.save(written, "JPEG", quality=92)
        return written.getvalue()


def decode(data: bytes) -> Decoded:
    """Decode a file of at most `MAX_BYTES` and `MAX_PIXELS`, or raise `UnreadableImage`."""
    if not data:
        raise UnreadableImage(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise UnreadableImage(too_large())
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:  # Pillow only warns up to twice as many
                raise Image.DecompressionBombError
            return _drawn_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        most = MAX_PIXELS // 1_000_000
        said = _("The image has more than %(most)s million pixels. Scale it down.")
        raise UnreadableImage(said % {"most": most}) from bomb
    except UnidentifiedImageError as unknown:
        raise UnreadableImage(_why_unknown(data)) from unknown
    except Exception as broken:  # decoders raise whatever they like on a broken file
        raise UnreadableImage(
            _("The file is damaged or incomplete. Open it, save it again, and send that.")
        ) from broken


def too_large() -> str:
    """What is said of a file of more than `MAX_BYTES`."""
    most = {"most": MAX_BYTES // 1024**2}
    return _("The file is larger than %(most)s MB. Save it smaller.") % most


def _drawn_anew(image: ImageFile.ImageFile) -> Decoded:
    found = image.format
    notes = []
    if found != "MPO" and getattr(image, "is_animated", False):
        notes.append(_("It moves; only its first picture is kept."))
    before = image.size
    if found in ("JPEG", "MPO"):
        image.draft(None, _bounded(before))  # decodes large photographs at a fraction
    image.load()
    pixels = _in_srgb(_opaque(_of_eight_bits(ImageOps.exif_transpose(image))))
    size = _bounded(pixels.size)
    if size != pixels.size:
        pixels = pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if sorted(size) != sorted(before):
        kept = {"width": size[0], "height": size[1]}
        notes.append(_("It is kept at %(width)s × %(height)s pixels.") % kept)
    pixels.info.clear()
    return Decoded(pixels, found in LOSSLESS, tuple(notes))


def _bounded(size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, MOST_WIDE / width, MOST_HIGH / height, sqrt(MOST_KEPT / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """Pillow cuts sixteen bits off at white instead of scaling them."""
    if image.mode == "I" or image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image


def _opaque(image: Image.Image) -> Image.Image:
    """On white: pages have a dark face too, where a drawing on nothing would vanish."""
    if not image.has_transparency_data:
        return image.convert("RGB") if image.mode in ("P", "1") else image
    white = Image.new("RGBA", image.size, "white")
    shown = Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    shown.info = dict(image.info)
    return shown


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "L", "CMYK"):
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile: the numbers are taken for what they most often are
        if converted is not None:
            return converted
    return image.convert("RGB")


def _why_unknown(data: bytes) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return _(
            "This is a HEIC photo, as iPhones take them. Open it and export it as JPEG, then send that."
        )
    if b"<svg" in start:
        return _(
            "SVG drawings can carry scripts, so they are not taken. Export it as PNG and send that."
        )
    if start.startswith(b"%pdf"):
        return _("This is a PDF. Export the page as PNG and send that.")
    return _(
        "This is not an image that can be read, whatever its name says. "
        "Send a JPEG, PNG, WebP, GIF or AVIF file."
    )
