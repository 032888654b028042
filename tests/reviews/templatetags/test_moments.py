"""One form of times on every page of the desks, in the language of the page."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from reviews.templatetags.moments import moment

AT = datetime(2030, 10, 3, 12, 5, tzinfo=UTC)
DESKS = ("articles", "reviews")
# said by one sentence, a cell of a calendar, an hour under its day, an ISO time of the record
OTHERWISE = {
    "articles/drafting/_shares.html",
    "articles/drafting/share_made.html",
    "articles/drafting/version_detail.html",
    "articles/editing/_save_bar.html",
    "articles/images/image.html",
    "reviews/planning/planned.html",
    "reviews/record/_timeline.html",
    "reviews/record/dossier.html",
}


@pytest.mark.parametrize(
    ("language", "form", "said"),
    [
        ("en", "short", "3 Oct 2030, 12:05"),
        ("en", "long", "3 October 2030, 12:05"),
        ("en", "zone", "3 Oct 2030, 12:05 UTC"),
        ("en", "day", "3 Oct 2030"),
        ("es", "short", "3 oct 2030, 12:05"),
        ("es", "long", "3 de octubre de 2030, 12:05"),
        ("es", "long-day", "3 de octubre de 2030"),
    ],
)
def test_a_moment_is_short_in_lists_and_long_at_a_head(language, form, said):
    with translation.override(language), timezone.override(UTC):
        machine = "2030-10-03" if "day" in form else "2030-10-03T12:05:00+00:00"
        assert moment(AT, form) == f'<time datetime="{machine}">{said}</time>'


def test_a_day_has_no_time_and_what_never_was_is_not_said():
    with translation.override("en"):
        assert moment(date(2030, 10, 3), "day") == '<time datetime="2030-10-03">3 Oct 2030</time>'
    assert moment(None) == moment("") == ""
    assert Template("{% load moments %}{% moment missing.at %}").render(Context()) == ""


def test_no_template_of_the_desks_writes_a_time_of_its_own():
    root = Path(settings.BASE_DIR) / "templates"
    found = {
        str(path.relative_to(root))
        for folder in DESKS
        for path in (root / folder).rglob("*.html")
        if re.search(r"<time\b", path.read_text())
    }

    assert found == OTHERWISE
