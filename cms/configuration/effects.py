"""What a change of configuration would do, said before it is saved."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, Revision, Topic
from articles.models.articles import State
from cms.models import GlossaryTerm, SearchEntry, Synonym
from reviews import phrases
from reviews.eligibility.facts import reviewers
from reviews.models import Credential, Policy, Specialty


def of_topic(topic: Topic) -> list[str]:
    """Whose policy its articles follow, and how many there are."""
    policy = Policy.objects.for_topic(topic) if topic.pk or topic.parent_id else None
    said = [
        _("Its articles follow the policy of “%(topic)s”: %(demand)s.")
        % {"topic": policy.topic, "demand": policy.demand}
        if policy
        else _("No policy covers it yet: nothing in it can be submitted until one does.")
    ]
    if topic.pk:
        said.append(_articles(Article.objects.filter(topic__in=topic.subtree()).count()))
    return said


def of_policy(policy: Policy) -> list[str]:
    """Which topics and articles it holds for, whether enough people can review, what goes on as it is."""
    covered = _covered(policy)
    articles = Article.objects.filter(topic__in=covered)
    waiting = Revision.objects.filter(article__in=articles, state=State.IN_REVIEW).count()
    said = [
        _("It holds for %(topics)s.") % {"topics": ", ".join(f"“{each}”" for each in covered)},
        _articles(articles.count()),
        _people(policy),
    ]
    if waiting:
        said.append(
            ngettext(
                "%(count)d text is in review: it keeps the terms that it began with.",
                "%(count)d texts are in review: they keep the terms that they began with.",
                waiting,
            )
            % {"count": waiting}
        )
    return said


def of_specialty(specialty: Specialty) -> list[str]:
    """Whose credentials name it; another name voids their checks."""
    if specialty.pk is None:
        return [_("Policies can ask for it, and credentials name it.")]
    count = Credential.objects.filter(specialty=specialty).count()
    return [
        ngettext(
            "%(count)d credential names it; its check is void once the name changes.",
            "%(count)d credentials name it; their checks are void once the name changes.",
            count,
        )
        % {"count": count}
    ]


def of_synonym(synonym: Synonym) -> list[str]:
    """How many pages each term finds by itself."""
    terms = [each.strip() for each in synonym.terms.split(",") if each.strip()]
    entries = SearchEntry.objects.filter(language=synonym.language)
    found = [f"“{term}”: {entries.filter(text__icontains=term).count()}" for term in terms]
    said = _("Published articles that have the words: %(found)s. Together they find all of these.")
    return [said % {"found": ", ".join(found)}]


def of_term(term: GlossaryTerm) -> list[str]:
    """On how many pages it would be explained."""
    entries = SearchEntry.objects.filter(language=term.language)
    named = reduce(or_, (Q(text__icontains=form) for form in term.forms))
    said = _("Published articles that use it: %(count)d. Readers find there what it means.")
    return [said % {"count": entries.filter(named).count()}]


def _covered(policy: Policy) -> list[Topic]:
    """The topic and those below it that have no policy nearer to them."""
    topics = Topic.objects.linked()
    own = set(Policy.objects.exclude(pk=policy.pk).values_list("topic", flat=True))
    found = []
    for topic in topics.values():
        nearest = next(
            (each.pk for each in topic.ancestry() if each.pk in own or each.pk == policy.topic_id),
            None,
        )
        if nearest == policy.topic_id:
            found.append(topic)
    return sorted(found, key=lambda each: each.pk != policy.topic_id)


def _people(policy: Policy) -> str:
    """Whether those who can be asked today are enough."""
    right = "review_revision"
    able: list[Any] = [each for each in reviewers(right, timezone.localdate()) if each.credentials]
    words = _("Reviewers whose credential counts today: %(count)d; needed: %(needed)d.")
    said = words % {"count": len(able), "needed": policy.approvals}
    if policy.specialty is None:
        return said
    special = sum(policy.specialty in each.specialties for each in able)
    return f"{said} " + _("In %(specialty)s: %(count)d.") % {
        "specialty": phrases.specialty(policy.specialty.name).lower(),
        "count": special,
    }


def _articles(count: int) -> str:
    return ngettext("%(count)d article is in it.", "%(count)d articles are in it.", count) % {
        "count": count
    }
