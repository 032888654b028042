"""Plain functions that make what a test needs, by the product's own paths."""

from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import F
from django.utils import timezone
from PIL import Image as Pillow

from articles.drafting.drafts import DraftText, save_draft, start_article
from articles.images import library
from articles.models import Article, Byline, Image, Person, Reference, Revision, Topic
from articles.models.articles import State
from cms.models import User
from reviews.models import Assignment, Credential, CredentialCheck, Policy, Specialty
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform

PASSWORD = "correct horse battery"
GUEST = {  # what a reviewer from outside says of themselves
    "name": "Dr Grace Guest",
    "post_nominals": "MD",
    "kind": "licence",
    "title": "Licence to practise medicine",
    "number": "12345",
    "issuer": "Example Medical Board",
    "interests": "None.",
}
_number = count(1)

OLSEN = {
    "type": "article-journal",
    "title": "Notes from the Field: Unintentional Drug Overdose Deaths with Kratom Detected",
    "author": [{"family": "Olsen", "given": "Emily O'Malley"}],
    "container-title-short": "MMWR Morb Mortal Wkly Rep",
    "issued": {"date-parts": [[2019, 4, 12]]},
    "volume": "68",
    "issue": "14",
    "page": "326-327",
    "DOI": "10.15585/mmwr.mm6814a2",
}


def user(*roles: str, name: str = "", email: str = "", **fields: Any) -> User:
    """An active user in the named groups (“Writers”, “Reviewers”, “Editors”, “Administrators”)."""
    number = next(_number)
    made = User.objects.create_user(
        email or f"user{number}@example.org", PASSWORD, name=name or f"User {number}", **fields
    )
    made.groups.set(Group.objects.filter(name__in=roles))
    return made


def person(of: User | None = None, name: str = "", **fields: Any) -> Person:
    number = next(_number)
    name = name or (of.name if of else f"Person {number}")
    return Person.objects.create(name=name, slug=f"person-{number}", user=of, **fields)


def writer(**fields: Any) -> User:
    made = user("Writers", **fields)
    person(made)
    return made


def editor(**fields: Any) -> User:
    return user("Editors", **fields)


