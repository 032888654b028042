"""What must hold before an act. A guard returns why not, in words for the person, or "".

Whoever is four eyes with somebody is another person: it is the facts that are looked at, not the role.
"""

from copy import copy
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles.evidence.rules import asks_less
from articles.models import Byline, Contribution, HouseRule, Person, Revision
from articles.models.articles import ONCE_PUBLIC
from articles.users import User
from reviews.eligibility import accounts
from reviews.eligibility.rights import ASSIGN, CHECK, PUBLISH, REVIEW, STRIKE, WRITE, holders_of
from reviews.entitlement import columns, ledger
from reviews.entitlement.act import Change
from reviews.humans import SIGN, marks, plain, sameness
from reviews.models import Amendment, Assignment, Credential, Invitation

ADMINISTER = "cms.change_user"
RULES = "articles.change_houserule"
SIGNS = ("orcid", "number", "kind", "email", "user")
ENDED = "administers_no_more"
LEFT_ALONE = timedelta(days=30)
SENSITIVE = (REVIEW, ASSIGN, PUBLISH, CHECK, STRIKE, ADMINISTER)
LOOKED_UP_WITHIN = timedelta(days=90)


# --- the account of who acts: of the second person, where one confirms -------------------------


def has_second_factor(change: Change) -> str:
    user = change.second or change.user
    return accounts.why_no_factor(user, accounts.factors_of(user)) if user else ""


def is_settled(change: Change) -> str:
    user = change.second or change.user
    return accounts.why_unsettled(accounts.unsettled_changes(user, change.now)) if user else ""


# --- credentials -------------------------------------------------------------------------------


def is_of_somebody_else(change: Change) -> str:
    """Nobody checks their own licence."""
    own = change.person is not None and change.person.user_id in change.hands
    return _("This is your own: somebody else checks it.") if own else ""


def did_not_invite(change: Change) -> str:
    account = change.account
    if account is None or change.user is None:
        return ""
    invited = Invitation.objects.filter(
        Q(user=account) | Q(email__iexact=account.email), invited_by__in=change.hands
    )
    if not invited.exists():
        return ""
    said = _("You invited %(name)s, so another editor or an administrator checks the licence.")
    return said % {"name": account}


def did_not_enter_it(change: Change) -> str:
    """Whoever says something of a person, or what a specialty is called, does not confirm that it is true."""
    specialty = change.credential.specialty
    about = Q(person=change.person)
    if specialty is not None:
        about |= Q(subject=ledger.name_of(specialty))
    told = Amendment.objects.filter(about, actor__in=change.hands)
    entered = told.exclude(act__in=("check_credential", "void_check"))
    if not entered.exists():
        return ""
    said = _("You entered or changed what is said of %(name)s, so somebody else checks it.")
    return said % {"name": change.person}


def has_no_text_before_them(change: Change) -> str:
    """Whose text they will review does not say that they may."""
    account = change.account
    asked = Assignment.objects.waiting().filter(reviewer=account or 0).order_by()
    invited = Invitation.objects.filter(user=account or 0, revoked_at=None, declined_at=None)
    theirs = Revision.objects.filter(
        Q(pk__in=asked.values("revision")) | Q(pk__in=invited.order_by().values("revision"))
    ).values("article")
    wrote = Contribution.objects.filter(user__in=change.hands, revision__article__in=theirs)
    named = Byline.objects.filter(person__user__in=change.hands, article__in=theirs)
    if not (wrote.exists() or named.exists()):
        return ""
    said = _("You wrote or edited a text that %(name)s is asked to review: somebody else checks.")
    return said % {"name": change.person}


def says_what_was_looked_up(change: Change) -> str:
    looked_up = change.lookup
    if looked_up is None or not looked_up.register.strip():
        return _("Say in which register you looked it up.")
    if looked_up.on is None:
        return _("Enter the day on which you looked it up.")
    if looked_up.on > change.today:
        return _("That day has not come yet: enter the day on which you looked it up.")
    if looked_up.on < change.today - LOOKED_UP_WITHIN:
        return _("That was more than three months ago: look it up again.")
    return ""


