"""Which managed notices stand on an article's page."""

from datetime import date

from django.db.models import Q

from articles.models import Article, Disclaimer, Wording


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
    wordings = Wording.objects.filter(disclaimer__in=disclaimers, effective_on__lte=today)
    current: dict[int, Wording] = {}
    for wording in wordings.select_related("disclaimer").order_by("number"):
        current[wording.disclaimer_id] = wording
    order = {Disclaimer.Placement.TOP: 0, Disclaimer.Placement.BOTTOM: 1}
    return sorted(
        current.values(),
        key=lambda wording: (order[Disclaimer.Placement(wording.disclaimer.placement)], wording.pk),
    )
