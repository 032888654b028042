"""The terms as pages know them."""

from dataclasses import replace

from django.urls import reverse
from django.utils.safestring import mark_safe

from articles.sealing.rendering import Rendered
from cms.caching.shared import until_changed
from cms.glossary.marking import Term, Terms
from cms.models import GlossaryTerm


@until_changed
def terms(language: str) -> Terms:
    """Those in use, with addresses of the page in the active language."""
    page = reverse("glossary")
    rows = GlossaryTerm.objects.filter(language=language, is_active=True)
    return Terms(
        tuple(
            Term(each.term, tuple(each.forms), each.definition, f"{page}#{each.slug}")
            for each in rows
        )
    )


def explained(rendered: Rendered, language: str) -> Rendered:
    """A text as it is shown, with its terms leading to what they mean."""
    marked = terms(language).marked
    body, opening = (mark_safe(marked(each)) for each in (rendered.body, rendered.opening))  # noqa: S308 links around words of what is safe
    return replace(rendered, body=body, opening=opening)