def is_not_expired(change: Change) -> str:
    expires_on = change.credential.expires_on
    if expires_on is None or expires_on >= change.today:
        return ""
    return _("It has expired: enter the new day of expiry first.")


def is_checked(change: Change) -> str:
    return "" if change.credential.is_checked else _("There is no check that counts.")


def says_why(change: Change) -> str:
    return "" if change.reason.strip() else _("Say why.")


# --- people and accounts -----------------------------------------------------------------------


def names_a_free_account(change: Change) -> str:
    account = change.values.get("user")
    others = Person.objects.filter(user=account or 0).exclude(pk=change.subject.pk)
    if not others.exists():
        return ""
    return _("That account has a profile already: %(name)s.") % {"name": others.get()}


def has_factors(change: Change) -> str:
    held = change.account is not None and accounts.factors_of(change.account)
    return "" if held else _("No second factor is set up there.")


def is_ones_own(change: Change) -> str:
    own = change.account is not None and change.account == change.user
    return "" if own else _("Only the one whose profile it is does this.")


def has_that_orcid(change: Change) -> str:
    """One that is entered is not replaced by another: two accounts may be known to be one by it."""
    person, orcid = change.person, change.proved_orcid
    if person is None or not person.orcid or plain(person.orcid) == plain(orcid):
        return ""
    said = _("You signed in as %(orcid)s, and your profile says %(entered)s: ask an administrator.")
    return said % {"orcid": orcid, "entered": person.orcid}


def is_not_oneself(change: Change) -> str:
    if change.subject.pk not in change.hands:
        return ""
    return _("Nobody changes their own rights: ask another administrator.")


def is_not_the_proposer(change: Change) -> str:
    if change.second is None or change.second.pk not in change.hands:
        return ""
    return _("You proposed this yourself: somebody else confirms it.")


def administers_or_is_concerned(change: Change) -> str:
    """A second administrator, or the one whose account it is, or whose profile, as it is now."""
    second = change.second
    if second is None or not second.is_active:
        return _("A second person confirms this.")
    if second == change.account:
        return ""
    if second.has_perm(ADMINISTER):
        return ""
    return _("A second administrator or the person concerned confirms this.")


def is_not_who_gains(change: Change) -> str:
    """The account that the profile is to have does not confirm its own gain."""
    if change.values.get("user") not in change.second_hands:
        return ""
    return _("The profile would come to be yours: somebody else confirms it.")


def is_not_of_them(change: Change) -> str:
    """Of whom two accounts are known to be one says nothing against it."""
    person, account = change.person, change.account
    own = marks(account.pk if account else None, person.pk if person else None)
    if not sameness().closed(own) & marks(change.second.pk if change.second else None):
        return ""
    return _("It is about yourself: another administrator confirms it.")


def administers(change: Change) -> str:
    return _unless_second_has(ADMINISTER, change, _("A second administrator confirms this."))


# --- whether a second person is needed ---------------------------------------------------------


def moves_a_profile(change: Change) -> bool:
    """From one account to another or away from one, or to whoever does it; and one that readers know by
    its name, where there is a second administrator to ask: whoever has it answers for what bears it.
    """
    had = isinstance(change.subject, Person) and change.subject.user_id is not None
    if had or change.values.get("user") in change.hands:
        return True
    named = Byline.objects.filter(person=change.person, article__revisions__state__in=ONCE_PUBLIC)
    return named.exists() and not _is_alone(change)


def moves_an_account(change: Change) -> bool:
    """To another mailbox, of somebody else who signs or decides: whoever reads the mail there has it."""
    account = change.account
    if account is None or "email" not in change.changed or account.pk in change.hands:
        return False
    is_in_use = account.is_guest or account.has_usable_password()
    return is_in_use and any(map(account.has_perm, SENSITIVE))


