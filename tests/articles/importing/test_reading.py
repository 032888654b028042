"""Bytes become text, or one message that says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import MAX_BYTES, BadFile, read

ADVICE = "Save the article as plain text (UTF-8) and import that."


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        read(data, "tea.txt")
    return str(caught.value)


def test_line_breaks_of_all_systems_become_one():
    assert read(b"one\r\ntwo\rthree\nfour", "tea.txt") == "one\ntwo\nthree\nfour"


def test_unicode_line_separators_and_form_feeds_are_line_breaks():
    assert read("one\u2028two\u2029three\x0cfour\x85five".encode(), "tea.txt") == (
        "one\ntwo\nthree\nfour\nfive"
    )


def test_text_is_kept_to_the_letter():
    text = "“Curly” – and \u00a0 narrow, misspeled, cafe\u0301 🌿\tend"

    assert read(text.encode(), "tea.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(encoding: str):
    assert read("Thé vert\nchaud".encode(encoding), "tea.txt") == "Thé vert\nchaud"


@pytest.mark.parametrize(
    ("mark", "codec"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")]
)
def test_big_endian_text_is_read_by_its_mark(mark: bytes, codec: str):
    assert read(mark + "Thé".encode(codec), "tea.txt") == "Thé"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "tea.txt is empty: there is nothing to import."),
        (b" \n\t\r\n ", "tea.txt holds nothing but white space: there is nothing to import."),
        (
            b"\xef\xbb\xbf\n",
            "tea.txt holds nothing but white space: there is nothing to import.",
        ),
        (
            b"tea\x00with milk",
            "tea.txt is not plain text: it holds binary data (a zero at byte 4). " + ADVICE,
        ),
        (
            b"\xc3\x28\x00",
            "tea.txt is not plain text: it holds binary data (a zero at byte 3). " + ADVICE,
        ),
        (
            b"green\ntea\x1b[0m",
            "tea.txt is not plain text: it has a control character (U+001B) in line 2. " + ADVICE,
        ),
        (
            b"caf\xe9",
            "tea.txt is not UTF-8 text: byte 4 (0xE9) does not belong there. "
            "Save it as UTF-8 and import it again.",
        ),
        (
            b"\xef\xbb\xbfcaf\xe9",
            "tea.txt is not UTF-8 text: byte 7 (0xE9) does not belong there. "
            "Save it as UTF-8 and import it again.",
        ),
        (
            b"\xff\xfea\x00b",
            "tea.txt is not UTF-16 text: byte 5 (0x62) does not belong there. "
            "Save it as UTF-8 and import it again.",
        ),
        (b"%PDF-1.7 ...", f"tea.txt is a PDF, not plain text. {ADVICE}"),
        (
            b"PK\x03\x04...",
            f"tea.txt is a Word, OpenDocument or zip file, not plain text. {ADVICE}",
        ),
        (b"{\\rtf1\\ansi", f"tea.txt is a rich text file (RTF), not plain text. {ADVICE}"),
        (
            b"  <!DOCTYPE html><html>",
            "tea.txt is a web page (HTML), not plain text. Open it in a browser, copy the article "
            "into a plain text file (UTF-8) and import that.",
        ),
        (
            b"a" * (MAX_BYTES + 1),
            "tea.txt is too large: 2 MB, where 2 MB is the most and an article is far less. "
            "Import one article a file.",
        ),
        (
            b"a" * 50_000_000,
            "tea.txt is too large: 47.7 MB, where 2 MB is the most and an article is far less. "
            "Import one article a file.",
        ),
    ],
    ids=lambda value: value[:24] if isinstance(value, bytes) else "",
)
def test_a_bad_file_is_refused_with_what_to_do(data: bytes, message: str):
    assert refusal(data) == message


def test_the_largest_file_is_read():
    assert len(read(b"a" * MAX_BYTES, "tea.txt")) == MAX_BYTES


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes):
    message = text = ""
    try:
        text = read(data, "tea.txt")
    except BadFile as error:
        message = str(error)

    assert bool(text.strip()) is not message.startswith("tea.txt ")
    assert "\r" not in text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_any_text_without_control_characters_comes_back(text: str):
    if text.strip() and not text.startswith(("<", "%PDF", "{\\rtf", "GIF8", "\ufeff")):
        assert read(text.encode(), "tea.txt") == text
