"""Files in the form of Retraction Watch, with works that nobody wrote."""

from pathlib import Path
from typing import Any

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
    "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
)
USUAL = {
    "Title": "An invented trial of resting the lower back",
    "Journal": "Journal of Invented Medicine",
    "RetractionDate": "4/15/2021 0:00",
    "RetractionDOI": "10.5555/notice.1",
    "OriginalPaperDate": "3/1/2019 0:00",
    "OriginalPaperPubMedID": "0",
    "RetractionNature": "Retraction",
    "Reason": "+Data Error;+Notice - Limited or No Information;",
}


def line(record: int, **fields: Any) -> str:
    """One row; names are those of the columns."""
    said = {"Record ID": record, **USUAL, **fields}
    return ",".join(f'"{said.get(name, "")}"' for name in HEADER.split(","))


def write(path: Path, *lines: str | bytes) -> Path:
    encoded = [each if isinstance(each, bytes) else each.encode() for each in (HEADER, *lines)]
    path.write_bytes(b"\r\n".join([*encoded, b""]))
    return path
