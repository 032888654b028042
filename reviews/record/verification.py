"""Recompute everything a reader is asked to trust, and name every row that does not hold what it claims.

The event chain is the witness: it is checked first, by its own hashes, and everything else (states,
approvals, badges) is then held against what the chain says.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, starmap
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from articles.images import library
from articles.models import Article, Image, Revision
from articles.models.articles import State
from articles.sealing import seal
from articles.signals import kept_asked
from articles.text import fields
from reviews.approval import quorum
from reviews.approval.badge import Badge
from reviews.entitlement import auditing as entitlement
from reviews.fingerprints import fingerprint
from reviews.formats import APPROVAL, TERMS
from reviews.humans import Sameness
from reviews.models import Approval, Round, Signers
from reviews.record import evidence
from reviews.record.evidence import Problem, Progress, Record, States, row_of
from reviews.record.facts import Facts, facts_of
from reviews.workflow.transitions import names_of

AT_ONCE = 100  # articles
MALFORMED = (*evidence.MALFORMED, ObjectDoesNotExist)


def problems(today: date, progress: Progress = lambda _: None) -> Iterator[Problem]:
    """Every row that does not hold what it claims, article by article, then every image, then the record
    of people and rules, then what others keep of sealed texts. Reads only.
    """
    every = Article.objects.order_by("pk").iterator()
    while some := list(islice(every, AT_ONCE)):
        yield from _problems_of_some(some, today)
        progress(len(some))
    for image in Image.objects.order_by("pk").iterator():
        for name in library.false_files(image):
            yield Problem(f"image {image.key}", f"its file {name} is missing or is another one")
    for row, says in entitlement.problems():
        yield Problem(f"change {row.number} to people and rules ({row.act})", says)
    for file in entitlement.false_files():
        says = f"the file {file.name} is not the one that was kept"
        yield Problem(f"check {file.check_of_id} of a credential", says)
    answers: Sequence[tuple[Any, Any]] = kept_asked.send(sender=None)
    for _receiver, lies in answers:
        yield from starmap(Problem, lies)


def problems_of(article: Article, today: date) -> Iterator[Problem]:
    """Those of one article."""
    for facts in facts_of([article], today):
        yield from _problems(facts)


def _problems_of_some(articles: list[Article], today: date) -> list[Problem]:
    """Those of many; where one of them can't be read, each by itself."""
    try:
        return [found for facts in facts_of(articles, today) for found in _problems(facts)]
    except MALFORMED as error:
        if len(articles) == 1:
            return [Problem(f"article {articles[0].pk}", f"can't be read ({error!r})")]
        return [found for each in articles for found in _problems_of_some([each], today)]


def _problems(facts: Facts) -> Iterator[Problem]:
    events = facts.events
    states = States({each.number: each.pk for each in facts.revisions})
    for event in events:
        states.follow(event)
    yield from evidence.chain(events, facts.article.pk, altered="was changed after it was written")
    for revision in facts.revisions:
        opened = evidence.opening(events, revision.pk)
        yield from _language(revision)
        yield from _seal(revision, opened)
        yield from _terms(revision, facts.rounds.get(revision.pk), opened)
        yield from _state(revision, State(states[revision.pk]))
    yield from _signatures(facts)
    yield from _strikes(facts)
    yield from _changes(facts)
    yield from _debts(facts)
    yield from _badges(facts)


def _language(revision: Revision) -> Iterator[Problem]:
    if revision.language != revision.article.language:
        yield Problem(f"revision {revision.pk}", "is in another language than its article")


def _seal(revision: Revision, opened: Record | None) -> Iterator[Problem]:
    """The digest is that of the sealed text, the columns say the same, and the chain knows it."""
    row = f"revision {revision.pk} ({revision.title})"
    if not revision.is_sealed:
        return
    if seal.digest(revision.sealed) != revision.digest:
        yield Problem(row, "its sealed text does not have its digest")
        return
    text = seal.read(revision.sealed)
    for column in fields.sealed():
        if getattr(revision, column) != getattr(text, column):
            yield Problem(row, f"its {column} is not the sealed one")
    yield from _pictures(row, text)
    if opened is None:
        yield Problem(row, "was sealed without an event")
    else:
        yield from evidence.submitted(row, revision.digest, revision.change_note, opened)


def _pictures(row: str, text: seal.Text) -> Iterator[Problem]:
    """The images of a sealed text are in the library still."""
    kept = {picture.key for picture in library.pictures(each.key for each in text.images)}
    for picture in text.images:
        if picture.key not in kept:
            yield Problem(row, f"shows image {picture.key}, which the library has no longer")


def _terms(revision: Revision, terms: Round | None, opened: Record | None) -> Iterator[Problem]:
    """The terms of the round are those that were frozen at submission."""
    if (terms is None) != (opened is None):
        yield Problem(
            f"revision {revision.pk} ({revision.title})", "has terms of review and no submission"
        )
    elif terms and opened and not _is_frozen(terms, opened):
        yield Problem(f"round {terms.pk}", "its terms are not those frozen at submission")
    if terms and terms.signers != Signers.of(revision.article):
        yield Problem(f"round {terms.pk}", "its text is not of those that its signers may approve")


