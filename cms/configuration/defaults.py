"""What a new site may begin with: topics with their policies, and disclaimers. Chosen line by line."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from articles import languages
from articles.models import Topic
from articles.users import User
from reviews.desk.notices import library
from reviews.entitlement.amend import amend
from reviews.models import Checklist, Policy


@dataclass(frozen=True)
class Suggested:
    """A topic in English and in Spanish, each (name, introduction), and what its policy asks."""

    slug: str
    words: dict[str, tuple[str, str]]
    approvals: int = 1
    interval_months: int = 24

    @property
    def name(self) -> str:
        return self.words.get(languages.active(), self.words["en"])[0]

    @property
    def introduction(self) -> str:
        return self.words.get(languages.active(), self.words["en"])[1]


TOPICS: Final = (
    Suggested(
        "heart",
        {
            "en": (
                "Heart and circulation",
                "Preventing heart attacks and strokes, and living after one.",
            ),
            "es": ("Corazón y circulación", "Prevenir infartos e ictus, y vivir después de uno."),
        },
    ),
    Suggested(
        "infections",
        {
            "en": ("Infections and vaccines", "Colds, antibiotics and vaccines."),
            "es": ("Infecciones y vacunas", "Resfriados, antibióticos y vacunas."),
        },
        interval_months=12,
    ),
    Suggested(
        "medicines",
        {
            "en": ("Medicines", "What a medicine is for, how well it works, and at what price."),
            "es": ("Medicamentos", "Para qué sirve un medicamento, cuánto ayuda y a qué precio."),
        },
        approvals=2,
        interval_months=12,
    ),
    Suggested(
        "mental-health",
        {
            "en": ("Mental health", "Low mood, worry and what helps with them."),
            "es": ("Salud mental", "El ánimo bajo, la preocupación y qué ayuda contra ellos."),
        },
    ),
    Suggested(
        "nutrition",
        {
            "en": ("Food and supplements", "What has been tested in people, and what has not."),
            "es": ("Alimentos y suplementos", "Qué se ha probado en personas, y qué no."),
        },
        interval_months=12,
    ),
    Suggested(
        "pain",
        {
            "en": ("Pain", "What helps with pain, how well it helps, and at what price."),
            "es": ("Dolor", "Qué ayuda contra el dolor, cuánto ayuda y a qué precio."),
        },
    ),
    Suggested(
        "sleep",
        {
            "en": ("Sleep", "Why sleep goes wrong, and what mends it."),
            "es": ("Sueño", "Por qué falla el sueño, y qué lo mejora."),
        },
    ),
)
CHECKLIST: Final = "article"


def topics_to_suggest() -> list[Suggested]:
    known = set(Topic.objects.values_list("slug", flat=True))
    return [each for each in TOPICS if each.slug not in known]


def disclaimers_to_suggest() -> list[library.Default]:
    """Those of the library that stand on every article: the others need a rule first."""
    return [each for each in library.not_taken_up() if each.everywhere]


@transaction.atomic
def take(topics: Collection[str], disclaimers: Collection[str], by: User) -> int:
    """Add those that are named and not there yet, by the acts of the user. Returns how many."""
    chosen = [each for each in topics_to_suggest() if each.slug in topics]
    noticed = [each for each in disclaimers_to_suggest() if each.slug in disclaimers]
    for topic in chosen:
        _add_topic(topic, by)
    for disclaimer in noticed:
        library.take_up(disclaimer, by)
    return len(chosen) + len(noticed)


def _add_topic(suggested: Suggested, by: User) -> None:
    name, introduction = suggested.words[languages.default()]
    others = {
        code: dict(zip(Topic.WORDS, words, strict=True))
        for code, words in suggested.words.items()
        if code != languages.default()
    }
    place = TOPICS.index(suggested) * 10
    topic = Topic()
    described = {"name": name, "slug": suggested.slug, "introduction": introduction}
    amend("add_topic", topic, by, {**described, "position": place, "others": others})
    policy = Policy(topic=topic)
    values = {
        "topic": topic,
        "approvals": suggested.approvals,
        "interval_months": suggested.interval_months,
        "checklist": Checklist.objects.filter(slug=CHECKLIST).first(),
    }
    amend("add_policy", policy, by, values)
