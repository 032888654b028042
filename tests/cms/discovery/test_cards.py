"""The picture that stands for an article where its link is shared."""

import io

import pytest
from PIL import Image

from cms.discovery.cards import draw
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def card_of(client, revision) -> Image.Image:
    response = client.get(f"{revision.article.get_absolute_url()}card.png")
    assert response["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(response.content)).convert("RGB")


def test_it_has_the_size_that_the_page_says(client):
    revision = factories.published()
    page = parsed(client.get(revision.article.get_absolute_url()))

    said = {
        tag.get("property"): tag.get("content") for tag in select(page, "meta[property^='og:']")
    }

    assert said["og:image"].endswith(f"{revision.article.get_absolute_url()}card.png")
    size = card_of(client, revision).size
    assert size == (int(said["og:image:width"]), int(said["og:image:height"])) == (1200, 630)


def test_a_retracted_article_has_another_card(client):
    revision = factories.published()
    before = card_of(client, revision)
    perform("retract", revision, factories.editor(), Inputs("Wrong."))

    after = card_of(client, revision)

    # the mark of the review line: filled while the review holds, a ring in the colour of a warning
    assert before.getpixel((95, 557)) != after.getpixel((95, 557))
    assert after.getpixel((95, 547))[0] > 2 * after.getpixel((95, 547))[1]


@pytest.mark.parametrize("title", ["", "A", "Wort " * 60, "x" * 400, "Ärzte, ź, Ω и “—” 日本"])
def test_any_title_fits(title):
    """Nothing is drawn outside the margins."""
    card = Image.open(io.BytesIO(draw(title, "Not yet medically reviewed", "unreviewed")))

    right = card.convert("RGB").crop((1130, 20, 1200, 500))

    assert len(right.getcolors()) == 1
