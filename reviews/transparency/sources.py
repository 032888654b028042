"""What is evidence: the tables whose rows are entered into the log, and the columns that are covered.

A row of `SOURCES` is all that a table needs. A column that joins is a new entry of `later`
(`articles.formats`); one that is no evidence stands in `beside` with the reason, which `docs/evidence.md`
prints.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Model, Q, QuerySet

from articles import models as articles
from articles.formats import Formats, Record
from articles.search.prepared import Prepared
from articles.text import fields
from reviews import models as reviews
from reviews.fingerprints import fingerprint

WORDS = "a sealed text is covered by its digest; the words of a draft are nobody's claim yet"
SEALED_COPY = "texts keep a copy of it in their seal"
DELIVERY = "how far its delivery is"
LISTS = "where it stands in lists"


@dataclass(frozen=True)
class Source:
    """A table of evidence. `is_final`: its rows are written once, a second entry is a lie.

    `among` picks rows; `beside` names the columns that are no evidence, each with the reason.
    """

    name: str
    model: type[Model]
    columns: tuple[str, ...]
    later: tuple[Mapping[str, Any], ...] = ()
    is_final: bool = False
    among: Q = default(default_factory=Q)
    beside: Mapping[str, str] = default(default_factory=dict)

    @property
    def formats(self) -> Formats:
        return Formats(self.name, self.columns, self.later)

    @property
    def latest(self) -> int:
        return len(self.later) + 1

    def ties(self, model: type[Model]) -> bool:
        """Whether its rows tie others to those of a model, in a table that Django made."""
        ends = {each.related_model for each in self.model._meta.fields if each.is_relation}
        return bool(self.model._meta.auto_created) and model in ends

    def rows(self) -> QuerySet[Any, dict[str, Any]]:
        """Those that are evidence, by their keys, with what the latest format covers."""
        names = self.formats.fields(self.latest)
        return self.model._base_manager.filter(self.among).order_by("pk").values("pk", *names)

    @cached_property
    def rows_of(self) -> Prepared[Iterable[int], dict[str, Any]]:
        """The same by some of their keys."""
        return Prepared(lambda pks: self.rows().filter(pk__in=pks))

    def hash_of(self, row: Record, number: int) -> str:
        """The fingerprint of a row in a format."""
        return fingerprint({name: plain(row[name]) for name in self.formats.fields(number)})


def plain(value: Any) -> Any:
    """A value as canonical JSON has it: times in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


ACCOUNT = get_user_model()

