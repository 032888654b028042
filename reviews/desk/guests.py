"""A reviewer from outside: invited by an editor, known by a code sent to their address.

The link is signed and good for one invitation, as long as its row says so. It never signs anybody in
by itself: whoever opens it asks for a code, which goes to the invited address. What the guest states
of a licence counts for nothing until an editor has checked it; that check asks them like anybody
(`perform("assign")`), and every guard of the workflow holds for them as it does for others.

Their account says that it is a guest's (`is_guest`): it has no password, and the rule who may review
(`reviews.eligibility.rules`) asks for an open invitation to the text at every use.
"""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.languages import active
from articles.models import Article, Person, Revision
from articles.models.articles import State
from articles.users import User
from reviews import phrases
from reviews.desk import signed_links
from reviews.eligibility.rights import holders_of
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend, why_not
from reviews.models import Amendment, Assignment, Credential, Invitation, Notification
from reviews.notifications import notifications
from reviews.notifications.mail import in_language_of
from reviews.notifications.notifications import Message
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform

SALT = "reviews.invitation"
GOOD_FOR = timedelta(days=30)
AFTER_DUE = timedelta(days=8)
CODE_GOOD_FOR = timedelta(minutes=15)
CODE_PAUSE = timedelta(minutes=1)
CODE_TRIES = 5


def invite(
    revision: Revision, by: User, name: str, email: str, why: str, due_on: date, now: datetime
) -> Invitation:
    """Ask somebody from outside; it takes the place of what a sender asked who may not any more.

    Raises `Refused` with why not.
    """
    email = email.strip().lower()
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=revision.article_id)
        revision.refresh_from_db()
        if refusal := _why_not(revision, email, due_on, now):
            raise Refused(refusal)
        for ended in _unbacked(revision, email):
            revoke(ended, by, now)
        invitation = Invitation.objects.create(
            revision=revision,
            name=name.strip(),
            email=email,
            why=why.strip(),
            due_on=due_on,
            invited_by=by,
            invited_at=now,
            expires_at=_good_until(due_on, now),
        )
        amend("invite_guest", invitation, by, reason=why, now=now)
        with in_language_of(None, revision.language):
            letter = _letter(invitation, by, now)
        notifications.tell_address(invitation.name, email, letter, now)
    return invitation


def path_of(invitation: Invitation) -> str:
    return signed_links.path_of("guest", invitation.pk, SALT)


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link names; None for a forged one."""
    rows = Invitation.objects.select_related("revision", "user", "invited_by")
    return signed_links.row_of(token, SALT, rows)


def open_for(user: User, revision: Revision, now: datetime) -> Invitation | None:
    """The invitation by which a guest signs this text, while it is good."""
    return Invitation.objects.standing(now).filter(user=user, revision=revision).first()


def account_of(invitation: Invitation) -> User | None:
    """The account of a guest; of one who is known from another text before they confirm, too."""
    known = get_user_model().objects.filter(email=invitation.email, is_guest=True)
    return invitation.user or known.first()


def send_code(invitation: Invitation, now: datetime) -> None:
    """Send a fresh code to the invited address; the one before opens nothing any more."""
    code = f"{secrets.randbelow(10**8):08}"
    Invitation.objects.filter(pk=invitation.pk).update(
        code=_hashed(invitation, code), code_expires_at=now + CODE_GOOD_FOR, code_tries=0
    )
    words = {"name": invitation.name, "code": code}
    with in_language_of(invitation.user, invitation.revision.language):
        subject = _("Your code: %(code)s") % words
        letter = _(
            "Dear %(name)s,\n\nYour code is %(code)s. It is good for 15 minutes and once.\n"
            "If you did not ask for it, somebody else opened your link: tell the editors.\n"
        )
    EmailMessage(subject=subject, body=letter % words, to=[invitation.email]).send()


def code_problem(invitation: Invitation, code: str, now: datetime) -> str:
    """Use up a code; why it is not accepted, or "". A code is good once, and five tries long."""
    good = Invitation.objects.filter(
        pk=invitation.pk, code_expires_at__gt=now, code_tries__lt=CODE_TRIES
    ).exclude(code="")
    if not good.update(code_tries=F("code_tries") + 1):
        return _("Ask for a new code: there is none that is still good.")
    invitation.refresh_from_db()
    hashed = _hashed(invitation, "".join(code.split()))
    if not constant_time_compare(hashed, invitation.code):
        return _("That is not the code that we sent last.")
    # by its value: of two requests with one code, one wins
    if not Invitation.objects.filter(pk=invitation.pk, code=hashed).update(code=""):
        return _("This code was used already. Ask for a new one.")
    return ""


@transaction.atomic
def confirm(invitation: Invitation, stated: dict[str, Any], now: datetime) -> User:
    """Let in a guest who gave the right code, and make the account of one who is new.

    A guest who is known from another text keeps account, profile and credentials.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if why := invitation.why_closed(now):
        raise Refused(why)
    if invitation.user:
        return invitation.user
    if _is_known(invitation.email):
        raise Refused(_("This address has an account here: sign in with it."))
    user = account_of(invitation)
    if user is None:
        user = _enrol(invitation, stated, now)
    elif _was_closed(user):
        raise Refused(_("This account was closed by an administrator: write to the editors."))
    elif not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    Invitation.objects.filter(pk=invitation.pk).update(
        user=user, confirmed_at=now, interests=stated.get("interests", user.person.interests)
    )
    invitation.refresh_from_db()
    amend("confirm_guest", invitation, user, now=now)
    _tell_editors(invitation, user, None, now)
    return user


