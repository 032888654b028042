"""Somebody new: their account, what they may do, their profile, and the mail by which they come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.models import Group
from django.db import transaction

from articles.models import Person
from articles.text.slugs import first_free, slug_of
from articles.users import User
from cms import models
from cms.accounts.letters import send_password_link
from reviews.entitlement.amend import amend
from reviews.models import Proposal


@dataclass(frozen=True)
class Newcomer:
    """`roles` are names of groups; `profile` says that readers may see them by name."""

    email: str
    name: str
    language: str = ""
    roles: Iterable[str] = ()
    profile: bool = False
    post_nominals: str = ""
    occupation: str = ""


@transaction.atomic
def invite(
    who: Newcomer, by: User | None, password: str | None = None
) -> tuple[User, Proposal | None]:
    """Give an account by the acts that anybody has; without a password, mail the link to set one.

    A `Proposal` where a second administrator has to confirm the roles. `by` None is the site itself:
    its first administrator. Raises `Refused` and `PermissionDenied` as `amend` does.
    """
    user = models.User()
    user.set_password(password)
    amend("add_account", user, by, {"email": who.email, "name": who.name, "language": who.language})
    proposal = give_roles(user, who.roles, by) if who.roles else None
    if who.profile:
        add_profile(user, by, post_nominals=who.post_nominals, occupation=who.occupation)
    if password is None:
        transaction.on_commit(partial(send_password_link.enqueue, user.pk))
    return user, proposal


def give_roles(user: User, roles: Iterable[str], by: User | None) -> Proposal | None:
    """Let these be the roles of the user. Whoever administers may open `/admin/` too."""
    wanted = set(roles)
    groups = Group.objects.filter(name__in=wanted)
    is_staff = "Administrators" in wanted
    made = amend("change_rights", user, by, {"groups": groups, "is_staff": is_staff})
    return made if isinstance(made, Proposal) else None


def add_profile(user: User, by: User | None, **described: str) -> Person:
    """A profile in the user's name, linked to their account."""
    person = Person()
    stem = slug_of(user.name.removeprefix("Dr "), "person")
    slug = first_free(stem, lambda slug: not Person.objects.filter(slug=slug).exists())
    amend("add_person", person, by, {"name": user.name, "slug": slug, **described})
    amend("link_person", person, by, {"user": user})
    return person
