"""The import of plain text web copy: bytes to text, text to a manuscript. Nothing is written here.

`read` refuses what is no text. `parse` parts the article from what stood around it on a web page,
makes structure of it, and lists every line that it dropped and every guess that it made. The text
itself is never altered, and a review that the file claims is never believed.
"""

from articles.importing.manuscript import Manuscript
from articles.importing.parsing import parse
from articles.importing.reading import MAX_BYTES, BadFile, read, too_large

__all__ = ["MAX_BYTES", "BadFile", "Manuscript", "parse", "read", "too_large"]