def _enrol(invitation: Invitation, stated: dict[str, Any], now: datetime) -> User:
    """Account, profile and unchecked credential of a new guest.

    The desks will speak as the page did on which they are confirmed.
    """
    user = get_user_model().objects.create_user(
        invitation.email, None, name=stated["name"], language=active(), is_guest=True
    )
    user.user_permissions.add(Permission.objects.get(codename="review_revision"))
    person = Person(
        name=stated["name"],
        slug=f"guest-{invitation.pk}",
        post_nominals=stated["post_nominals"],
        interests=stated["interests"],
        interests_declared_on=timezone.localdate(now),
        user=user,
    )
    try:
        person.clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    person.save()
    credential = {name: stated[name] for name in ("kind", "title", "number", "issuer")}
    Credential.objects.create(person=person, **credential)
    return user


@transaction.atomic
def decline(invitation: Invitation, reason: str, now: datetime) -> None:
    """The guest says no. What they were asked for already, they decline on the page of the text."""
    waiting = Invitation.objects.filter(pk=invitation.pk, checked_at=None, declined_at=None)
    if not waiting.update(declined_at=now, reason=reason):
        raise Refused(_("You were asked already: decline on the page of the text."))
    _tell_editors(invitation, invitation.name, reason, now)


def unchecked(invitation: Invitation) -> list[Credential]:
    """What the guest stated and nobody has found true so far."""
    held = Credential.objects.filter(person__user=invitation.user_id or 0)
    return list(held.exclude(pk__in=held.checked()))


def why_not_checked_by(invitation: Invitation, user: User, now: datetime) -> str:
    """Why the user can't look up what the guest stated, or ""."""
    reasons = (why_not("check_credential", each, user, now) for each in unchecked(invitation))
    return next(filter(None, reasons), "")


@transaction.atomic
def check(invitation: Invitation, by: User, lookup: Lookup, now: datetime) -> None:
    """An editor has looked the licence up at its issuer, or somebody has: the guest is asked."""
    Article.objects.select_for_update().get(pk=invitation.revision.article_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if why := invitation.why_closed(now):
        raise Refused(why)
    if invitation.user is None or invitation.checked_at:
        raise Refused(_("There is nothing to check: the guest has not confirmed, or it is done."))
    for credential in unchecked(invitation):
        amend("check_credential", credential, by, lookup=lookup, now=now)
    Invitation.objects.filter(pk=invitation.pk).update(checked_at=now)
    due_on = max(invitation.due_on, timezone.localdate(now))
    perform("assign", invitation.revision, by, Inputs(reviewer=invitation.user, due_on=due_on), now)


@transaction.atomic
def revoke(invitation: Invitation, by: User, now: datetime) -> None:
    """Take an invitation back: its link opens nothing, and the guest is taken off the review.

    A guest without another invitation has no account any more either, nor a session.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now):
        amend("revoke_guest", invitation, by, now=now)
    guest = invitation.user
    if guest is None:
        return
    waiting = Assignment.objects.waiting().filter(revision=invitation.revision_id, reviewer=guest)
    if waiting.exists():
        perform("release", invitation.revision, by, Inputs(reviewer=guest), now)
    if guest.is_guest and not Invitation.objects.standing(now).filter(user=guest).exists():
        guest.is_active = False
        guest.save(update_fields=["is_active"])


@transaction.atomic
def extend(invitation: Invitation, now: datetime) -> None:
    """Let an invitation be good for longer, counted from now."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.revoked_at or invitation.declined_at or not invitation.is_backed:
        raise Refused(_("This invitation is closed: invite anew."))
    until = _good_until(invitation.due_on, now)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=until)


