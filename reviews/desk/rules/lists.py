"""The house rules of the site in one list: what each finds, who answers for it, which writers set aside."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles import languages
from articles.evidence.rules import ORDER, Rule, shipped
from articles.evidence.statements import label_of
from articles.models import HouseRule, RuleHit
from articles.text.slugs import slug_of

FEWEST: Final = 10  # passages before a share says something
WORN: Final = 0.9  # nine times in ten


@dataclass(frozen=True)
class Tally:
    """How often something asked: ever, set aside, and of what stands now."""

    asked: int = 0
    dismissed: int = 0
    published: int = 0
    drafts: int = 0

    @property
    def percent(self) -> int:
        """Of the passages that it asked about, those whose writers set it aside."""
        return round(100 * self.dismissed / self.asked) if self.asked else 0

    @property
    def is_worn(self) -> bool:
        """Whether those who are asked say nine times in ten that nothing is wrong."""
        return self.asked >= FEWEST and self.dismissed >= WORN * self.asked


@dataclass(frozen=True)
class Row:
    """A rule of a language: `shipped` comes with the product, `own` is what the site says of it."""

    language: str
    name: str
    shipped: Rule | None
    own: HouseRule | None
    tally: Tally

    @property
    def slug(self) -> str:
        return slug_of(self.name, "rule", 80)

    @property
    def in_use(self) -> bool:
        return self.own is None or self.own.in_use

    @property
    def rule(self) -> Rule:
        """As it is, or would be if it were in use."""
        if self.own is not None:
            return self.own.rule(self.shipped)
        assert self.shipped is not None  # noqa: S101 a row is of the one or the other
        return self.shipped

    @property
    def asked(self) -> Rule | None:
        return self.rule if self.in_use else None

    @property
    def kind(self) -> str:
        return label_of(self.rule.category)


def rows() -> dict[str, list[Row]]:
    """Every rule by its language, the gravest first."""
    tallies = _tallies()
    own = {(each.language, each.name): each for each in HouseRule.objects.select_related("owner")}
    return {
        code: sorted(_of(code, own, tallies), key=lambda row: (ORDER[row.rule.severity], row.name))
        for code, _name in languages.choices()
    }


def find(language: str, slug: str) -> Row | None:
    """The rule of an address."""
    return next((row for row in rows().get(language, []) if row.slug == slug), None)


def _of(
    language: str,
    own: dict[tuple[str, str], HouseRule],
    tallies: dict[tuple[str, str], Tally],
) -> Iterator[Row]:
    known = {rule.name: rule for rule in shipped(language).rules}
    named = [name for code, name in own if code == language]
    for name in dict.fromkeys([*known, *named]):
        key = (language, name)
        yield Row(language, name, known.get(name), own.get(key), tallies.get(key, Tally()))


def _tallies() -> dict[tuple[str, str], Tally]:
    return {
        (row.pop("language"), row.pop("rule")): Tally(**row)
        for row in RuleHit.objects.all().tallied("language", "rule")
    }


def phrases(row: Row) -> list[tuple[str, Tally]]:
    """What each phrase of a rule has asked about, that which is set aside most first."""
    hits = RuleHit.objects.filter(language=row.language, rule=row.name)
    standing = set(row.rule.phrases)
    found = [(each.pop("phrase"), Tally(**each)) for each in hits.tallied("phrase")]
    return sorted(
        ((phrase, tally) for phrase, tally in found if phrase in standing),
        key=lambda told: (-told[1].percent, -told[1].asked),
    )


def worn() -> list[tuple[Row, list[str]]]:
    """The rules with a phrase, or as a whole, that is set aside nine times in ten."""
    patterns: dict[tuple[str, str], list[str]] = {}
    for each in RuleHit.objects.all().tallied("language", "rule", "phrase"):
        key = each.pop("language"), each.pop("rule")
        phrase = each.pop("phrase")
        if Tally(**each).is_worn:
            patterns.setdefault(key, []).append(phrase)
    found = []
    for row in (row for group in rows().values() for row in group if row.in_use):
        standing = set(row.rule.phrases)
        named = [each for each in patterns.get((row.language, row.name), ()) if each in standing]
        if named or row.tally.is_worn:
            found.append((row, named))
    return found
