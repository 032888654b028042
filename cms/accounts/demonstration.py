"""The people of the demonstration site. They are invented; so are their credentials.

Their surnames are put together from two tongues each; nobody has looked up whether somebody bears one.
Letters after a name are those that say least. Wherever a credential stands, the page says that it is
invented.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_noop

from cms.models import User

PASSWORD = "plain-evidence"  # noqa: S105 printed on purpose: it opens the demonstration only


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: str
    does: str


ACCOUNTS = (
    Account("writer@example.org", "Mara Lindqvist-Obi", "Writers", gettext_noop("writes articles")),
    Account(
        "writer2@example.org",
        "Jonas Petrov-Hale",
        "Writers",
        gettext_noop("writes articles of his own"),
    ),
    Account(
        "reviewer@example.org",
        "Dr Ines Carvalho-Stroud",
        "Reviewers",
        gettext_noop("reviews pain and supplements"),
    ),
    Account(
        "reviewer2@example.org",
        "Dr Samuel Adeyemi-Roth",
        "Reviewers",
        gettext_noop("reviews heart and vessels"),
    ),
    Account(
        "reviewer3@example.org",
        "Dr Linh Castellanos-Frey",
        "Reviewers",
        gettext_noop("reviews infections"),
    ),
    Account(
        "reviewer4@example.org", "Dr Hanna Veldrik-Osei", "Reviewers", gettext_noop("reviews sleep")
    ),
    Account(
        "reviewer5@example.org",
        "Dr Emeka Sandoval-Wirth",
        "Reviewers",
        gettext_noop("reviews medicines and herbs"),
    ),
    Account(
        "reviewer6@example.org",
        "Dr Agnete Moravec-Diaz",
        "Reviewers",
        gettext_noop("reviews inner medicine"),
    ),
    Account(
        "reviewer7@example.org",
        "Dr Silvan Etxarte-Boateng",
        "Reviewers",
        gettext_noop("reviews children’s health"),
    ),
    Account(
        "editor@example.org",
        "Tomas Okafor-Lind",
        "Editors",
        gettext_noop("assigns reviewers and publishes"),
    ),
    Account(
        "editor2@example.org",
        "Noor Haddad-Silva",
        "Editors",
        gettext_noop("approves pages about the site"),
    ),
    Account(
        "admin@example.org",
        "Ruth Vandermeer-Ito",
        "Administrators",
        gettext_noop("configures the site"),
    ),
)


def password() -> str:
    """That of all the accounts: the published one, or that of this site where strangers reach it."""
    return _own().read_text() if _own().exists() else PASSWORD


def is_published() -> bool:
    """Whether the pages may show the password."""
    return not _own().exists()


def close_to_strangers() -> None:
    """Give the accounts a fresh password, which is kept for their owner alone in `DATA_DIR`.

    What everybody can read opens nothing on a site that other machines reach.
    """
    if _own().exists():
        return
    fresh = secrets.token_urlsafe(12)
    descriptor = os.open(_own(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(fresh)
    emails = [account.email for account in ACCOUNTS]
    # no change that somebody's owner is told of: nobody owns these
    User.objects.filter(email__in=emails).update(password=make_password(fresh))


def _own() -> Path:
    return Path(settings.DATA_DIR) / "demonstration_password"


def is_loaded() -> bool:
    """Whether this site has the demonstration accounts."""
    return User.objects.filter(email=ACCOUNTS[0].email).exists()
