"""The documents say what the code says."""

import re
from pathlib import Path

from reviews.management.commands.describe_workflow import described

ROOT = Path(__file__).parent.parent


def test_the_workflow_in_the_architecture_is_that_of_the_code():
    document = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

    shown = re.search(r"<!-- workflow -->\n(.*?)\n<!-- /workflow -->", document, re.DOTALL)

    assert shown
    assert shown.group(1).strip() == described()