def _is_frozen(terms: Round, opened: Record) -> bool:
    """Whether a round demands what was recorded, and nothing that nobody froze."""
    named = terms.checklist.record() if terms.checklist else {}
    kept = {**terms.checklist_record, "name": named.get("name")} if terms.checklist_record else {}
    return (
        terms.terms() == opened["terms"]
        and not TERMS.unsaid(terms.format, terms.values())
        and kept == named  # a checklist may be called something else today
    )


def _state(revision: Revision, expected: State) -> Iterator[Problem]:
    """The state is where the chain leaves the revision."""
    if revision.state != expected:
        yield Problem(
            f"revision {revision.pk} ({revision.title})",
            f"says {revision.get_state_display().lower()}, its events say {expected.label.lower()}",
        )


def _signatures(facts: Facts) -> Iterator[Problem]:
    digests = {revision.pk: revision.digest for revision in facts.revisions}
    yield from evidence.signed(facts.approvals, facts.events, digests)
    for approval in facts.approvals:
        if APPROVAL.read(approval["signed"])["signed_as"] != Signers.of(facts.article):
            row = f"approval {approval['id']} ({approval['signed']['name']})"
            yield Problem(row, "was signed by somebody who does not sign such texts")


def _strikes(facts: Facts) -> Iterator[Problem]:
    """Each signature that counts no more was struck by an event, and none that was counts again."""
    recorded = [
        each["covered"]["details"]["strike"]
        for each in facts.events
        if "strike" in each["covered"]["details"]
    ]
    for row in facts.strikes:
        if row.record() not in recorded:
            yield Problem(f"strike {row.pk}", "no event records it as it says")
    if len(facts.strikes) < len(recorded):
        yield Problem(f"article {facts.article.pk}", "a signature that was struck counts again")


def _changes(facts: Facts) -> Iterator[Problem]:
    """What readers are told of a change is what was told when it was published."""
    told = {
        covered["revision"]: covered["details"]["change"]
        for covered in (event["covered"] for event in facts.events)
        if covered["target"] == State.PUBLISHED and covered["details"].get("change")
    }
    kept = {each.revision_id: each for each in facts.changes}
    for revision, change in kept.items():
        said, row = told.get(revision), change.record()
        if said is None or any(row.get(name) != value for name, value in said.items()):
            yield Problem(f"change {change.pk}", "does not say what was published")
    for revision in told.keys() - kept.keys():
        yield Problem(f"revision {revision}", "what readers were told of its change is gone")


def _debts(facts: Facts) -> Iterator[Problem]:
    """Every publication without review left a debt, and only a review has settled one."""
    owed = {debt.revision_id: debt for debt in facts.debts}
    incurring, lapsed = names_of(lambda row: row.incurs_debt), set()
    for event in facts.events:
        covered = event["covered"]
        lapsed |= {*covered["details"].get("lapsed_debts", [])}
        if covered["transition"] in incurring and covered["revision"] not in owed:
            yield Problem(row_of(event), "the debt that it left is gone")
    for debt in owed.values():
        if debt.lapsed_at and debt.pk not in lapsed:
            yield Problem(f"debt {debt.pk}", "lapsed without an event")
        if debt.settled_by and debt.settled_by.revision.article_id != facts.article.pk:
            yield Problem(f"debt {debt.pk}", "was settled by a review of another article")


def _badges(facts: Facts) -> Iterator[Problem]:
    """A badge that pages show must follow from the signatures in the chain alone."""
    for revision in facts.revisions:
        shown = facts.badges.get(revision.pk)
        if shown is None or shown.due_on is None:
            continue
        if not _is_borne_out(revision, shown, facts):
            if shown.is_shown:
                row = f"badge of revision {revision.pk} ({revision.title})"
                yield Problem(row, "its events do not bear it out")
        elif (revision.pk, shown.due_on) not in facts.queued:
            yield Problem(f"article {revision.article_id}", "is not queued for its next review")


def _is_borne_out(revision: Revision, shown: Badge, facts: Facts) -> bool:
    honest = [event for event in facts.events if fingerprint(event["covered"]) == event["hash"]]
    approving = evidence.signatures(honest, lambda row: row.verdict == Approval.Verdict.APPROVE)
    struck = evidence.struck(honest)
    signed = [
        approval
        for event, approval in approving
        if event["covered"]["details"]["fingerprint"] not in struck
    ]
    by_digest: defaultdict[str, list[Approval]] = defaultdict(list)
    for approval in signed:
        by_digest[approval.digest].append(approval)
    terms = facts.rounds.get(revision.pk)
    names = {person.name for person in (*shown.reviewers, *shown.changes_by)}
    return (
        terms is not None
        and not quorum.shortfall(terms, by_digest[revision.digest], revision.digest, Sameness())
        # where the signatures cover the changes only, the rest was signed on an earlier digest
        and names <= {approval.name for approval in signed}
    )
