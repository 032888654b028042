"""Entering works into the library of references, and listing them."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

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


def new_key(csl: dict[str, object]) -> str:
    """A free key for a work: first author and year, with a letter where that is taken."""
    authors = csl.get("author") or [{}]
    first = authors[0] if isinstance(authors, list) else {}
    name = first.get("family") or first.get("literal") or str(csl.get("title", ""))
    issued = csl.get("issued")
    year = issued["date-parts"][0][0] if isinstance(issued, dict) else ""
    stem = (re.sub(r"[^a-z0-9]", "", slugify(str(name)))[:40] or "ref") + str(year)
    taken = set(Reference.objects.filter(key__startswith=stem).values_list("key", flat=True))
    candidates = [stem, *(f"{stem}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    return next((key for key in candidates if key not in taken), f"{stem}-{len(taken)}")


def formatted(references: Iterable[Reference]) -> list[bibliography.FormattedReference]:
    """Each reference as its readers see it, in the order given."""
    return bibliography.entries([reference.csl for reference in references])
