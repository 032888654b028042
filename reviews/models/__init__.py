"""Who must look at a text, who did, and what was decided."""

from reviews.models.approvals import Approval, SettledDifference, Strike, Verdict
from reviews.models.assignments import Assignment, PendingComment
from reviews.models.changes import Change, ChangeKind
from reviews.models.checklists import Answers, Checklist, ChecklistVersion
from reviews.models.due import Debt, NextReview
from reviews.models.events import Event
from reviews.models.invitations import Invitation
from reviews.models.log import (
    Attestation,
    Head,
    LogEntry,
    LogState,
    Revocation,
    SigningKey,
    Witness,
)
from reviews.models.notifications import Notification, Preferences
from reviews.models.people.amendments import Amendment, Proposal
from reviews.models.people.attributions import Attribution
from reviews.models.people.credentials import CheckFile, Credential, CredentialCheck, Specialty
from reviews.models.people.identities import AccountChange, SamePerson
from reviews.models.people.lay_readers import LayReading
from reviews.models.policies import Policy, Reports, Signers
from reviews.models.rounds import Round
from reviews.models.zones import ZoneOfDays

__all__ = [
    "AccountChange",
    "Amendment",
    "Answers",
    "Approval",
    "Assignment",
    "Attestation",
    "Attribution",
    "Change",
    "ChangeKind",
    "CheckFile",
    "Checklist",
    "ChecklistVersion",
    "Credential",
    "CredentialCheck",
    "Debt",
    "Event",
    "Head",
    "Invitation",
    "LayReading",
    "LogEntry",
    "LogState",
    "NextReview",
    "Notification",
    "PendingComment",
    "Policy",
    "Preferences",
    "Proposal",
    "Reports",
    "Revocation",
    "Round",
    "SamePerson",
    "SettledDifference",
    "Signers",
    "SigningKey",
    "Specialty",
    "Strike",
    "Verdict",
    "Witness",
    "ZoneOfDays",
]