def close_account(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def take_roles(user: User) -> None:
    user.groups.clear()


LOSSES = [close_account, take_roles]


def reviewer(
    specialty: str = "",
    expires_on: date | None = None,
    checked_on: date | None = None,
    roles: tuple[str, ...] = ("Reviewers",),
    **fields: Any,
) -> User:
    """A reviewer with a public profile and a licence that was checked a year ago."""
    made = user(*roles, **fields)
    credential(
        person(made, post_nominals="MD"),
        checked_on or timezone.localdate() - timedelta(days=365),
        specialty=Specialty.objects.get_or_create(name=specialty)[0] if specialty else None,
        expires_on=expires_on,
    )
    return made


def credential(of: Person, checked_on: date | None = None, **fields: Any) -> Credential:
    """A licence, looked up on a day by nobody who counts; on none where no day is given."""
    described = {
        "kind": Credential.Kind.LICENCE,
        "title": "Licence to practise medicine",
        "issuer": "Example Medical Board",
    }
    made = Credential.objects.create(person=of, **{**described, **fields})
    return checked(made, checked_on) if checked_on else made


def checked(credential: Credential, on: date, by: User | None = None) -> Credential:
    """Let a check of the credential count, as it stands."""
    columns = {"account": "account_id", "specialty": "specialty_id"}
    credential.current_check = CredentialCheck.objects.create(
        credential=credential,
        **{columns.get(name, name): value for name, value in credential.facts().items()},
        register="Example Register",
        looked_up_on=on,
        checked_by=by,
    )
    credential.save(update_fields=["current_check"])
    return credential


def topic(name: str = "", approvals: int = 1, specialty: str = "", **policy: Any) -> Topic:
    """A topic with its policy; whether texts rest on sources is asked where a test says from when."""
    policy.setdefault("evidence_from", None)
    number = next(_number)
    made = Topic.objects.create(name=name or f"Topic {number}", slug=f"topic-{number}")
    Policy.objects.create(
        topic=made,
        approvals=approvals,
        specialty=Specialty.objects.get_or_create(name=specialty)[0] if specialty else None,
        **policy,
    )
    return made


def reference(key: str = "olsen2019", **csl: Any) -> Reference:
    return Reference.objects.get_or_create(key=key, defaults={"csl": csl or OLSEN})[0]


def picture(
    width: int = 600, height: int = 400, colour: object = "teal", form: str = "PNG", **save: Any
) -> bytes:
    """A file as somebody would send it."""
    written = BytesIO()
    Pillow.new("RGB", (width, height), colour).save(written, form, **save)  # type: ignore[arg-type]
    return written.getvalue()


def image(data: bytes = b"", by: User | None = None, **about: str) -> Image:
    """An image of the library; the same one twice where no file is given."""
    about.setdefault("licence", "own")
    return library.store(data or picture(), by or writer(), "rest.png", **about).image


def figure(image: Image, alt: str | None = "A teal square", caption: str = "") -> str:
    """The markup of a figure in a body."""
    described = "" if alt is None else f' alt="{alt}"'
    said = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img data-image="{image.key}"{described}>{said}</figure>'


def draft(
    by: User | None = None, body: str = "<p>Rest helps.</p>", title: str = "", **fields: Any
) -> Revision:
    """A first draft with a byline, ready to be submitted."""
    by = by or writer()
    text = DraftText(title or f"Article {next(_number)}", "What is known.", body)
    revision = start_article(by, fields.pop("topic", None) or topic(), text, **fields)
    if not revision.article.bylines.exists():
        Byline.objects.create(article=revision.article, person=person())
    return revision


def author_of(revision: Revision) -> User:
    found = revision.article.writers.first()
    assert found is not None
    return found  # type: ignore[return-value]


def submitted(revision: Revision | None = None, change: str = "", **fields: Any) -> Revision:
    revision = revision or draft(**fields)
    perform("submit", revision, author_of(revision), Inputs(change=change))
    return revision


def assigned(
    revision: Revision | None = None, to: User | None = None, by: User | None = None, **fields: Any
) -> Revision:
    """A submitted revision with a reviewer asked."""
    revision = submitted(revision, **fields) if not (revision and revision.is_sealed) else revision
    inputs = Inputs(reviewer=to or reviewer())
    perform("assign", revision, by or editor(), inputs)
    return revision


SIGNED = Inputs(comment="I checked every statement against its source.", interests="None.")


def approved(revision: Revision | None = None, by: User | None = None, **fields: Any) -> Revision:
    by = by or reviewer()
    revision = assigned(revision, to=by, **fields)
    release_asked_again(revision, by)
    perform("approve", revision, by, SIGNED)
    return revision


def release_asked_again(revision: Revision, but: User) -> None:
    """Take those off whom the submission asked again, so that the round waits for one alone."""
    asked = Assignment.objects.waiting().filter(assigned_at=F("revision__round__opened_at"))
    for each in asked.filter(revision=revision).exclude(reviewer=but):
        perform("release", revision, editor(), Inputs(reviewer=each.reviewer))


def published(revision: Revision | None = None, by: User | None = None, **fields: Any) -> Revision:
    revision = approved(revision, by=by, **fields)
    perform("publish", revision, editor())
    return revision


def rewrite(revision: Revision, body: str, by: User | None = None) -> Revision:
    """Change the body of a draft, as its writer does by saving."""
    text = DraftText(revision.title, revision.standfirst, body, revision.change_note)
    return save_draft(revision, revision.version, by or author_of(revision), text)


def next_draft(article: Article, body: str, by: User | None = None) -> Revision:
    from articles.drafting.drafts import start_draft

    by = by or article.writers.first()  # type: ignore[assignment]
    assert by is not None
    return rewrite(start_draft(article, by), body, by)


TAKEN_BACK = {State.WITHDRAWN: "withdraw", State.RETRACTED: "retract"}
VERDICTS = {State.CHANGES_REQUESTED: "request_changes", State.REJECTED: "reject"}


def brought_to(state: State, revision: Revision, by: User | None = None) -> Revision:
    """Take a draft to a state by the product's own path; `by` is the reviewer who decides."""
    by, desk = by or reviewer(), editor()
    if state == State.DISCARDED:
        perform("discard", revision, author_of(revision))
    if state in (State.DRAFT, State.DISCARDED):
        return revision
    assigned(revision, to=by, by=desk)
    release_asked_again(revision, by)
    if state == State.RECALLED:
        perform("recall", revision, author_of(revision))
    if state in (State.IN_REVIEW, State.RECALLED):
        return revision
    perform(VERDICTS.get(state, "approve"), revision, by, SIGNED)
    if state == State.SCHEDULED:
        tomorrow = timezone.now() + timedelta(days=1)
        perform("schedule", revision, desk, Inputs(publish_at=tomorrow))
    if state in (*VERDICTS, State.APPROVED, State.SCHEDULED):
        return revision
    perform("publish", revision, desk)
    if state in TAKEN_BACK:
        perform(TAKEN_BACK[state], revision, desk, Inputs("The study was withdrawn."))
    if state == State.SUPERSEDED:
        brought_to(State.PUBLISHED, next_draft(revision.article, "<p>Time helps.</p>"))
        revision.refresh_from_db()
    return revision