SOURCES: dict[str, Source] = {
    each.name: each
    for each in (
        Source("article", articles.Article, (
            "slug", "topic", "merged_into", "language", "translation_of", "about", "created_at"),
            later=({"moves_to": None},),
            beside=dict.fromkeys(
                ("shows_evidence", "shows_quotations"), "what readers see of what is recorded")),
        Source("revision", articles.Revision, (
            "article", "number", "language", "translated_from", "based_on", "state", "created_by",
            "created_at", "digest", "sealed_at", "publish_at", "published_at"),
            beside={
                **dict.fromkeys((*fields.sealed(), "sealed"), WORDS),
                "change_note": "the event of the submission keeps it",
                **dict.fromkeys(("version", "saved_at"), "counts the saves of a draft"),
            }),
        Source("contribution", articles.Contribution, ("revision", "user", "person", "first_at"),
            beside=dict.fromkeys(("saves", "last_at"), "counts the saves of a draft")),
        Source("byline", articles.Byline, ("article", "person", "role", "position")),
        Source("attribution", reviews.Attribution, (
            "article", "person", "kind", "role", "by", "reason", "at"), is_final=True),
        Source("former address", articles.FormerAddress, ("slug", "article", "left_at")),
        Source("person", articles.Person, (
            "name", "slug", "post_nominals", "occupation", "biography", "orcid", "interests",
            "interests_declared_on", "user")),
        Source("topic", articles.Topic, ("name", "slug", "parent", "is_about_site"),
            beside={
                "position": LISTS, "introduction": "states nothing about a review",
                "others": "words for readers in other languages",
            }),
        Source("disclaimer", articles.Disclaimer, (
            "name", "slug", "placement", "everywhere", "is_active"),
            later=({"categories": [], "jurisdiction": "", "owner": None},)),
        Source("wording", articles.Wording, (
            "disclaimer", "number", "language", "title", "text", "effective_on", "written_by"),
            is_final=True),
        Source("house rule", articles.HouseRule, (
            "language", "name", "category", "severity", "reason", "question", "suggestion", "phrases",
            "left_out", "exceptions", "exceptions_left_out", "about", "closed_by_source",
            "reads_headings", "owner", "look_at_on", "in_use"),
            beside={"changed_at": "when it was written last; the record says when"}),
        Source("thread", articles.Thread, (
            "revision", "kind", "line", "quote", "replacement", "outcome", "opened_by", "opened_at",
            "resolved_by", "resolved_at")),
        Source("comment", articles.Comment, ("thread", "author", "text", "written_at")),
        Source("image", articles.Image, ("key", "kind", "width", "height", "digests"),
            beside={
                **dict.fromkeys(("alt", "caption", "credit", "licence", "source"), SEALED_COPY),
                "title": "to find it by", "uploaded_by": "texts name who made it",
                "uploaded_at": "texts name who made it",
            }),
        Source("dismissal", articles.Dismissal, (
            "article", "likeness", "words", "reason", "is_grave", "dismissed_by", "dismissed_at",
            "agreed_by", "agreed_at")),
        Source("marked statement", articles.MarkedStatement, (
            "revision", "category", "evidence", "as_of", "ends_on", "made_by", "made_at"),
            beside=dict.fromkeys(
                ("start", "end", "exact", "prefix", "suffix"),
                "follows the text; the verdict keeps the words")),
        Source("acknowledgement", articles.SourceAcknowledgement, (
            "article", "reference", "kind", "reason", "by", "at")),
        Source("match of a retraction", articles.RetractionMatch, (
            "reference", "notice", "basis", "state", "decided_by", "decided_at", "reason"),
            among=Q(decided_by__isnull=False),
            beside={"matched_at": "when the list was read; what a person decided has its own day"}),
        Source("account", ACCOUNT, (
            "name", "email", "password", "is_active", "is_staff", "is_superuser", "is_guest",
            "date_joined"),
            beside={
                "last_login": "when somebody signed in last", "language": "of the desks and of mail",
                "sign_outs": "how often sessions were ended",
            }),
        Source("role of an account", ACCOUNT.groups.through, ("user", "group")),
        Source("right of an account", ACCOUNT.user_permissions.through, ("user", "permission")),
        Source("right of a role", Group.permissions.through, ("group", "permission")),
        # the hash of an event covers all of its columns; the chain is checked by itself
        Source("event", reviews.Event, ("hash",), is_final=True),
        Source("approval", reviews.Approval, (
            "revision", "digest", "reviewer", "person", "name", "post_nominals", "signed_as",
            "credentials", "verdict", "scope", "statement", "interests", "checklist", "verdicts",
            "disclaimers", "method", "signed_at", "format"), is_final=True),
        Source("strike", reviews.Strike, (
            "approval", "ground", "reason", "struck_by", "seconded_by", "struck_at", "format"),
            is_final=True),
        Source("verdict", reviews.Verdict, (
            "revision", "reviewer", "key", "words", "category", "evidence", "ruling", "note",
            "given_at"),
            beside={"thread": "the thread is kept by itself"}),
        Source("settled difference", reviews.SettledDifference, (
            "revision", "key", "words", "reason", "settled_by", "settled_at"), is_final=True),
        Source("round", reviews.Round, (
            "revision", "number", "signers", "approvals", "specialty", "specialty_key", "change",
            "was_wrong", "says_now", "checklist", "checklist_record", "interval_months",
            "days_to_review", "days_to_settle_debt", "checked", "opened_at", "format"),
            later=({"reports": "first", "is_blind": False, "policy": {}}, {"partly_passes": True}),
            is_final=True),
        Source("change", reviews.Change, (
            "revision", "kind", "is_announced", "note", "was_wrong", "says_now"), is_final=True),
        Source("checklist", reviews.Checklist, ("name", "slug")),
        Source("checklist version", reviews.ChecklistVersion, (
            "checklist", "number", "text", "written_by", "written_at"), is_final=True),
        Source("assignment", reviews.Assignment, (
            "revision", "reviewer", "assigned_by", "assigned_at", "due_on", "answer", "answered_at",
            "reason", "interests", "has_conflict"),
            later=({"is_awaited": True},),
            beside=dict.fromkeys(
                ("instead", "wanted_until"),
                "a wish that decides nothing: editors ask somebody else, or change the day")),
        Source("debt", reviews.Debt, (
            "revision", "reason", "incurred_at", "due_on", "settled_by", "lapsed_at")),
        Source("specialty", reviews.Specialty, ("name", "key")),
        Source("credential", reviews.Credential, (
            "person", "kind", "title", "specialty", "number", "issuer", "expires_on", "current_check")),
        Source("check of a credential", reviews.CredentialCheck, (
            "credential", "name", "post_nominals", "kind", "title", "specialty", "specialty_name",
            "number", "issuer", "expires_on", "register", "address", "looked_up_on", "checked_by",
            "checked_at", "account", "is_carried_over"), is_final=True),
        Source("file of a check", reviews.CheckFile, ("check_of", "name", "size", "digest"),
            is_final=True, beside={"content": "covered by its digest, which `verify` computes anew"}),
        # its hash covers all of its columns, as that of an event
        Source("amendment", reviews.Amendment, ("hash",), is_final=True),
        Source("proposal", reviews.Proposal, (
            "act", "subject", "subject_name", "values", "reason", "asked_by", "asked_at",
            "settled_by", "settled_at", "is_confirmed")),
        Source("account change", reviews.AccountChange, (
            "user", "kind", "changed_at", "changed_by", "confirmed_at", "confirmed_by")),
        Source("policy", reviews.Policy, (
            "topic", "approvals", "specialty", "checklist", "interval_months", "days_to_review",
            "days_to_settle_debt", "evidence_from", "unsourced", "house_rules", "placeholders",
            "import_notes", "dead_links", "checked"),
            later=(
                {"incomplete_works": "advises", "dead_addresses": "advises"},
                {"reports": "all", "is_blind": False},
                {"partly_passes": True, "fallen_source": "keeps"},
                {"lay_readers": 0},
            ),
            beside=dict.fromkeys(
                ("remind_unanswered_days", "remind_before_days", "remind_every_days",
                 "escalate_after_days"), "when mails are sent")),
        Source("invitation", reviews.Invitation, (
            "revision", "name", "email", "why", "due_on", "invited_by", "invited_at", "expires_at",
            "revoked_at", "declined_at", "reason", "confirmed_at", "checked_at", "interests", "user"),
            beside=dict.fromkeys(("code", "code_expires_at", "code_tries"), "a code for an hour")),
        Source("notification", reviews.Notification, (
            "recipient", "name", "address", "kind", "occasion", "for_day", "event", "assignment",
            "thread", "sender", "subject", "text", "path", "created_at"),
            among=Q(event__isnull=False) | Q(assignment__isnull=False),
            beside={
                "read_at": "whether somebody has read it",
                **dict.fromkeys(
                    ("mail", "is_digest", "send_at", "tries", "error", "claim", "sent_at"), DELIVERY
                ),
            }),
        Source("same person", reviews.SamePerson, (
            "one", "other", "is_same", "why", "said_by", "said_at"), is_final=True),
        Source("zone of days", reviews.ZoneOfDays, ("zone", "since"), is_final=True),
        Source("attestation", reviews.Attestation, ("event", "statement"), is_final=True),
        Source("witness", reviews.Witness, ("name", "email", "is_active"),
            beside={"sent": "when heads are mailed"}),
        Source("signing key", reviews.SigningKey, ("kid", "public", "made_at"), is_final=True),
        Source("revocation", reviews.Revocation, ("key", "since", "reason", "made_at"), is_final=True),
    )
}  # fmt: skip
LINKED = (
    Group,
    Permission,
)  # whose ties to accounts and roles are evidence, and which may be deleted
RETIRED: frozenset[str] = frozenset()  # sources of former versions, whose tables are gone


