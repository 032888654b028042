"""Entering works into the library of references, and listing them."""

from collections.abc import Iterable

from django.db import transaction

from articles.drafting.drafts import new_key
from articles.models import Article, Reference
from articles.references import bibliography
from articles.references.csl import CSL


@transaction.atomic
def enter(work: CSL, article: Article | None = None) -> Reference:
    """Store a new work under a free key, and put it on the article's shelf."""
    reference = Reference.objects.create(key=new_key(work), csl=work)
    if article is not None:
        article.shelf.add(reference)
    return reference


def formatted(references: Iterable[Reference]) -> list[bibliography.Entry]:
    """Each reference as its readers see it, in the order given."""
    return bibliography.entries([reference.csl for reference in references])
