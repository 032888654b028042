"""Why a file is refused, in the language of the page."""

from django.utils.translation import gettext as _

from articles.importing import BadFile
from articles.importing.reading import Message


def in_words(error: BadFile) -> str:
    """The message as the reader's language has it; the importer itself knows of none."""
    words = {
        name: _(word) if isinstance(word, Message) else word for name, word in error.words.items()
    }
    return _(error.message) % words
