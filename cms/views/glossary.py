"""The page of the glossary."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.languages import active
from articles.search.tokenizer import fold
from cms.addresses import absolute
from cms.caching.keys import glossary_in, shows
from cms.models import GlossaryTerm

FEW: Final = 20


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms of the language of the page, by letter."""
    found = GlossaryTerm.objects.filter(language=active(), is_active=True)
    context = {
        "letters": _by_letter(sorted(found, key=_sorted_as)),
        "canonical": absolute(reverse("glossary")),
        "title": _("Glossary"),
    }
    return shows(render(request, "cms/about/glossary.html", context), [glossary_in(active())])


def _by_letter(terms: Sequence[GlossaryTerm]) -> list[tuple[str, list[GlossaryTerm]]]:
    """Under their letters; a few stand together under none."""
    if len(terms) <= FEW:
        return [("", list(terms))] if terms else []
    return [(letter, list(those)) for letter, those in groupby(terms, key=_letter)]


def _letter(term: GlossaryTerm) -> str:
    return _sorted_as(term)[:1].upper()


def _sorted_as(term: GlossaryTerm) -> str:
    return fold(term.term)
