"""Rules in a list: the first that holds decides, and its name says why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Case = TypeVar("Case", contravariant=True)
Verdict = TypeVar("Verdict", covariant=True)


@dataclass(frozen=True)
class Rule(Generic[Case, Verdict]):
    """What follows where a predicate holds; the predicate's name is the reason."""

    holds: Callable[[Case], bool]
    verdict: Verdict


def deciding(rules: Iterable[Rule[Case, Verdict]], case: Case) -> Rule[Case, Verdict]:
    """The first rule that holds of a case. The last of the list holds of all."""
    return next(rule for rule in rules if rule.holds(case))


def otherwise(_case: object) -> bool:
    return True
