"""Crossref, E-utilities, the ID converter and Open Library on this machine, as their documents have them."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches

from articles.library import http_client, lookup
from articles.library.http_client import Pace

CROSSREF = {
    "DOI": "10.1000/ABC.1",
    "type": "journal-article",
    "title": ["Kratom and sleep"],
    "subtitle": ["A trial"],
    "container-title": ["Journal of Rest"],
    "short-container-title": ["J Rest"],
    "volume": "7",
    "issue": "2",
    "article-number": "e12",
    "author": [
        {"given": "Ada", "family": "Smith", "sequence": "first", "affiliation": []},
        {"name": "Rest Group", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[2020, 4]]},
    "URL": "https://doi.org/10.1000/abc.1",
    "ISSN": ["1234-5679"],
}
PUBMED = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">%(pmid)s</PMID><Article>
<Journal><JournalIssue><Volume>68</Volume><PubDate><Year>2019</Year></PubDate></JournalIssue>
<Title>Morbidity weekly</Title></Journal><ArticleTitle>Deaths with kratom.</ArticleTitle>
<AuthorList><Author><LastName>Olsen</LastName><ForeName>Emily O</ForeName></Author></AuthorList>
</Article></MedlineCitation><PubmedData><ArticleIdList>%(ids)s</ArticleIdList></PubmedData>
</PubmedArticle></PubmedArticleSet>"""
NO_PUBMED = '<?xml version="1.0" ?><PubmedArticleSet></PubmedArticleSet>'
BOOK = {
    "ISBN:9780470057964": {
        "key": "/books/OL1M",
        "title": "Evidence",
        "subtitle": "How to read it",
        "authors": [{"name": "Jeremy van der Berg"}, {"name": "World Health Organization"}],
        "identifiers": {"isbn_13": ["9780470057964"], "isbn_10": ["0470057963"]},
        "publishers": [{"name": "Wiley"}],
        "publish_places": [{"name": "Chichester"}],
        "publish_date": "May 16, 2005",
    }
}


def crossref(**changed: Any) -> str:
    return json.dumps({"status": "ok", "message-type": "work", "message": {**CROSSREF, **changed}})


def pubmed(pmid: str = "30973850", pmcid: str = "") -> str:
    ids = f'<ArticleId IdType="pmc">{pmcid}</ArticleId>' if pmcid else ""
    return PUBMED % {"pmid": pmid, "ids": ids}


def converted(**row: Any) -> str:
    return json.dumps({"status": "ok", "records": [row]})


class Services:
    """Answers in the order given, the last of them for ever; what was asked stands in `asked`."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, dict[str, str], bytes, float]]] = {}
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []
        self.host = ""

    def answer(
        self,
        path: str,
        body: str | bytes = "",
        status: int = 200,
        slow: float = 0,
        **headers: str,
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(path, []).append((status, named, data, slow))

    def next(self, path: str) -> tuple[int, dict[str, str], bytes, float]:
        several = self.answers.get(path, [(404, {}, b"Resource not found.", 0.0)])
        return several.pop(0) if len(several) > 1 else several[0]

    @property
    def paths(self) -> list[str]:
        return [path for path, _query, _agent in self.asked]


@pytest.fixture
def services(settings, monkeypatch) -> Iterator[Services]:
    """The look-up switched on, its services on this machine; nobody waits between tries."""
    found = Services()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            agent = self.headers.get("User-Agent", "")
            found.asked.append((parts.path, parse_qs(parts.query), agent))
            status, headers, body, slow = found.next(parts.path)
            time.sleep(slow)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # who asked has gone
                return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    found.host = f"http://127.0.0.1:{server.server_port}"
    settings.LOOKUP = True
    settings.LOOKUP_CROSSREF = f"{found.host}/crossref"
    settings.LOOKUP_EUTILS = f"{found.host}/eutils"
    settings.LOOKUP_IDCONV = f"{found.host}/idconv/"
    settings.LOOKUP_OPEN_LIBRARY = f"{found.host}/books"
    settings.LOOKUP_MAIL = "Editors <editors@site.test>"
    settings.LOOKUP_TIMEOUT = 2.0
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(http_client, "PAUSES", (0, 0))
    monkeypatch.setattr(lookup, "PACES", dict.fromkeys(lookup.PACES, Pace(1000)))
    caches["memory"].clear()
    yield found
    server.shutdown()
    server.server_close()
    caches["memory"].clear()
