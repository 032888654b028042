"""Who must look at a text, who did, and what was decided."""

from reviews.models.approvals import Approval, Verdict
from reviews.models.assignments import Assignment
from reviews.models.changes import Change, ChangeKind
from reviews.models.checklists import Answers, Checklist, ChecklistVersion
from reviews.models.credentials import Credential, Specialty
from reviews.models.due import Debt, NextReview
from reviews.models.events import Event
from reviews.models.identities import SamePerson
from reviews.models.invitations import Invitation
from reviews.models.notifications import Notification, Preferences
from reviews.models.policies import Policy, Signers
from reviews.models.rounds import Round

__all__ = [
    "Answers",
    "Approval",
    "Assignment",
    "Change",
    "ChangeKind",
    "Checklist",
    "ChecklistVersion",
    "Credential",
    "Debt",
    "Event",
    "Invitation",
    "NextReview",
    "Notification",
    "Policy",
    "Preferences",
    "Round",
    "SamePerson",
    "Signers",
    "Specialty",
    "Verdict",
]
