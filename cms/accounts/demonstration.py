"""The people of the demonstration site. They are invented; so are their credentials."""

from dataclasses import dataclass

from cms.models import User

PASSWORD = "plain-evidence"  # noqa: S105 printed on purpose: it opens the demonstration only


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: str
    does: str


ACCOUNTS = (
    Account("writer@example.org", "Mara Lindqvist", "Writers", "writes articles"),
    Account("writer2@example.org", "Jonas Petrov-Hale", "Writers", "writes articles of his own"),
    Account(
        "reviewer@example.org", "Dr Ines Carvalho", "Reviewers", "reviews pain and supplements"
    ),
    Account(
        "reviewer2@example.org", "Dr Samuel Adeyemi-Roth", "Reviewers", "reviews heart and sleep"
    ),
    Account("reviewer3@example.org", "Dr Linh Castellanos", "Reviewers", "reviews infections"),
    Account("editor@example.org", "Tomas Okafor", "Editors", "assigns reviewers and publishes"),
    Account("editor2@example.org", "Noor Haddad", "Editors", "approves pages about the site"),
    Account("admin@example.org", "Ruth Vandermeer", "Administrators", "configures the site"),
)


def is_loaded() -> bool:
    """Whether this site has the demonstration accounts."""
    return User.objects.filter(email=ACCOUNTS[0].email).exists()
