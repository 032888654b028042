"""Which managed notices stand on an article's page."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q

from articles import languages
from articles.models import Article, Disclaimer, Wording

ORDER: Final = (Disclaimer.Placement.TOP, Disclaimer.Placement.BOTTOM)


def shown_on(article: Article, today: date) -> list[Wording]:
    """The current wording of every notice whose rule covers the article, in order of placement.

    Rules: the whole site, the article's topic or one above it, one of its tags. They speak of
    health, so a page about the site has none.
    """
    if article.about:
        return []
    topics = [topic.pk for topic in article.topic.ancestry()]
    covers = Q(everywhere=True) | Q(topics__in=topics) | Q(tags__in=article.tags.all())
    disclaimers = Disclaimer.objects.filter(covers, is_active=True)
    wordings = Wording.objects.filter(disclaimer__in=disclaimers).select_related("disclaimer")
    return current(wordings, article.language, today)


def current(wordings: Iterable[Wording], language: str, today: date) -> list[Wording]:
    """The wording of each notice that holds on a day, in order of placement.

    In the language asked for; where there is none in it, in the site's first: a reader who may not
    understand a warning is better off than one who does not see it.
    """
    spoken = (languages.default(), language)
    found: dict[int, Wording] = {}
    for wording in sorted(wordings, key=lambda wording: wording.number):
        known = found.get(wording.disclaimer_id)
        if wording.effective_on > today or wording.language not in spoken:
            continue
        if known is None or wording.language in (language, known.language):
            found[wording.disclaimer_id] = wording
    return sorted(
        found.values(),
        key=lambda wording: (
            ORDER.index(Disclaimer.Placement(wording.disclaimer.placement)),
            wording.pk,
        ),
    )


def untranslated(shown: Iterable[Wording], language: str) -> list[Wording]:
    """Those that stand on a page of the language in another one."""
    return [wording for wording in shown if wording.language != language]