def parts_what_is_one(change: Change) -> bool:
    """Whether a sign goes by which two accounts or profiles are known to be of one human being."""
    person, account = change.person, change.account
    if not any(change.before[name] for name in SIGNS if name in change.changed):
        return False
    own = marks(account.pk if account else None, person.pk if person else None)
    return any(mark.kind != SIGN for mark in sameness().closed(own) - own)


def needs_second_of_account(change: Change) -> bool:
    return moves_an_account(change) or parts_what_is_one(change)


def gives_rights(change: Change) -> bool:
    """Where there is a second administrator to ask. A right or an account is taken away at once."""
    return _gives_rights(change) and not _is_alone(change)


def gives_role(change: Change) -> bool:
    """The same of what all who have a role may do."""
    gained = set(change.changed.get("permissions", ())) - set(change.before.get("permissions", ()))
    given = Permission.objects.filter(pk__in=gained, codename__in=_codenames(change))
    return given.exists() and not _is_alone(change)


def asks_less_of_a_grave_rule(change: Change) -> bool:
    """Where there is somebody else who keeps the house rules."""
    rule = change.subject
    if not isinstance(rule, HouseRule):
        return False
    before, after = rule, copy(rule)
    columns.set_own(after, change.changed)
    if rule.pk is None:
        known = after.shipped
        before = HouseRule.as_shipped(after.language, known) if known else HouseRule(in_use=False)
    if not asks_less(before.in_force, after.in_force):
        return False
    others = holders_of(RULES.split(".")[1]).exclude(pk__in=change.hands)
    return others.exists()


def is_taken_up_as_it_comes(change: Change) -> str:
    """A grave rule of the product is first taken up, then changed: what waits for somebody has a row."""
    if not asks_less_of_a_grave_rule(change):
        return ""
    return _("Take the rule up as it comes first: somebody else confirms that it asks about less.")


def keeps_rules(change: Change) -> str:
    said = _("Somebody else who keeps the house rules confirms this.")
    return _unless_second_has(RULES, change, said)


def _unless_second_has(permission: str, change: Change, said: str) -> str:
    second = change.second
    may = second is not None and second.is_active and second.has_perm(permission)
    return "" if may else said


def administrators() -> QuerySet[User]:
    """Active people who may change accounts."""
    users = get_user_model().objects
    holding = holders_of(ADMINISTER.split(".")[1]).order_by().values("pk")
    return users.filter(Q(pk__in=holding) | Q(is_superuser=True), is_active=True)


def is_not_alone(change: Change) -> bool:
    return not _is_alone(change)


def _is_alone(change: Change) -> bool:
    """Whether nobody else administers, and not because the one who acts took it from them just before."""
    if administrators().exclude(pk__in=change.hands).exists():
        return False
    taken = Amendment.objects.filter(act="change_rights", actor__in=change.hands)
    return not taken.filter(at__gt=change.now - LEFT_ALONE, details__has_key=ENDED).exists()


def _gives_rights(change: Change) -> bool:
    gained = {
        name: set(after) - set(change.before[name])
        for name, after in change.changed.items()
        if name in ("groups", "user_permissions")
    }
    given = Permission.objects.filter(codename__in=_codenames(change)).filter(
        Q(pk__in=gained.get("user_permissions", ())) | Q(group__in=gained.get("groups", ()))
    )
    return (
        bool(change.changed.get("is_superuser") or change.changed.get("is_active"))
        or given.exists()
    )


def _codenames(change: Change) -> list[str]:
    """The rights that a second person gives. A doctor who enrols writers would review what they write."""
    reviews = Credential.objects.filter(person__user__in=change.hands).exists()
    return [right.split(".")[1] for right in (*SENSITIVE, *((WRITE,) if reviews else ()))]
