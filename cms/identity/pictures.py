"""A logo and a picture to share, drawn anew by the rules of all images."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from articles.images.decoding import FORMATS, decode

LOGO: Final = (640, 160)  # at twice of what is shown
SHARED: Final = (1200, 630)  # what those who show cards ask for


def logo_of(data: bytes) -> bytes:
    """A PNG of at most 640 × 160, see-through where the file is. Raises `UnreadableImage`."""
    decode(data)  # what it refuses is refused here too
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        pixels = ImageOps.exif_transpose(image).convert("RGBA")
    pixels.thumbnail(LOGO, Image.Resampling.LANCZOS)
    pixels.info.clear()
    written = BytesIO()
    pixels.save(written, "PNG", optimize=True)
    return written.getvalue()


def picture_of(data: bytes) -> bytes:
    """A JPEG of 1200 × 630, cut to that from the middle. Raises `UnreadableImage`."""
    pixels = decode(data).pixels.convert("RGB")
    written = BytesIO()
    ImageOps.fit(pixels, SHARED, Image.Resampling.LANCZOS).save(
        written, "JPEG", quality=86, optimize=True
    )
    return written.getvalue()