def _why_not(revision: Revision, email: str, due_on: date, now: datetime) -> str:
    if revision.article.about:
        return _("Pages about the site are approved by editors: guests review articles.")
    if revision.state not in (State.IN_REVIEW, State.PUBLISHED):
        said = _("This text is %(state)s: nobody can be asked now.")
        return said % {"state": revision.get_state_display().lower()}
    if _is_known(email):
        return _("This address has an account here: assign its owner instead.")
    if _asked(revision, email).exclude(pk__in=_unbacked(revision, email).values("pk")).exists():
        return _("This address is invited already.")
    past = due_on < timezone.localdate(now)
    return _("The due date has passed: choose a later one.") if past else ""


def _asked(revision: Revision, email: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(revision=revision, email=email, revoked_at=None)


def _unbacked(revision: Revision, email: str) -> QuerySet[Invitation]:
    """The unanswered or confirmed invitation to a text that ended with the right of its sender."""
    asked = _asked(revision, email).filter(declined_at=None)
    return asked.exclude(pk__in=Invitation.objects.backed().values("pk"))


def _was_closed(guest: User) -> bool:
    """By an administrator; an invitation that was taken back closes it until the next."""
    rows = Amendment.objects.filter(act="change_rights", account=guest).order_by("-number")
    said = (row.details["changed"].get("is_active") for row in rows)
    return next((not each["after"] for each in said if each), False)


def _is_known(email: str) -> bool:
    """Whether somebody has an account by that address who is no guest."""
    return get_user_model().objects.filter(email=email, is_guest=False).exists()


def _good_until(due_on: date, now: datetime) -> datetime:
    """A guest can still sign some days after the review is due."""
    day = datetime.combine(due_on + AFTER_DUE, time.min)
    return max(now + GOOD_FOR, timezone.make_aware(day))


def _letter(invitation: Invitation, by: User, now: datetime) -> Message:
    days = (invitation.expires_at - now).days
    words = {
        "name": by,
        "title": invitation.revision.title,
        "day": phrases.day(str(invitation.due_on)),
        "count": days,
    }
    asked = _("%(name)s asks you to review “%(title)s” by %(day)s.") % words
    ending = ngettext(
        "The link is for you alone. It is good for %(count)d day.",
        "The link is for you alone. It is good for %(count)d days.",
        days,
    )
    return Message(
        kind=Notification.Kind.ASSIGNED,
        occasion=f"invitation {invitation.pk}",
        for_day=timezone.localdate(now),
        subject=_("%(name)s asks you to review: %(title)s") % words,
        text=f"{asked}\n\n{invitation.why}\n\n{ending % words}",
        path=path_of(invitation),
        sender=by,
    )


def _tell_editors(invitation: Invitation, who: object, declined: str | None, now: datetime) -> None:
    """Of a refusal the one who invited, or every editor where that one is none any more; all of a
    guest who waits to be checked, which others than the one who invited do.

    `declined` is the reason of a guest who says no, None of one who has confirmed.
    """
    editors = list(holders_of("assign_reviewer"))
    people = [each for each in editors if each == invitation.invited_by] or editors
    if declined is None:  # whoever invited does not check
        people = editors

    def message(person: User) -> Message:
        words = {"name": who, "reason": declined, "title": invitation.revision.title}
        what = _("%(name)s has confirmed; check the licence")
        what = (what if declined is None else _("%(name)s has declined: %(reason)s")) % words
        return Message(
            kind=Notification.Kind.DECISION,
            occasion=f"invitation {invitation.pk} {'confirmed' if declined is None else 'declined'}",
            for_day=timezone.localdate(now),
            subject=f"{invitation.revision.title}: {what}"[:200],
            text=f"{what}.\n\n" + _("It is about “%(title)s”.") % words,
            path=reverse("guests", args=[invitation.revision_id]),
        )

    notifications.tell_once(people, message, now)


def _hashed(invitation: Invitation, code: str) -> str:
    return salted_hmac(SALT, f"{invitation.pk}:{code}", algorithm="sha256").hexdigest()
