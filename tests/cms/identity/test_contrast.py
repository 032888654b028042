"""The contrast of a colour, against numbers that others publish; the nearest that passes."""

import math
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from hypothesis import given
from hypothesis import strategies as st

from cms.identity import contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just misses
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_a_ratio_is_that_of_wcag(one, other, ratio):
    assert contrast.ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


@given(COLOURS)
def test_the_nearest_colour_has_enough_in_either_theme_and_is_itself_where_it_has(colour):
    for grounds in (contrast.LIGHT, contrast.DARK):
        found = contrast.check(colour, grounds)
        assert contrast.check(found.nearest, grounds).is_enough
        assert (found.nearest == colour) == found.is_enough
    assert contrast.ratio(contrast.on(colour), colour) >= contrast.ENOUGH


def test_what_is_shown_is_cut_so_that_no_miss_looks_like_a_pass():
    assert contrast.Checked("#777777", 4.49, "#767676").shown == "4.4"


def test_the_grounds_are_those_of_the_style_sheet():
    text = Path(finders.find("cms/site.css")).read_text()
    tokens = re.compile(
        r"--(paper|card|sunk): light-dark\(oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\), "
        r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)\)"
    )
    found = {name: list(map(float, values)) for name, *values in tokens.findall(text)}

    light = [_hex(*found[name][:3]) for name in ("paper", "card", "sunk")]
    dark = [_hex(*found[name][3:]) for name in ("paper", "card", "sunk")]
    assert (tuple(light), tuple(dark)) == (contrast.LIGHT, contrast.DARK)


def _hex(light: float, chroma: float, hue: float) -> str:
    return contrast._hex(light / 100, chroma, math.radians(hue))
