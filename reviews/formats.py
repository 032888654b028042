"""The formats of the frozen records of a review: what each has covered, from the first site on.

Numbers before `format` joined are of sites that kept none. How to add a field: `docs/changing.md`.
"""

from articles.formats import Formats

EVENT = Formats(
    "event",
    first=(
        "article", "number", "revision", "transition", "source", "target", "actor", "actor_name",
        "at", "comment", "details", "notified", "previous_hash",
    ),
    later=({"format": None},),
)  # fmt: skip
APPROVAL = Formats(
    "approval",
    first=(
        "revision", "digest", "reviewer", "person", "name", "post_nominals", "credentials",
        "verdict", "scope", "statement", "interests", "disclaimers", "method", "signed_at",
    ),
    later=({"checklist": {}}, {"signed_as": "reviewers"}, {"format": None}, {"verdicts": []}),
)  # fmt: skip
TERMS = Formats(
    "terms of a review",
    first=("approvals", "specialty", "interval_months"),
    later=(
        {"specialty_key": ""},
        {"change": "", "was_wrong": "", "says_now": "", "checklist": {}},
        {"signers": "reviewers"},
        {
            "format": None,
            "number": None,
            "days_to_review": None,
            "days_to_settle_debt": None,
            "opened_at": None,
        },
        {"checked": []},
        {"reports": "first", "is_blind": False, "policy": {}},
        {"partly_passes": True},
    ),
)
STRIKE = Formats(
    "strike",
    first=("format", "approval", "ground", "reason", "struck_by", "seconded_by", "struck_at"),
)
AMENDMENT = Formats(
    "change to people and rules",
    first=(
        "format", "number", "act", "subject", "subject_name", "person", "account", "actor",
        "actor_name", "at", "reason", "details", "notified", "previous_hash",
    ),
)  # fmt: skip
