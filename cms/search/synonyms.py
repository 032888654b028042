"""Medical terms and the plain words for them, to begin with. Editors change them in /admin/."""

from pathlib import Path
from typing import Any, Final

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

# one group in a line, by comma; of each language one file
DEFAULTS: Final = {
    file.stem: tuple(file.read_text().splitlines())
    for file in sorted(Path(__file__).with_name("synonyms_of").glob("*.txt"))
}


def install_synonyms(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Give a language that has none the list to begin with."""
    from cms.search.models import Synonym

    kept = Synonym.objects.using(using)
    for language, listed in DEFAULTS.items():
        if not kept.filter(language=language).exists():
            kept.bulk_create(Synonym(language=language, terms=terms) for terms in listed)
