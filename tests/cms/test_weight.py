"""What a page costs on the wire, and that every file it names is there."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests import factories
from tests.cms.pages import parsed, select

LIMIT = 50_000
STATIC = re.compile(r"{% static ['\"]([^'\"]+)['\"]")
KEY = re.compile(r'data-ref="([^"]+)"')
DEMONSTRATION = Path(settings.BASE_DIR) / "cms/demo/articles"


def test_every_static_file_that_a_template_names_exists():
    """Tests serve files as they lie; in use a name that is not there is an error 500."""
    missing = {
        f"{template.name}: {name}"
        for template in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for name in STATIC.findall(template.read_text())
        if not finders.find(name)
    }

    assert missing == set()


@pytest.mark.django_db
@pytest.mark.once
def test_an_article_with_its_style_and_scripts_weighs_less_than_50_kilobytes(client):
    longest = max(DEMONSTRATION.glob("*.html"), key=lambda file: file.stat().st_size).read_text()
    body = longest.rpartition("+++")[2]
    for key in KEY.findall(body):
        factories.reference(key, **{**factories.OLSEN, "DOI": f"10.1000/{key}"})
    revision = factories.published(body=body)
    response = client.get(revision.article.get_absolute_url())
    page = parsed(response)

    named = [each.get("href") for each in select(page, "link[rel=stylesheet]")]
    assert len(named) == 1
    named += [each.get("src") for each in select(page, "script[src]")]
    files = [Path(finders.find(name.removeprefix("/static/"))).read_bytes() for name in named]
    weight = sum(len(gzip.compress(each)) for each in [response.content, *files])

    assert len(select(page, ".references li")) > 5
    assert weight < LIMIT


@pytest.mark.django_db
def test_pictures_have_their_size_so_that_nothing_moves(client):
    draft = factories.draft(body=factories.figure(factories.image()))
    page = parsed(client.get(factories.published(draft).article.get_absolute_url()))

    pictures = select(page, "img")

    assert pictures
    assert all(each.get("width") and each.get("height") for each in pictures)
