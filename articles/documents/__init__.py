"""Web pages and Word files as the plain copy that `articles.importing` reads. Nothing is written here.

The words go the way of any plain copy, with the same cleaning, doubts and drops; what a plain copy
can't hold is asked about.
"""

from articles.documents.files import SUFFIXES, limit_of, manuscript_in, pieces_in
from articles.documents.refusals import in_words

__all__ = ["SUFFIXES", "in_words", "limit_of", "manuscript_in", "pieces_in"]
