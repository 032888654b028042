"""The record of people and rules in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reviews import phrases
from reviews.entitlement import columns
from reviews.entitlement.act import Change
from reviews.entitlement.acts import ACTS
from reviews.models import Amendment


@dataclass(frozen=True)
class Line:
    """What a column was and is."""

    label: str
    was: str
    now: str


def sentence(row: Amendment) -> str:
    """“Ruth changed the profile of Dr Ada Byron”."""
    kind, _of, act = row.act.partition("_")
    told = {"who": row.who, "name": row.subject_name}
    if kind in ("propose", "reject") and act in ACTS:
        said = _("%(who)s proposed, for %(name)s: %(deed)s")
        if kind == "reject":
            said = _("%(who)s said no, for %(name)s, to: %(deed)s")
        return said % {**told, "deed": ACTS[act].label}
    if row.act == "carry_over":
        return _("When this record began, this was on file of %(name)s") % told
    return f"{row.who} {ACTS[row.act].description} {row.subject_name}"


LABELS: Final = {
    "name": gettext_noop("Name"),
    "post_nominals": gettext_noop("Letters after the name"),
    "occupation": gettext_noop("Occupation"),
    "biography": gettext_noop("Biography"),
    "interests": gettext_noop("Competing interests"),
    "interests_declared_on": gettext_noop("Interests declared on"),
    "orcid": "ORCID",
    "slug": gettext_noop("Address"),
    "user": gettext_noop("Account"),
    "email": gettext_noop("E-mail address"),
    "language": gettext_noop("Language"),
    "is_active": gettext_noop("May sign in"),
    "is_staff": gettext_noop("Configures the site"),
    "is_superuser": gettext_noop("May do everything"),
    "groups": gettext_noop("Roles"),
    "user_permissions": gettext_noop("Single rights"),
    "permissions": gettext_noop("Single rights"),
    "person": gettext_noop("Person"),
    "kind": gettext_noop("Kind"),
    "title": gettext_noop("Title"),
    "specialty": gettext_noop("Specialty"),
    "number": gettext_noop("Number"),
    "issuer": gettext_noop("Issued by"),
    "expires_on": gettext_noop("Ends on"),
    "topic": gettext_noop("Topic"),
    "approvals": gettext_noop("Approvals"),
    "checklist": gettext_noop("Checklist"),
    "reports": gettext_noop("When a round with several reviewers ends"),
    "is_blind": gettext_noop("Hide decisions until one’s own"),
    "interval_months": gettext_noop("Months until the next review"),
    "days_to_review": gettext_noop("Days for a review"),
    "days_to_settle_debt": gettext_noop("Days for a review that is owed"),
    "remind_unanswered_days": gettext_noop("Days between reminders to answer"),
    "remind_before_days": gettext_noop("Days of reminder before the due date"),
    "remind_every_days": gettext_noop("Days between reminders after the due date"),
    "escalate_after_days": gettext_noop("Days after which the editor is told"),
    "evidence_from": gettext_noop("Texts must rest on sources from"),
    "unsourced": gettext_noop("A text that states facts and cites nothing"),
    "house_rules": gettext_noop("Passages that a grave house rule questions"),
    "placeholders": gettext_noop("Placeholders: TODO, XX, [@"),
    "import_notes": gettext_noop("Questions of an import that nobody answered"),
    "dead_links": gettext_noop("Links to pages of this site that are not there"),
    "incomplete_works": gettext_noop(
        "Works that lack what their kind needs, or only retell others"
    ),
    "dead_addresses": gettext_noop("Addresses elsewhere that answer no more"),
    "checked": gettext_noop("Statements that need a source, and a verdict of the reviewer"),
    "partly_passes": gettext_noop("What a source bears out in part can be approved"),
    "fallen_source": gettext_noop("When a source is retracted or doubted"),
    "lay_readers": gettext_noop("Patients or carers who should read a text"),
    "parent": gettext_noop("Topic above"),
    "introduction": gettext_noop("Introduction"),
    "position": gettext_noop("Position"),
    "others": gettext_noop("In other languages"),
    "text": gettext_noop("Text"),
    "placement": gettext_noop("Place on the page"),
    "everywhere": gettext_noop("On every page"),
    "topics": gettext_noop("Topics"),
    "categories": gettext_noop("On texts that state"),
    "jurisdiction": gettext_noop("Jurisdiction"),
    "owner": gettext_noop("Owner"),
    "disclaimer": gettext_noop("Disclaimer"),
    "effective_on": gettext_noop("In force from"),
    "written_by": gettext_noop("Written by"),
    "category": gettext_noop("Kind"),
    "severity": gettext_noop("Weight"),
    "reason": gettext_noop("Reason"),
    "question": gettext_noop("Question for the writer"),
    "suggestion": gettext_noop("Suggested wording"),
    "phrases": gettext_noop("Phrases of the house"),
    "left_out": gettext_noop("Phrases that come with the product, left out"),
    "exceptions": gettext_noop("Exceptions of the house"),
    "exceptions_left_out": gettext_noop("Exceptions that come with the product, left out"),
    "about": gettext_noop("Only in texts about"),
    "closed_by_source": gettext_noop("A citation answers it"),
    "reads_headings": gettext_noop("It reads titles and headings too"),
    "look_at_on": gettext_noop("To be looked at on"),
    "in_use": gettext_noop("In use"),
}


def label(name: str) -> str:
    """Of a column."""
    return _(LABELS[name])


def lines(row: Amendment) -> Iterator[Line]:
    """What became of each column that it changed."""
    for name, values in row.details.get("changed", {}).items():
        yield Line(label(name), _in_words(name, values["was"]), _in_words(name, values["is"]))


def proposed(change: Change) -> Iterator[Line]:
    """The same of what a proposal would change."""
    for name, value in change.changed.items():
        was = columns.shown(change.subject, name, change.before[name])
        now = columns.shown(change.subject, name, value)
        yield Line(label(name), _in_words(name, was), _in_words(name, now))


def _in_words(name: str, value: object) -> str:
    """A day as the reader writes days; whatever else was kept, to the letter."""
    return phrases.day(str(value)) if name.endswith("_on") else str(value)
