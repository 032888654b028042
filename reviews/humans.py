"""Which accounts and profiles are one human being, so that nobody counts twice or stands beside themselves.

Two are one where they are linked, have the same ORCID, licence number or mail address, or where an
administrator has said so; and so is whoever is one with either. A sameness that is found too often costs
somebody a review that another can do; one that is missed lets a writer sign their own text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Left, Lower, Replace, StrIndex, Substr, Upper
from django.db.models.lookups import GreaterThan, LessThan

from articles.models import Person, Revision
from articles.search.prepared import Prepared
from articles.users import User
from reviews.models import Approval, Credential, Round, SamePerson

NUMBER: Final = "[1-9]"
ACCOUNT, PROFILE, SIGN = "account", "profile", "sign"


class Mark(NamedTuple):
    """What somebody is known by: an account, a public profile, or a sign of who they are."""

    kind: str
    key: int | str


NOBODY: Final[frozenset[Mark]] = frozenset()


def marks(account: int | None = None, profile: int | None = None) -> frozenset[Mark]:
    """Those of an account and of a profile, where there is one."""
    pairs = ((ACCOUNT, account), (PROFILE, profile))
    return frozenset(Mark(kind, key) for kind, key in pairs if key is not None)


@dataclass(frozen=True)
class Sameness:
    """What is known of who is whom: by each mark all that are of the same human being."""

    groups: Mapping[Mark, frozenset[Mark]] = field(default_factory=dict)

    @classmethod
    def of(cls, known_together: Iterable[frozenset[Mark]]) -> Self:
        """From sets of marks that are of one human each; sets that share one are joined."""
        groups: dict[Mark, frozenset[Mark]] = {}
        for each in known_together:
            whole = each.union(*(groups.get(mark, NOBODY) for mark in each))
            groups.update(dict.fromkeys(whole, whole))
        return cls(groups)

    def closed(self, found: Iterable[Mark]) -> frozenset[Mark]:
        """These marks with all that are of the same people."""
        return frozenset().union(*(self.groups.get(mark, frozenset({mark})) for mark in found))

    def and_those(self, known_together: Iterable[frozenset[Mark]]) -> "Sameness":
        """With these sets known as well."""
        return Sameness.of([*set(self.groups.values()), *known_together])

    def human(self, found: Iterable[Mark]) -> Mark:
        """One mark that stands for whoever has these, the same for each of their accounts."""
        return min(self.closed(found), key=lambda mark: (mark.kind, str(mark.key)))


def signers(approvals: Iterable[Approval], known: Sameness) -> list[Mark]:
    """The human behind each signature, in the same order: by its account, its profile, and the licences
    that it keeps.
    """
    found = [marks(each.reviewer_id, each.person_id) | _licences(each) for each in approvals]
    same = known.and_those(found) if len(found) > 1 else known  # one alone joins nobody
    return [same.human(each) for each in found]


def _licences(approval: Approval) -> frozenset[Mark]:
    held = {(entry.get("kind"), str(entry.get("number", ""))) for entry in approval.credentials}
    return frozenset(
        Mark(SIGN, f"{kind} {plain(number)}") for kind, number in held if is_number(number)
    )


def plain(number: str) -> str:
    """A licence number or an ORCID as it is compared: however it was spaced."""
    return number.replace(" ", "").replace("-", "").upper()


def is_number(licence: str) -> bool:
    """Whether it can name somebody: one of zeros alone is a placeholder."""
    return re.search(NUMBER, licence) is not None


# --- what is known of all ----------------------------------------------------------------------------


def accounts_of(user: User) -> frozenset[int]:
    """The keys of all accounts that are known to be of the human being who has this one."""
    whole = sameness().closed(marks(user.pk))
    return frozenset(int(mark.key) for mark in whole if mark.kind == ACCOUNT)


def sameness_for(rounds: Iterable[Round | None]) -> Sameness:
    """What is known, asked for only where more than one must sign: one alone is nobody's double."""
    several = any(terms is not None and terms.approvals > 1 for terms in rounds)
    return sameness() if several else Sameness()


def sameness_of(revisions: Iterable[Revision]) -> Sameness:
    """The same for submitted texts whose rounds are loaded."""
    return sameness_for(getattr(each, "round", None) for each in revisions)


def sameness() -> Sameness:
    """All accounts and profiles that are known to be of one human being: one query, few rows."""
    together: defaultdict[str, set[Mark]] = defaultdict(set)
    for account, profile, sign in _shared_signs():
        together[sign] |= marks(account, profile)
    return Sameness.of(map(frozenset, together.values()))


@Prepared
def _shared_signs() -> QuerySet[Any, Any]:
    """(account, profile, sign) of every sign that more than one has."""
    orcids = Person.objects.exclude(orcid="").annotate(sign=_sign("orcid", "orcid"))
    licences = Credential.objects.filter(number__regex=NUMBER).annotate(
        sign=Concat(F("kind"), Value(" "), _bare("number"), output_field=CharField())
    )
    accounts = get_user_model().objects.annotate(sign=_mailbox())
    said = _said_to_be_one().annotate(
        sign=Concat(Value("said "), Cast("pk", CharField()), output_field=CharField())
    )
    by_orcid = _of_several(orcids, "pk").values_list("user", "pk", "sign")
    return by_orcid.union(
        _of_several(licences, "person").values_list("person__user", "person", "sign"),
        _of_several(accounts, "pk").values_list("pk", "person", "sign"),
        said.order_by().values_list("one", "one__person", "sign"),
        said.order_by().values_list("other", "other__person", "sign"),
        all=True,
    )


def _of_several(found: QuerySet[Any], whose: str) -> QuerySet[Any]:
    plain = found.order_by()
    shared = plain.values("sign").annotate(count=Count(whose, distinct=True)).filter(count__gt=1)
    return plain.filter(sign__in=shared.values("sign"))


def _sign(kind: str, column: str) -> Concat:
    return Concat(Value(f"{kind} "), _bare(column), output_field=CharField())


def _bare(column: str) -> Replace:
    return Replace(Replace(Upper(column), Value(" ")), Value("-"))


def _mailbox() -> Concat:
    """`ada+cms@example.org` is read in the mailbox of `ada@example.org` (RFC 5233, subaddressing)."""
    whole = Lower("email")
    at, plus = StrIndex(whole, Value("@")), StrIndex(whole, Value("+"))
    name = Case(
        When(GreaterThan(plus, 1) & LessThan(plus, at), then=Left(whole, plus - 1)),
        default=Left(whole, at - 1),
    )
    return Concat(Value("mail "), name, Substr(whole, at), output_field=CharField())


def _said_to_be_one() -> QuerySet[SamePerson]:
    """The last statement on each pair, where it says so."""
    later = SamePerson.objects.filter(
        one=OuterRef("one"), other=OuterRef("other"), pk__gt=OuterRef("pk")
    )
    return SamePerson.objects.filter(~Exists(later), is_same=True)
