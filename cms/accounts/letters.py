"""Mails by which somebody comes in: made and sent by the worker, so that no secret waits in a queue.

Links go to `SITE_URL`. The Host header of a request is whatever its sender says.
"""

import logging
from datetime import timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles.identity import site_name
from articles.users import User
from cms import models
from cms.addresses import absolute
from reviews.notifications.mail import BACKOFF, in_language_of

logger = logging.getLogger(__name__)


def password_link(user: User) -> str:
    """Where the user sets a new password, once, within `PASSWORD_RESET_TIMEOUT`."""
    key = EmailAwarePasswordResetTokenGenerator().make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return absolute(path)


@task()
def send_password_link(pk: int, tries: int = 0) -> None:
    """Mail the link to somebody who forgot their password, or, in other words, to whom an account was
    given. What fails, at the mail server or in the database, is tried again later; the last time it
    raises, as a job that failed. Closed accounts and guests get none.
    """
    try:
        _send_link(pk)
    except Exception:  # whatever the server, the network or the database says
        if tries >= len(BACKOFF):
            raise
        logger.warning(
            "The link to a new password for user %s could not be mailed", pk, exc_info=True
        )
        later = send_password_link.using(run_after=timezone.now() + BACKOFF[tries])
        later.enqueue(pk, tries + 1)


def _send_link(pk: int) -> None:
    user = models.User.objects.filter(pk=pk, is_active=True, is_guest=False).first()
    if user is not None:
        with in_language_of(user):
            _letter(user).send()


def _letter(user: User) -> EmailMessage:
    days = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days
    words = {"name": user, "site": site_name(), "link": password_link(user), "days": days}
    if user.has_usable_password():
        subject = _("A new password for %(site)s")
        text = _(
            "Dear %(name)s,\n\nSomebody, most likely you, wants to set a new password for your account at "
            "%(site)s. Open this link to set it; it is good once, for %(days)d days:\n\n%(link)s\n\n"
            "If it was not you, there is nothing to do: the password stays as it is.\n"
        )
    else:
        subject = _("Your account at %(site)s")
        text = _(
            "Dear %(name)s,\n\nYou have an account at %(site)s now. Open this link to set your password; it "
            "is good once, for %(days)d days:\n\n%(link)s\n"
        )
    return EmailMessage(subject=subject % words, body=text % words, to=[user.email])


@task()
def send_way_in(pk: int) -> None:
    """Mail the link by which somebody comes in whose account others try to open; best sent or not at all."""
    from cms.accounts.limits import link_token

    user = models.User.objects.get(pk=pk)
    with in_language_of(user):
        link = absolute(reverse("way_in", args=[link_token(user)]))
        words = {"name": user, "site": site_name(), "link": link}
        text = _(
            "Dear %(name)s,\n\nSomebody has entered a wrong password for your account at %(site)s several "
            "times. If it was you, this link lets you try again at once; it is good for an hour:\n\n"
            "%(link)s\n\nIf it was not you, there is nothing to do: whoever it is must wait ever longer.\n"
        )
        subject = _("Wrong passwords for your account at %(site)s")
        EmailMessage(subject=subject % words, body=text % words, to=[user.email]).send()
