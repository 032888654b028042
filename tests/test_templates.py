"""The templates by their text: each named one is there, folders and lines are of a size to read."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

BASE: Final = Path(settings.BASE_DIR)
TEMPLATES: Final = BASE / "templates"
NAMED: Final = re.compile(r'"((?:articles|reviews|cms|account)/[a-z_/]+\.(?:html|txt|xml))"')
MOST: Final = 20
LONGEST: Final = 160


def named() -> Iterator[tuple[str, str]]:
    """Each template that code or another template names, with the file that does."""
    files = [
        *TEMPLATES.rglob("*.*"),
        *(file for each in ("articles", "reviews", "cms") for file in BASE.glob(f"{each}/**/*.py")),
    ]
    for file in files:
        for name in NAMED.findall(file.read_text()):
            yield name, str(file.relative_to(BASE))


def test_every_template_that_is_named_exists() -> None:
    missing = sorted({(name, file) for name, file in named() if not (TEMPLATES / name).exists()})

    assert missing == []


def test_no_folder_of_templates_holds_more_than_one_subject() -> None:
    folders = Counter(
        str(file.parent.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.*") if file.is_file()
    )

    assert {folder: count for folder, count in folders.items() if count > MOST} == {}


def test_no_line_of_a_page_is_longer_than_a_window() -> None:
    """Of HTML, where white space can be put; a line of `llms.txt` is one that is sent."""
    long = [
        f"{file.relative_to(TEMPLATES)}:{number}"
        for file in TEMPLATES.rglob("*.html")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]

    assert long == []
