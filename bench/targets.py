"""What the pages are measured against: the same bytes from as little code as there can be."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

FOLDER = Path(os.environ.get("DATA_DIR", ".")) / "www"
BODY = (FOLDER / "page.html").read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", str(len(BODY))),
]


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [BODY]


def _missing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]


static = WhiteNoise(_missing, root=str(FOLDER), autorefresh=False, max_age=60)
