"""Questions that somebody in danger may ask: what to do now comes before any article.

Editors change the list in /admin/; `emergencies.toml` is what a language begins with.
"""

import tomllib
from pathlib import Path
from typing import Any, Final

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

from articles.languages import active
from articles.search import tokenizer
from cms.search.models import Emergency

DEFAULTS: Final = Path(__file__).with_name("emergencies.toml")
MOST: Final = 2  # pieces of advice on a page


def emergencies(*questions: str) -> tuple[Emergency, ...]:
    """What a question may be about, in the language of the page; also as its words may have been meant.

    All words of one of its terms must be asked, in whatever order and form: “pain in my chest”. The
    longest term comes first.
    """
    language = active()
    asked = [_stems(question, language) for question in questions]
    found = [
        (max(fitting), each)
        for each in Emergency.objects.filter(is_active=True, language=language)
        if (fitting := [*_fitting(each, asked)])
    ]
    return tuple(each for _length, each in sorted(found, key=lambda pair: -pair[0]))[:MOST]


def _fitting(emergency: Emergency, asked: list[frozenset[str]]) -> list[int]:
    """How many words each term has that is asked for."""
    terms = [_stems(term, emergency.language) for term in emergency.terms.split(",")]
    return [len(term) for term in terms if term and any(term <= words for words in asked)]


def _stems(text: str, language: str) -> frozenset[str]:
    """Common words count here: “not breathing” is another question than “breathing”."""
    joined = text.replace("'", "").replace("’", "")
    return frozenset(tokenizer.stem(word, language) for word in tokenizer.split(joined))


def install_emergencies(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Give a language that has none the list to begin with."""
    kept = Emergency.objects.using(using)
    for language, listed in tomllib.loads(DEFAULTS.read_text()).items():
        if not kept.filter(language=language).exists():
            kept.bulk_create(Emergency(language=language, **each) for each in listed)