# tables of `articles` and `reviews` that are no evidence, each with the reason
BESIDE: Final[Mapping[type[Model], str]] = {
    **dict.fromkeys(
        (articles.Reference, articles.ReferenceUse, articles.ReferenceChange, articles.ReferenceMerge,
         articles.Attachment, articles.ReferenceImport, articles.ImportedRecord,
         articles.Article.shelf.through),
        "the library: texts keep copies of works in their seal"),
    **dict.fromkeys(
        (articles.RetractionSnapshot, articles.RetractionNotice),
        "a copy of what Retraction Watch says, read anew from its file"),
    **dict.fromkeys(
        (articles.Checkpoint, articles.ImportedFile, articles.TextImport, articles.Share,
         articles.Presence, articles.DeskEntry),
        "of drafts: what is claimed is what is submitted"),
    **dict.fromkeys(
        (articles.TagIntroduction, articles.Article.writers.through,
         articles.Disclaimer.topics.through),
        "a rule of today; what stood on a page is in its signature"),
    **dict.fromkeys(
        (articles.RuleHit, articles.RuleCount), "counts about rules; gates read the text itself"),
    **dict.fromkeys(
        (articles.ArticleTemplate, articles.Snippet, articles.SnippetWording),
        "words to begin with: texts keep those that they took"),
    articles.SavedFilter: "how somebody looks at a list",
    articles.AddressCheck: "what answered on a day; a text says what it says",
    articles.Anchor: "where a comment is shown; the thread keeps the words",
    **dict.fromkeys((articles.ImageUse, articles.SnippetUse), "follows from the texts"),
    **dict.fromkeys(
        (articles.DraftThread, articles.DraftComment, articles.DraftComment.mentioned.through),
        "said between those who write a draft: no reviewer and no reader has it"),
    **dict.fromkeys(
        (articles.SuggestedText, articles.SettledChange),
        "of drafts: whoever's words were taken is among the contributions"),
    reviews.PendingComment: "nobody else has been told of it yet",
    reviews.LayReading: "never part of a badge: no review rests on it",
    reviews.Answers: "a draft until it is signed; the signature keeps a copy",
    reviews.NextReview: "computed from signatures; `verify` computes it anew",
    reviews.Preferences: "when mails are sent",
    reviews.LogEntry: "the log itself",
    reviews.LogState: "the log itself",
    reviews.Head: "signed, and held against the log",
}  # fmt: skip


def of(model: type[Model]) -> Source | None:
    """The source whose rows are those of a model."""
    return next((each for each in SOURCES.values() if each.model is model), None)


def covered_columns(columns: Iterable[str], source: Source) -> set[str]:
    """Those of some columns that are evidence; a foreign key may be named by its column."""
    names = {name.removesuffix("_id") for name in columns}
    return names & {*source.formats.fields(source.latest)}
