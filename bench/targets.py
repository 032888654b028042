"""What the pages are measured against: the same bytes, headers too, from the least code there can be."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

FOLDER = Path(os.environ.get("DATA_DIR", ".")) / "www"
BODY = (FOLDER / "page.html").read_bytes()
HEADERS = [tuple(pair) for pair in json.loads((FOLDER / "headers.json").read_text())]


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [BODY]


def _missing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]


static = WhiteNoise(_missing, root=str(FOLDER), autorefresh=False, max_age=60)
