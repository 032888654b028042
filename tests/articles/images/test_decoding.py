"""Files as people and attackers send them: what is taken, as what, and what stays behind."""

import struct
import warnings
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from articles.images.decoding import MAX_BYTES, UnreadableImage, decode
from tests.factories import picture

SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"
JAR = b"PK\x03\x04" + b"META-INF/MANIFEST.MF" + b"PK\x05\x06" + b"\0" * 18


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableImage) as refused:
        decode(data)
    return str(refused.value)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    written = BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A small file with a large header, and rows of zeros packed tight."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(200_000))
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# --- what is taken -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "is_drawing"),
    [("JPEG", False), ("PNG", True), ("GIF", True), ("WEBP", False), ("AVIF", False)],
)
def test_a_file_is_what_it_decodes_as(form, is_drawing):
    decoded = decode(picture(form=form))

    assert decoded.is_drawing is is_drawing
    assert decoded.pixels.size == (600, 400)
    assert decoded.notes == ()
    assert all(
        abs(is_now - was) < 6
        for is_now, was in zip(decoded.pixels.getpixel((300, 200)), (0, 128, 128), strict=True)
    )
    assert Image.open(BytesIO(decoded.encoded())).format == ("PNG" if is_drawing else "JPEG")


def test_the_same_file_gives_the_same_master():
    assert decode(picture()).encoded() == decode(picture()).encoded()


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_the_first_stays_and_that_is_said(form):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    decoded = decode(saved(frames[0], form, save_all=True, append_images=frames[1:]))

    assert decoded.pixels.getpixel((20, 20))[0] > 240
    assert decoded.notes == ("It moves; only its first picture is kept.",)


def test_a_photograph_stands_upright_and_says_nothing_of_where_and_how_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010F] = "Camera of Mara"
    exif.get_ifd(0x8825)[1] = "N"
    sent = picture(600, 400, form="JPEG", exif=exif, comment=b"at home")

    decoded = decode(sent)
    master = decoded.encoded()

    assert b"Camera of Mara" in sent
    assert decoded.pixels.size == (400, 600)
    assert b"Mara" not in master
    assert b"at home" not in master
    assert not Image.open(BytesIO(master)).getexif()


def test_colours_of_another_profile_become_those_of_screens():
    """In this profile red and blue have changed places: the numbers are converted, not copied."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?", b"bXYZ", 1)

    decoded = decode(picture(colour=(200, 30, 40), icc_profile=swapped))
    red, _green, blue = decoded.pixels.getpixel((9, 9))

    assert (red < 60, blue > 180) == (True, True)
    assert "icc_profile" not in Image.open(BytesIO(decoded.encoded())).info


def test_numbers_under_a_broken_profile_are_taken_as_they_are():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    decoded = decode(picture(colour=(200, 30, 40), icc_profile=lab))

    assert decoded.pixels.getpixel((9, 9)) == (200, 30, 40)


def test_a_print_file_in_four_inks_becomes_rgb():
    sent = saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG")

    red, green, blue = decode(sent).pixels.getpixel((20, 20))

    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode):
    drawn = Image.new("RGBA", (40, 40), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": drawn.getpixel((0, 0))} if mode == "P" else {}

    decoded = decode(saved(drawn, "PNG", **options))

    assert decoded.pixels.getpixel((20, 20)) == (255, 255, 255)


def test_sixteen_bits_are_scaled_and_not_cut_off():
    grey = Image.new("I;16", (40, 40), 0x8000)

    assert decode(saved(grey, "PNG")).pixels.getpixel((20, 20)) == (128, 128, 128)


def test_a_large_picture_is_kept_smaller_and_that_is_said():
    decoded = decode(picture(5000, 3000, form="JPEG"))

    assert decoded.pixels.size == (2560, 1536)
    assert decoded.notes == ("It is kept at 2560 × 1536 pixels.",)


def test_a_strip_stays_within_what_every_format_can_hold():
    assert decode(picture(2, 40_000)).pixels.size == (1, 16_000)


# --- what hides behind a picture -----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("tail", [SCRIPT, PHP, JAR], ids=["html", "php", "jar"])
def test_what_hangs_behind_a_picture_stays_behind(form, tail):
    """GIFAR and its kin: two files in one, told apart by who reads it."""
    master = decode(picture(form=form) + tail).encoded()

    assert tail not in master
    assert master == decode(picture(form=form)).encoded()


def test_words_inside_the_chunks_of_a_picture_stay_behind():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    notes.add_itxt("XML:com.adobe.xmp", PHP.decode())
    sent = picture(pnginfo=notes)

    assert SCRIPT in sent
    assert decode(sent).encoded() == decode(picture()).encoded()


def test_words_in_the_segments_of_a_photograph_stay_behind():
    sent = picture(form="JPEG", comment=PHP, exif=b"Exif\0\0" + SCRIPT)

    assert SCRIPT in sent
    assert decode(sent).encoded() == decode(picture(form="JPEG")).encoded()


# --- what is refused ------------------------------------------------------------------------------------

NO_IMAGE = (
    "This is not an image that can be read, whatever its name says. "
    "Send a JPEG, PNG, WebP, GIF or AVIF file."
)
DAMAGED = "The file is damaged or incomplete. Open it, save it again, and send that."
SVG = "SVG drawings can carry scripts, so they are not taken. Export it as PNG and send that."
TOO_MANY = "The image has more than 50 million pixels. Scale it down."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"Hello", NO_IMAGE),
        (b"<!doctype html>" + SCRIPT, NO_IMAGE),
        (PHP, NO_IMAGE),
        (b"MZ\x90\x00" + bytes(200), NO_IMAGE),
        (JAR, NO_IMAGE),
        (b"GIF89a" + SCRIPT, NO_IMAGE),
        (b"%PDF-1.7\n" + bytes(100), "This is a PDF. Export the page as PNG and send that."),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", SVG),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><SVG><script/></SVG>", SVG),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100),
            "This is a HEIC photo, as iPhones take them. Open it and export it as JPEG, then send that.",
        ),
        (saved(Image.new("RGB", (40, 40)), "TIFF"), NO_IMAGE),
        (saved(Image.new("RGB", (40, 40)), "BMP"), NO_IMAGE),
        (saved(Image.new("RGB", (40, 40)), "ICO"), NO_IMAGE),
        (saved(Image.new("RGB", (40, 40)), "EPS"), NO_IMAGE),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_ours_is_refused_with_a_reason(data, reason):
    assert refusal(data).startswith(reason)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_file_that_is_cut_short_is_refused(form):
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    whole = saved(noise, form)

    assert refusal(whole[: len(whole) // 2]) in (DAMAGED, NO_IMAGE)


def test_a_file_that_is_too_large_is_refused_unread():
    assert refusal(picture() + bytes(MAX_BYTES)) == (
        "The file is larger than 20 MB. Save it smaller."
    )


@pytest.mark.parametrize("size", [(7072, 7072), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size):
    """The bound holds at once, and between it and its double, where Pillow alone would only warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert refusal(png_that_claims(*size)) == TOO_MANY


def test_a_header_that_promises_more_than_the_file_holds_is_refused():
    assert refusal(png_that_claims(6000, 6000)) == DAMAGED


def test_chunks_that_unpack_without_end_are_refused():
    packed = b"k\0\0" + zlib.compress(bytes(100_000_000))
    whole = picture()
    end = whole.index(b"IDAT") - 4

    assert refusal(whole[:end] + chunk(b"zTXt", packed) + whole[end:]) == DAMAGED
