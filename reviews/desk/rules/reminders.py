"""What the clock tells of house rules: that somebody is to look at one, that writers set one aside."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Self

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Dismissal, HouseRule
from articles.users import User
from reviews.desk.reminder_series import Reminder, day_of
from reviews.desk.rules import lists
from reviews.desk.rules.lists import FEWEST, Row
from reviews.eligibility.rights import holders_of

MONTHS = 3  # between two reminders of the same


class RuleDue(Reminder):
    """To who answers for a rule, else to the editors, on the day on which it is to be looked at."""

    def __init__(self, rule: HouseRule, people: tuple[User, ...], day: date) -> None:
        self.rule = rule
        super().__init__(
            people=people,
            article=None,
            occasion=f"house-rule {rule.pk} due",
            for_day=day,
            path=reverse("house_rule", args=[rule.language, rule.slug]),
        )

    @classmethod
    def due(cls, today: date) -> Iterator[Self]:
        come = HouseRule.objects.filter(in_use=True, look_at_on__lte=today)
        for rule in come.select_related("owner"):
            if rule.look_at_on is not None:
                yield cls(rule, _people(rule), rule.look_at_on)

    def is_due(self) -> bool:
        return HouseRule.objects.filter(
            pk=self.rule.pk, in_use=True, look_at_on=self.for_day
        ).exists()

    def words(self) -> tuple[str, str]:
        subject = _("House rule “%(rule)s” is to be looked at") % {"rule": self.rule}
        text = _(
            "Since %(day)s. Look at what it finds and what writers say of it, change it where that is due, "
            "and enter another day."
        )
        return subject, text % {"day": day_of(self.for_day)}


class RuleWorn(Reminder):
    """To the same people, once in three months, where nine in ten set a rule or a phrase of it aside."""

    def __init__(self, row: Row, patterns: Sequence[str], today: date) -> None:
        self.row, self.patterns = row, patterns
        super().__init__(
            people=_people(row.own),
            article=None,
            occasion=f"house-rule {row.language} {row.slug[:60]} set-aside",
            for_day=today.replace(month=today.month - (today.month - 1) % MONTHS, day=1),
            path=reverse("house_rule", args=[row.language, row.slug]),
        )

    @classmethod
    def due(cls, today: date) -> Iterator[Self]:
        if Dismissal.objects.count() < FEWEST:
            return
        for row, patterns in lists.worn():
            yield cls(row, patterns, today)

    def is_due(self) -> bool:
        return True  # counted a moment ago

    def words(self) -> tuple[str, str]:
        subject = _("Writers set house rule “%(rule)s” aside") % {"rule": self.row.name}
        named = ", ".join(f"“{each}”" for each in self.patterns)
        said = _("Nine times in ten those who are asked say that nothing is wrong.")
        ending = _("Its phrases: %(phrases)s.") % {"phrases": named} if named else ""
        return subject, f"{said} {ending}".strip()


def _people(rule: HouseRule | None) -> tuple[User, ...]:
    if rule is not None and rule.owner is not None and rule.owner.is_active:
        return (rule.owner,)
    return tuple(holders_of("assign_reviewer"))
