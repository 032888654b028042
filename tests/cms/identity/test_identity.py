"""Name and look of the site: tried at the desk, then on every page, in mails, feeds and data."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from articles.identity import identity, site_name
from cms.accounts import letters
from cms.identity.current import Dress
from cms.models import SiteIdentity
from tests import factories

pytestmark = pytest.mark.django_db

ENTERED = {
    "name": "Clear Health",
    "tagline_en": "Read before you worry",
    "tagline_es": "Lea antes de preocuparse",
    "footer_en": "Clear Health Ltd, Leeds",
    "colour": "#7A1F5C",
}


def drawing(size=(400, 100), form="PNG", mode="RGBA") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "#7a1f5c").save(written, form)
    return written.getvalue()


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def administrator(client):
    found = factories.user("Administrators", email="admin@example.org")
    client.force_login(found)
    return found


@pytest.fixture
def put(client, administrator, django_capture_on_commit_callbacks):
    """Try an identity, and put it on the site."""

    def _put(**entered):
        tried = client.post(reverse("configure_identity"), {**ENTERED, **entered})
        assert tried.status_code == 303, re.findall(r"errorlist.*?</ul>", tried.content.decode())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("configure_identity_live"))
        return SiteIdentity.objects.exclude(live_at=None).first()

    return _put


def test_what_is_tried_is_on_no_page_until_it_is_put_there(client, administrator, settings):
    client.post(reverse("configure_identity"), {**ENTERED, "logo": sent("a.png", drawing())})

    desk = client.get(reverse("configure_identity")).content.decode()
    tried = SiteIdentity.objects.get()
    assert "Put it on the site" in desk
    assert "#7a1f5c in the light theme: 8" in desk
    assert reverse("configure_identity_part", args=[tried.pk, "logo.png"]) in desk
    for part in ("logo.png", "colours.css", "card.png"):
        address = reverse("configure_identity_part", args=[tried.pk, part])
        assert client.get(address).status_code == 200
    assert client.get(reverse("configure_identity_part", args=[tried.pk, "x"])).status_code == 404
    home = client.get("/").content.decode()
    assert "Clear Health" not in home
    assert settings.SITE_NAME in home


def test_what_is_dropped_is_forgotten(client, administrator):
    client.post(reverse("configure_identity"), ENTERED)
    client.post(reverse("configure_identity_live"), {"drop": "1"})

    assert not SiteIdentity.objects.exists()
    assert "usual look" in client.get(reverse("configure_identity")).content.decode()


def test_every_page_wears_it_at_once_also_those_that_were_kept_ready(client, put):
    before = client.get("/").content.decode()
    assert client.get("/").content.decode() == before

    row = put(
        logo=sent("a.png", drawing()), picture=sent("b.jpg", drawing((800, 800), "JPEG", "RGB"))
    )

    found = identity()
    home, spanish = (client.get(path).content.decode() for path in ("/", "/es/"))
    assert "Clear Health: Read before you worry" in home
    assert "Clear Health Ltd, Leeds" in home
    assert f'<img src="{found.logo}" alt="">' in home
    assert f'<link rel="stylesheet" href="{found.colours}">' in home
    assert f'{found.picture}">' in home
    assert "Lea antes de preocuparse" in spanish
    assert "Clear Health Ltd" not in spanish
    sheet = client.get(found.colours)
    assert "--seal: light-dark(#7a1f5c, " in sheet.content.decode()
    assert sheet["Content-Type"] == "text/css"
    assert "immutable" in sheet["Cache-Control"]
    assert client.get(found.logo).content == bytes(row.logo)
    with Image.open(io.BytesIO(client.get(found.picture).content)) as picture:
        assert picture.size == (1200, 630)
    assert client.get(reverse("identity_file", args=["0" * 16, "logo.png"])).status_code == 404
    desk = client.get(reverse("configuration")).content.decode()
    assert found.colours in desk


def test_data_feeds_and_mails_name_the_publisher(client, put, administrator):
    put(logo=sent("a.png", drawing()))

    assert site_name() == "Clear Health"
    home = client.get("/").content.decode()
    graph = json.loads(re.search(r'ld\+json">(.*?)</script>', home)[1])
    publisher = next(each for each in graph["@graph"] if each["@type"] == "Organization")
    assert (publisher["name"], publisher["slogan"]) == ("Clear Health", "Read before you worry")
    assert publisher["logo"]["url"].endswith("/logo.png")
    feed = json.loads(client.get(reverse("feed_json")).content)
    assert feed["title"] == "Clear Health"
    assert (
        "Read before you worry. Health information." in client.get(reverse("feed")).content.decode()
    )
    assert (
        "<ShortName>Clear Health</ShortName>" in client.get(reverse("opensearch")).content.decode()
    )
    assert letters._letter(administrator).subject == "A new password for Clear Health"


@pytest.mark.parametrize(
    ("field", "entered", "said"),
    [
        ("colour", "#ff6600", "2.5 to 1 there, and text needs 4.5 to 1 (WCAG 2.2)"),
        ("colour", "#ff6600", "colour that has it is #b84905"),
        ("colour", "red;}", "Write it as #"),
        ("dark_colour", "#004f50", "colour that has it is #4f8f90"),
        ("logo", sent("a.png", b"<svg><script>1</script></svg>"), "SVG drawings can carry scripts"),
        ("logo", sent("a.png", b"\x89PNG broken"), "not an image"),
        ("picture", sent("a.jpg", b"%PDF-1.7"), "This is a PDF"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_what_to_do(client, administrator, field, entered, said):
    if hasattr(entered, "seek"):
        entered.seek(0)
    answer = client.post(reverse("configure_identity"), {**ENTERED, field: entered})

    assert answer.status_code == 422
    assert said in " ".join(answer.content.decode().split())
    assert not SiteIdentity.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused(client, administrator, monkeypatch):
    monkeypatch.setattr("articles.images.decoding.MAX_PIXELS", 1_000)

    answer = client.post(
        reverse("configure_identity"), {**ENTERED, "logo": sent("a.png", drawing())}
    )

    assert answer.status_code == 422
    assert not SiteIdentity.objects.exists()


def test_a_logo_is_drawn_anew_and_small(put):
    data = drawing((3000, 3000)) + b"<script>alert(1)</script>"

    row = put(logo=sent("a.png", data))

    with Image.open(io.BytesIO(bytes(row.logo))) as logo:
        assert (logo.format, logo.mode, logo.size) == ("PNG", "RGBA", (160, 160))
    assert b"script" not in bytes(row.logo)


def test_the_colour_of_the_dark_theme_follows_where_none_is_chosen(put):
    dress = Dress(put())

    assert dress.dark != dress.light
    assert Dress(put(dark_colour="#ffd0ee")).dark == "#ffd0ee"


def test_taking_things_away_leads_back_to_the_usual_look(client, put, settings):
    put(logo=sent("a.png", drawing()))

    client.post(
        reverse("configure_identity"),
        {"name": settings.SITE_NAME, "tagline_en": "", "no_logo": "on"},
    )

    tried = SiteIdentity.objects.get(live_at=None)
    assert (tried.name, tried.words, tried.colour, bytes(tried.logo)) == ("", {}, "", b"")


def test_only_administrators_come_to_it(client):
    client.force_login(factories.editor())

    assert client.get(reverse("configure_identity")).status_code == 403
    assert client.post(reverse("configure_identity_live")).status_code == 403


def test_a_name_is_one_line_in_headers_of_mails_and_in_the_log(client, put):
    found = put(name="Clear\r\nBcc: x@example.org", tagline_en="Read\nfirst")

    assert found.name == "Clear Bcc: x@example.org"
    assert found.words["en"]["tagline"] == "Read first"
