"""Who must look at a text, who did, and what was decided."""

from reviews.models.approvals import Approval
from reviews.models.assignments import Assignment
from reviews.models.changes import Change
from reviews.models.checklists import Answers, Checklist, ChecklistVersion
from reviews.models.credentials import Credential, Specialty
from reviews.models.debts import Debt
from reviews.models.events import Event
from reviews.models.invitations import Invitation
from reviews.models.next_reviews import NextReview
from reviews.models.notifications import Notification, Preferences
from reviews.models.policies import Policy
from reviews.models.rounds import Round
from reviews.models.signers import Signers

__all__ = [
    "Answers",
    "Approval",
    "Assignment",
    "Change",
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
    "Signers",
    "Specialty",
]
