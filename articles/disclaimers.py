"""Which managed notices stand on an article's page."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from articles import languages
from articles.models import Article, Disclaimer, Wording


def shown_on(article: Article, today: date) -> list[Wording]:
    """The current wording of every notice whose rule covers the article, in order of placement.

    In the article's language; where there is none in it, in the site's first: a reader who may not
    understand a warning is better off than one who does not see it.

    Rules: the whole site, the article's topic or one above it, one of its tags. They speak of
    health, so a page about the site has none.
    """
    if article.about:
        return []
    topics = [topic.pk for topic in article.topic.ancestry()]
    covers = Q(everywhere=True) | Q(topics__in=topics) | Q(tags__in=article.tags.all())
    disclaimers = Disclaimer.objects.filter(covers, is_active=True)
    wordings = Wording.objects.filter(disclaimer__in=disclaimers, effective_on__lte=today)
    wordings = wordings.filter(language__in=(article.language, languages.default()))
    current: dict[int, Wording] = {}
    for wording in wordings.select_related("disclaimer").order_by("number"):
        known = current.get(wording.disclaimer_id)
        if (
            known is None
            or wording.language == article.language
            or known.language == wording.language
        ):
            current[wording.disclaimer_id] = wording
    order = {Disclaimer.Placement.TOP: 0, Disclaimer.Placement.BOTTOM: 1}
    return sorted(
        current.values(),
        key=lambda wording: (order[Disclaimer.Placement(wording.disclaimer.placement)], wording.pk),
    )


def untranslated(shown: Iterable[Wording], language: str) -> list[Wording]:
    """Those that stand on a page of the language in another one."""
    return [wording for wording in shown if wording.language != language]
