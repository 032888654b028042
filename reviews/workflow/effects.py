"""What a transition does besides moving the state. Each returns what its event keeps of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from articles import addresses
from articles.disclaimers import shown_on
from articles.drafting import desk_search
from articles.images import library
from articles.models import Article, Revision, Topic
from articles.models.articles import State
from articles.sealing import seal
from articles.users import User
from reviews.approval import quorum
from reviews.eligibility import bylines
from reviews.entitlement.amend import amend
from reviews.models import (
    Approval,
    Assignment,
    Credential,
    Debt,
    Policy,
    Round,
    Signers,
    Strike,
)
from reviews.workflow import changes, guards, recipients
from reviews.workflow.context import Details, TransitionContext


def nothing(context: TransitionContext) -> Details:
    return {}


def open_round(context: TransitionContext) -> Details:
    """Seal the text, freeze the terms, ask the reviewers of the round before again."""
    digest = _seal(context)
    terms = _freeze_terms(context)
    asked = _ask_again(context, terms)
    said = bylines.last_words(context.revision.article)
    named = bylines.record(context.submission.bylines, said)
    not_named = bylines.offer(context.revision, said, context.now)
    return {
        "bylines": {"named": named, "not_named": not_named},
        "digest": digest,
        "change_note": context.revision.change_note,
        "terms": terms.terms(),
        "asked_again": asked,
    }


def discard(context: TransitionContext) -> Details:
    """The desk finds the article by the texts that remain. It moves nowhere with a text that is gone."""
    article = context.revision.article
    if article.moves_to_id:
        article.moves_to = None
        article.save(update_fields=["moves_to"])
    desk_search.refresh_without(context.revision)
    return {}


def assign(context: TransitionContext) -> Details:
    """Ask a reviewer; who was asked for the first review of a published text is asked anew."""
    reviewer, terms = context.inputs.reviewer, context.round
    if reviewer is None or terms is None:
        raise TypeError("The guards let no assignment without a reviewer and a round through.")
    due_on = context.inputs.due_on or context.today + timedelta(days=terms.days_to_review)
    Assignment.objects.update_or_create(
        revision=context.revision,
        reviewer=reviewer,
        defaults={
            "assigned_by": context.actor,
            "assigned_at": context.now,
            "due_on": due_on,
            "answer": Assignment.Answer.ASKED,
            "answered_at": None,
            "reason": "",
            "interests": "",
            "is_awaited": True,
            "instead": None,
            "wanted_until": None,
        },
    )
    return {**_named(reviewer), "due_on": due_on.isoformat()}


def change_due(context: TransitionContext) -> Details:
    reviewer, due_on = context.inputs.reviewer, context.inputs.due_on
    if reviewer is None or due_on is None:
        raise TypeError("The guards let no due date without a reviewer and a day through.")
    asked = Assignment.objects.get(revision=context.revision, reviewer=reviewer)
    Assignment.objects.filter(pk=asked.pk).update(due_on=due_on, wanted_until=None)
    return {**_named(reviewer), "due_on": due_on.isoformat(), "before": asked.due_on.isoformat()}


def release(context: TransitionContext) -> Details:
    reviewer = context.inputs.reviewer
    if reviewer is None:
        raise TypeError("The guards let nobody be taken off who is not named.")
    Assignment.objects.filter(revision=context.revision, reviewer=reviewer).update(
        answer=Assignment.Answer.RELEASED, answered_at=context.now
    )
    return _named(reviewer)


def accept(context: TransitionContext) -> Details:
    _answer(context, Assignment.Answer.ACCEPTED, interests=context.inputs.interests.strip())
    return {"interests": context.inputs.interests.strip()}


def finish(context: TransitionContext) -> Details:
    """Nothing is signed: the round has ended. The answers to the checklist stand in the record."""
    return {"checklist": context.sheet.record()}


def decline(context: TransitionContext) -> Details:
    _answer(
        context,
        Assignment.Answer.DECLINED,
        reason=context.inputs.comment.strip(),
        has_conflict=context.inputs.has_conflict,
        instead=context.inputs.reviewer,
    )
    named = context.inputs.reviewer
    return {"has_conflict": context.inputs.has_conflict, **(_named(named) if named else {})}


def ask_for_time(context: TransitionContext) -> Details:
    asked, day = context.assignment, context.inputs.due_on
    if asked is None or day is None:
        raise TypeError("The guards let nobody ask for time who was not asked, or without a day.")
    Assignment.objects.filter(pk=asked.pk).update(wanted_until=day)
    return {"until": day.isoformat(), "due_on": asked.due_on.isoformat()}


def sign(context: TransitionContext) -> Details:
    person, verdict = context.person, context.verdict
    if person is None or verdict is None:
        raise TypeError("No signature without a person and a verdict comes through.")
    approval = Approval.objects.create(
        revision=context.revision,
        digest=context.revision.digest,
        reviewer=context.actor,
        person=person,
        name=person.name,
        post_nominals=context.checked_letters,
        signed_as=context.signers,
        credentials=context.credentials,
        verdict=verdict,
        scope=context.inputs.scope,
        statement=context.inputs.comment.strip(),
        interests=context.inputs.interests.strip(),
        checklist=context.signed_sheet.record(),
        verdicts=context.ledger.record(),
        disclaimers={
            wording.disclaimer.slug: wording.number
            for wording in shown_on(
                context.revision.article,
                context.revision,
                context.today,
                topic=context.revision.topic,
            )
        },
        method=context.inputs.method,
        signed_at=context.now,
    )
    Assignment.objects.filter(
        revision=context.revision, reviewer=context.actor, answer=Assignment.Answer.ASKED
    ).update(
        answer=Assignment.Answer.ACCEPTED,
        answered_at=context.now,
        interests=context.inputs.interests.strip(),
    )
    context.approvals.append(approval)
    return {"approval": approval.record(), "fingerprint": approval.fingerprint()}


def sign_confirmation(context: TransitionContext) -> Details:
    """Sign the published text again; where that completes what it owed, the debt is settled."""
    details = sign(context)
    if not _shortfall(context):
        _settle_debts(context)
    return details


def strike_own(context: TransitionContext) -> Details:
    return _strike(context, context.inputs.ground, context.inputs.comment, context.actor, None)


def propose_strike(context: TransitionContext) -> Details:
    approval = _named_approval(context)
    return {"approval": approval.pk, "ground": context.inputs.ground, "name": approval.titled_name}


def second_strike(context: TransitionContext) -> Details:
    """Whoever signed for somebody else, or without what it takes, is not asked for this text again, and
    signs no other before somebody has looked anew at what they hold.
    """
    approval = _named_approval(context)
    proposed = context.proposed_strikes[approval.pk]
    if proposed.actor is None:
        raise TypeError("No strike is proposed by the clock.")
    Assignment.objects.filter(revision=context.revision, reviewer=approval.reviewer_id).update(
        answer=Assignment.Answer.RELEASED, answered_at=context.now
    )
    ground = proposed.details["ground"]
    _void_checks(approval, proposed.comment, context)
    return _strike(context, ground, proposed.comment, proposed.actor, context.actor)


def _void_checks(approval: Approval, reason: str, context: TransitionContext) -> None:
    for credential in Credential.objects.checked().filter(person=approval.person_id):
        amend("void_check", credential, None, reason=reason, now=context.now)


def _named_approval(context: TransitionContext) -> Approval:
    return next(each for each in context.standing_approvals if each.pk == context.inputs.approval)


def _strike(
    context: TransitionContext, ground: str, reason: str, by: User, second: User | None
) -> Details:
    """The signature counts no more; a debt that it had settled is owed again."""
    approval = _named_approval(context)
    made = Strike.objects.create(
        approval=approval,
        ground=ground,
        reason=reason.strip(),
        struck_by=by,
        seconded_by=second,
        struck_at=context.now,
    )
    approval.strike = made
    settled = Debt.objects.filter(settled_by=approval)
    reopened = list(settled.values_list("pk", flat=True))
    settled.update(settled_by=None)
    if context.revision.state == State.SCHEDULED and _shortfall(context):
        context.columns["publish_at"] = None
    return {
        "strike": made.record(),
        "fingerprint": approval.fingerprint(),
        "name": approval.titled_name,
        "ground": made.ground,
        "reason": made.reason,
        **({"reopened_debts": reopened} if reopened else {}),
    }


def set_time(context: TransitionContext) -> Details:
    publish_at = context.inputs.publish_at
    if publish_at is None:
        raise TypeError("The guards let no schedule without a time through.")
    context.columns["publish_at"] = publish_at
    change = changes.planned(context)
    return {"publish_at": publish_at.isoformat(), "change": change.record() if change else {}}


def clear_time(context: TransitionContext) -> Details:
    context.columns["publish_at"] = None
    return {}


def publish(context: TransitionContext) -> Details:
    change = _record_change(context)
    details = {
        "digest": context.revision.digest,
        "superseded": _supersede(context),
        "change": change,
        **_arrive(context),
    }
    _settle_debts(context)
    return details


def take_down(context: TransitionContext) -> Details:
    """Readers no longer see the text as one to rely on: what was owed for it is owed no more."""
    owed = Debt.objects.outstanding().filter(revision__article=context.revision.article_id)
    lapsed = list(owed.values_list("pk", flat=True))
    owed.update(lapsed_at=context.now)
    return {"lapsed_debts": lapsed} if lapsed else {}


def move(context: TransitionContext) -> Details:
    article = context.revision.article
    before, slug = article.slug, addresses.read(context.inputs.address)
    addresses.move(article, slug, context.now)
    return {"from": before, "to": slug}


def retopic(context: TransitionContext) -> Details:
    """Readers find the article elsewhere at once; its review stays what it was."""
    topic, article = context.inputs.topic, context.revision.article
    if topic is None:
        raise TypeError("The guards let no move without a topic through.")
    before, lacks = article.topic, context.topics[topic]
    _set_topic(article, topic)
    return {"from": _topic(before), "to": _topic(topic), **_what_follows(context, lacks)}


def settle_policy(context: TransitionContext) -> Details:
    found = context.falls_short
    if found is None:
        raise TypeError("The guards let no review through that lacks nothing.")
    return {"policy": found.today, **_what_follows(context, found.lacks)}


def _what_follows(context: TransitionContext, lacks: Sequence[str]) -> Details:
    """A review is opened only where something lacks."""
    context.opens_review = bool(lacks) and context.inputs.follows == guards.OPEN_A_REVIEW
    policy = Policy.objects.for_topic(context.revision.article.topic)
    return {
        "lacks": list(lacks),
        "opens_review": context.opens_review,
        "demands": policy.demands() if policy else {},
    }


def _set_topic(article: Article, topic: Topic) -> None:
    article.topic = topic
    if article.moves_to_id == topic.pk:
        article.moves_to = None
    article.save(update_fields=["topic", "moves_to"])


def _topic(topic: Topic) -> Details:
    return {"topic": topic.pk, "name": topic.name}


def merge(context: TransitionContext) -> Details:
    """Lead readers of a text that was taken down to another article, or no longer."""
    article, slug = context.revision.article, addresses.read(context.inputs.address)
    into = Revision.objects.published().filter(article__slug=slug).first()
    article.merged_into = into.article if into else None
    article.save(update_fields=["merged_into"])
    return {"into": into.article_id, "title": into.title, "slug": slug} if into else {}


def publish_with_debt(context: TransitionContext) -> Details:
    """Publish what nobody has reviewed: sealed, without a badge, with a review owed by a day."""
    opened = {} if context.revision.is_sealed else open_round(context)
    terms: Round = context.revision.round
    due_on = context.today + timedelta(days=terms.days_to_settle_debt)
    Debt.objects.create(
        revision=context.revision,
        reason=context.inputs.comment.strip(),
        incurred_at=context.now,
        due_on=due_on,
    )
    digest = opened.get("digest", context.revision.digest)
    change, superseded = _record_change(context), _supersede(context)
    return {
        **opened,
        "digest": digest,
        "superseded": superseded,
        "change": change,
        **_arrive(context),
        "due_on": due_on.isoformat(),
    }


SIGNING = (sign, sign_confirmation)
# the gravest first
AGAINST = {
    Approval.Verdict.REJECT: State.REJECTED,
    Approval.Verdict.REQUEST_CHANGES: State.CHANGES_REQUESTED,
}
REPORTED = (State.APPROVED, *AGAINST.values())  # where a round ends once its reports are in


# --- where a transition leads ------------------------------------------------------------------


def as_the_reports_say(context: TransitionContext) -> State:
    """Where a text in review stands: with its reviewers until those have reported whom the round waits
    for; then back with its writer if one of them is against it, and approved once the demand is met.
    """
    state = State(context.revision.state)
    if state != State.IN_REVIEW or context.waits_for_reports:
        return state
    verdicts = {each.verdict for each in context.standing_approvals}
    if against := next((each for each in AGAINST if each in verdicts), None):
        return AGAINST[against]
    is_complete = not _shortfall(context) and not any(each.is_blocking for each in context.threads)
    return State.APPROVED if is_complete else State.IN_REVIEW


def after_a_strike(context: TransitionContext) -> State:
    """What was approved waits for another approval where one is lacking now; what is in review may have
    waited for whoever is struck; all else stays as it is.
    """
    is_ready = context.revision.state in (State.APPROVED, State.SCHEDULED)
    if is_ready and _shortfall(context):
        return State.IN_REVIEW
    return as_the_reports_say(context)


# --- parts -------------------------------------------------------------------------------------


def _seal(context: TransitionContext) -> str:
    sealed = context.submission.sealable
    digest = seal.digest(sealed)
    library.record_uses(context.revision)  # one may have come into the library since the last save
    context.columns.update(sealed=sealed, digest=digest, sealed_at=context.now)
    return digest


def _freeze_terms(context: TransitionContext) -> Round:
    policy = context.submission.policy
    if policy is None:
        raise TypeError("The guards let no submission without a policy through.")
    signers = Signers.of(context.revision.article)
    specialty = policy.specialty if signers == Signers.REVIEWERS else None
    checklist = policy.checklist.current if policy.checklist else None
    before = _terms_before(context.revision)
    was_published = before is not None and before.revision.published_at is not None
    return Round.objects.create(
        revision=context.revision,
        number=1 if before is None or was_published else before.number + 1,
        signers=signers,
        approvals=policy.approvals,
        specialty=specialty.name if specialty else "",
        specialty_key=specialty.key if specialty else "",
        change=changes.submitted_as(context),
        was_wrong=context.inputs.was_wrong.strip(),
        says_now=context.inputs.says_now.strip(),
        checklist=checklist,
        checklist_record=checklist.record() if checklist else {},
        checked=_to_check(policy, signers, context),
        partly_passes=policy.partly_passes,
        reports=policy.reports,
        is_blind=policy.is_blind,
        policy=policy.record(),
        interval_months=policy.interval_months,
        days_to_review=policy.days_to_review,
        days_to_settle_debt=policy.days_to_settle_debt,
        opened_at=context.now,
    )


def _terms_before(revision: Revision) -> Round | None:
    """Those of the text that this one starts from."""
    if revision.based_on_id is None:
        return None
    terms = Round.objects.select_related("revision")
    return terms.filter(revision=revision.based_on_id).first()


def _to_check(policy: Policy, signers: Signers, context: TransitionContext) -> list[str]:
    """The kinds of statements that need a verdict. A page about the site makes none about health."""
    if signers == Signers.EDITORS or not policy.checks_evidence(context.today):
        return []
    return list(policy.checked)


def _ask_again(context: TransitionContext, terms: Round) -> list[str]:
    """The round waits for those who were against the text before; for the others once they accept."""
    before = recipients.asked_again(context)
    against = _against_before(context) if before else set()
    again = [
        Assignment(
            revision=context.revision,
            reviewer=assignment.reviewer,
            assigned_by=assignment.assigned_by,
            assigned_at=context.now,
            due_on=context.today + timedelta(days=terms.days_to_review),
            is_awaited=assignment.reviewer_id in against,
        )
        for assignment in before
    ]
    Assignment.objects.bulk_create(again)
    return [str(assignment.reviewer) for assignment in again]


def _against_before(context: TransitionContext) -> set[int]:
    signed = Approval.objects.standing().filter(revision=context.revision.based_on_id)
    against = signed.exclude(verdict=Approval.Verdict.APPROVE)
    return set(against.values_list("reviewer", flat=True))


def _named(reviewer: User) -> Details:
    return {"reviewer": reviewer.pk, "reviewer_name": str(reviewer)}


def _answer(context: TransitionContext, answer: Assignment.Answer, **fields: Any) -> None:
    Assignment.objects.filter(revision=context.revision, reviewer=context.actor).update(
        answer=answer, answered_at=context.now, **fields
    )


def _shortfall(context: TransitionContext) -> str:
    if context.round is None:
        return _("This text was never submitted for review.")
    return quorum.shortfall(
        context.round, context.approvals, context.revision.digest, context.known
    )


def _supersede(context: TransitionContext) -> int | None:
    """The published text before makes way; return its number."""
    article = context.revision.article
    if article.merged_into_id is not None:
        Article.objects.filter(pk=article.pk).update(merged_into=None)
    before = Revision.objects.published().filter(article=article).exclude(pk=context.revision.pk)
    number = before.values_list("number", flat=True).first()
    if number is not None:
        before.update(state=State.SUPERSEDED)
    context.columns.update(published_at=context.now, publish_at=None)
    return number


def _arrive(context: TransitionContext) -> Details:
    """The article stands under the topic that its editor chose for this text."""
    article = context.revision.article
    if article.moves_to is None:
        return {}
    before, topic = article.topic, article.moves_to
    _set_topic(article, topic)
    return {"topic": {"from": _topic(before), "to": _topic(topic)}}


def _record_change(context: TransitionContext) -> Details:
    """What readers are told of it; nothing for a first text."""
    change = changes.planned(context)
    if change is None:
        return {}
    change.save()
    return change.record()


def _settle_debts(context: TransitionContext) -> None:
    last = max(
        quorum.counting(context.approvals, context.revision.digest),
        key=lambda approval: approval.signed_at,
    )
    owed = Debt.objects.outstanding().filter(revision__article=context.revision.article_id)
    owed.update(settled_by=last)
