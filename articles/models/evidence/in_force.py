"""The house rules in force: those that come with the product, as the site has changed them."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.html import escape

from articles.evidence import passages
from articles.evidence.rules import Hit, Rule, RuleSet, overlaid, shipped
from articles.models.evidence.house_rules import HouseRule

Stamp = tuple[tuple[int, str], ...]


def rules_of(language: str) -> RuleSet:
    """The rules of a language. One small question each time, since other processes change them too."""
    return _built(language, stamp(language))


@dataclass(frozen=True)
class Own:
    """How many rules a site has of its own, has changed, and has switched off, in all languages."""

    added: int = 0
    changed: int = 0
    switched_off: int = 0


def own() -> Own:
    """Raises `DatabaseError` where there is no site."""
    found = HouseRule.objects.values_list("language", "name", "in_use")
    off = sum(not in_use for _language, _name, in_use in found)
    comes = {code: {rule.name for rule in shipped(code).rules} for code, _n, _u in found}
    changed = sum(in_use and name in comes[code] for code, name, in_use in found)
    return Own(len(found) - off - changed, changed, off)


def stamp(language: str) -> Stamp:
    """What changes with any change of the site's own rules."""
    found = HouseRule.objects.filter(language=language).order_by("pk")
    return tuple((pk, at.isoformat()) for pk, at in found.values_list("pk", "changed_at"))


@lru_cache(maxsize=8)
def _built(language: str, stamp: Stamp) -> RuleSet:
    known = shipped(language)
    by_name = {rule.name: rule for rule in known.rules}
    own: dict[str, Rule | None] = {
        each.name: each.rule(by_name.get(each.name)) if each.in_use else None
        for each in (HouseRule.objects.filter(language=language) if stamp else ())
    }
    return _offering(overlaid(known, own), language)


def _offering(rules: RuleSet, language: str) -> RuleSet:
    """The same, without the suggested wordings that a rule among them asks about."""
    refused = {
        rule.suggestion
        for rule in rules.rules
        if rule.suggestion and asked_about(rule.suggestion, language, rules)
    }
    let_pass = [
        replace(rule, suggestion="") if rule.suggestion in refused else rule for rule in rules.rules
    ]
    return RuleSet(tuple(let_pass), rules.lists, rules.protective)


def asked_about(words: str, language: str, rules: RuleSet) -> list[Hit]:
    """What the rules ask about a wording that is to be offered."""
    read = passages.read(f"<p>{escape(words)}</p>", "", language, rules)
    return [hit for one in read for hit in one.hits]
