"""What a transition does besides moving the state. Each returns what its event keeps of it."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from articles import addresses
from articles.disclaimers import shown_on
from articles.drafting import desk_search
from articles.images import library
from articles.models import Article, Revision
from articles.models.articles import State
from articles.sealing import seal
from articles.users import User
from reviews.approval import quorum
from reviews.eligibility import rights
from reviews.models import Approval, Assignment, Debt, Policy, Round, Signers
from reviews.workflow import changes
from reviews.workflow.context import TransitionContext

Details = dict[str, Any]


def nothing(step: TransitionContext) -> Details:
    return {}


def open_round(step: TransitionContext) -> Details:
    """Seal the text, freeze the terms, ask the reviewers of the round before again."""
    digest = _seal(step)
    terms = _freeze_terms(step)
    asked = _ask_again(step, terms)
    return {
        "digest": digest,
        "change_note": step.revision.change_note,
        "terms": terms.terms(),
        "asked_again": asked,
    }


def discard(step: TransitionContext) -> Details:
    """The desk finds the article by the texts that remain."""
    desk_search.refresh_without(step.revision)
    return {}


def assign(step: TransitionContext) -> Details:
    """Ask a reviewer; who was asked for the first review of a published text is asked anew."""
    reviewer, terms = step.inputs.reviewer, step.round
    if reviewer is None or terms is None:
        raise TypeError("The guards let no assignment without a reviewer and a round through.")
    due_on = step.inputs.due_on or step.today + timedelta(days=terms.days_to_review)
    Assignment.objects.update_or_create(
        revision=step.revision,
        reviewer=reviewer,
        defaults={
            "assigned_by": step.actor,
            "assigned_at": step.now,
            "due_on": due_on,
            "answer": Assignment.Answer.ASKED,
            "answered_at": None,
            "reason": "",
            "interests": "",
        },
    )
    return {**_named(reviewer), "due_on": due_on.isoformat()}


def change_due(step: TransitionContext) -> Details:
    reviewer, due_on = step.inputs.reviewer, step.inputs.due_on
    if reviewer is None or due_on is None:
        raise TypeError("The guards let no due date without a reviewer and a day through.")
    asked = Assignment.objects.get(revision=step.revision, reviewer=reviewer)
    Assignment.objects.filter(pk=asked.pk).update(due_on=due_on)
    return {**_named(reviewer), "due_on": due_on.isoformat(), "before": asked.due_on.isoformat()}


def release(step: TransitionContext) -> Details:
    reviewer = step.inputs.reviewer
    if reviewer is None:
        raise TypeError("The guards let nobody be taken off who is not named.")
    Assignment.objects.filter(revision=step.revision, reviewer=reviewer).update(
        answer=Assignment.Answer.RELEASED, answered_at=step.now
    )
    return _named(reviewer)


def accept(step: TransitionContext) -> Details:
    _answer(step, Assignment.Answer.ACCEPTED, interests=step.inputs.interests.strip())
    return {"interests": step.inputs.interests.strip()}


def decline(step: TransitionContext) -> Details:
    _answer(
        step,
        Assignment.Answer.DECLINED,
        reason=step.inputs.comment.strip(),
        has_conflict=step.inputs.has_conflict,
    )
    return {"has_conflict": step.inputs.has_conflict}


def sign_approval(step: TransitionContext) -> Details:
    return _sign(step, Approval.Verdict.APPROVE)


def sign_confirmation(step: TransitionContext) -> Details:
    """Sign the published text again; where that completes what it owed, the debt is settled."""
    details = _sign(step, Approval.Verdict.APPROVE)
    if not _shortfall(step):
        _settle_debts(step)
    return details


def sign_request_for_changes(step: TransitionContext) -> Details:
    return _sign(step, Approval.Verdict.REQUEST_CHANGES)


def sign_rejection(step: TransitionContext) -> Details:
    return _sign(step, Approval.Verdict.REJECT)


def set_time(step: TransitionContext) -> Details:
    publish_at = step.inputs.publish_at
    if publish_at is None:
        raise TypeError("The guards let no schedule without a time through.")
    step.columns["publish_at"] = publish_at
    change = changes.planned(step)
    return {"publish_at": publish_at.isoformat(), "change": change.record() if change else {}}


def clear_time(step: TransitionContext) -> Details:
    step.columns["publish_at"] = None
    return {}


def publish(step: TransitionContext) -> Details:
    change = _record_change(step)
    details = {"digest": step.revision.digest, "superseded": _supersede(step), "change": change}
    _settle_debts(step)
    return details


def take_down(step: TransitionContext) -> Details:
    """Readers no longer see the text as one to rely on: what was owed for it is owed no more."""
    owed = Debt.objects.outstanding().filter(revision__article=step.revision.article_id)
    lapsed = list(owed.values_list("pk", flat=True))
    owed.update(lapsed_at=step.now)
    return {"lapsed_debts": lapsed} if lapsed else {}


def move(step: TransitionContext) -> Details:
    article = step.revision.article
    before, slug = article.slug, addresses.read(step.inputs.address)
    addresses.move(article, slug, step.now)
    return {"from": before, "to": slug}


def merge(step: TransitionContext) -> Details:
    """Lead readers of a text that was taken down to another article, or no longer."""
    article, slug = step.revision.article, addresses.read(step.inputs.address)
    into = Revision.objects.published().filter(article__slug=slug).first()
    article.merged_into = into.article if into else None
    article.save(update_fields=["merged_into"])
    return {"into": into.article_id, "title": into.title, "slug": slug} if into else {}


def publish_with_debt(step: TransitionContext) -> Details:
    """Publish what nobody has reviewed: sealed, without a badge, with a review owed by a day."""
    opened = {} if step.revision.is_sealed else open_round(step)
    terms = Round.objects.get(revision=step.revision)
    due_on = step.today + timedelta(days=terms.days_to_settle_debt)
    Debt.objects.create(
        revision=step.revision,
        reason=step.inputs.comment.strip(),
        incurred_at=step.now,
        due_on=due_on,
    )
    digest = opened.get("digest", step.revision.digest)
    change, superseded = _record_change(step), _supersede(step)
    return {
        **opened,
        "digest": digest,
        "superseded": superseded,
        "change": change,
        "due_on": due_on.isoformat(),
    }


# --- where a transition leads ------------------------------------------------------------------


def approved_if_complete(step: TransitionContext) -> State:
    """Approved once everybody whom the round demands has signed; in review until then."""
    return State.IN_REVIEW if _shortfall(step) else State.APPROVED


# --- parts -------------------------------------------------------------------------------------


def _seal(step: TransitionContext) -> str:
    sealed = seal.compose(step.revision).serialised()
    digest = seal.digest(sealed)
    library.record_uses(step.revision)  # one may have come into the library since the last save
    step.columns.update(sealed=sealed, digest=digest, sealed_at=step.now)
    return digest


def _freeze_terms(step: TransitionContext) -> Round:
    policy = Policy.objects.for_topic(step.revision.article.topic)
    if policy is None:
        raise TypeError("The guards let no submission without a policy through.")
    signers = Signers.of(step.revision.article)
    specialty = policy.specialty if signers == Signers.REVIEWERS else None
    before = Round.objects.filter(revision=step.revision.based_on_id).first()
    was_published = before is not None and before.revision.published_at is not None
    return Round.objects.create(
        revision=step.revision,
        number=1 if before is None or was_published else before.number + 1,
        signers=signers,
        approvals=policy.approvals,
        specialty=specialty.name if specialty else "",
        specialty_key=specialty.key if specialty else "",
        change=changes.submitted_as(step),
        was_wrong=step.inputs.was_wrong.strip(),
        says_now=step.inputs.says_now.strip(),
        checklist=policy.checklist.current if policy.checklist else None,
        interval_months=policy.interval_months,
        days_to_review=policy.days_to_review,
        days_to_settle_debt=policy.days_to_settle_debt,
        opened_at=step.now,
    )


def _ask_again(step: TransitionContext, terms: Round) -> list[str]:
    again = [
        Assignment(
            revision=step.revision,
            reviewer=assignment.reviewer,
            assigned_by=assignment.assigned_by,
            assigned_at=step.now,
            due_on=step.today + timedelta(days=terms.days_to_review),
        )
        for assignment in rights.asked_again(step)
    ]
    Assignment.objects.bulk_create(again)
    return [str(assignment.reviewer) for assignment in again]


def _named(reviewer: User) -> Details:
    return {"reviewer": reviewer.pk, "reviewer_name": str(reviewer)}


def _answer(step: TransitionContext, answer: Assignment.Answer, **fields: Any) -> None:
    Assignment.objects.filter(revision=step.revision, reviewer=step.actor).update(
        answer=answer, answered_at=step.now, **fields
    )


def _sign(step: TransitionContext, verdict: Approval.Verdict) -> Details:
    person = step.person
    if person is None:
        raise TypeError("The guards let no signature without a person through.")
    approval = Approval.objects.create(
        revision=step.revision,
        digest=step.revision.digest,
        reviewer=step.actor,
        person=person,
        name=person.name,
        post_nominals=person.post_nominals,
        signed_as=step.signers,
        credentials=step.credentials,
        verdict=verdict,
        scope=step.inputs.scope,
        statement=step.inputs.comment.strip(),
        interests=step.inputs.interests.strip(),
        checklist=step.sheet.record(),
        disclaimers={
            wording.disclaimer.slug: wording.number
            for wording in shown_on(step.revision.article, step.today)
        },
        method=step.inputs.method,
        signed_at=step.now,
    )
    Assignment.objects.filter(
        revision=step.revision, reviewer=step.actor, answer=Assignment.Answer.ASKED
    ).update(
        answer=Assignment.Answer.ACCEPTED,
        answered_at=step.now,
        interests=step.inputs.interests.strip(),
    )
    step.approvals.append(approval)
    return {"approval": approval.record(), "fingerprint": approval.fingerprint()}


def _shortfall(step: TransitionContext) -> str:
    if step.round is None:
        return _("This text was never submitted for review.")
    return quorum.shortfall(step.round, step.approvals, step.revision.digest)


def _supersede(step: TransitionContext) -> int | None:
    """The published text before makes way; return its number."""
    Article.objects.filter(pk=step.revision.article_id).update(merged_into=None)
    before = Revision.objects.published().filter(article=step.revision.article_id)
    number = before.exclude(pk=step.revision.pk).values_list("number", flat=True).first()
    before.exclude(pk=step.revision.pk).update(state=State.SUPERSEDED)
    step.columns.update(published_at=step.now, publish_at=None)
    return number


def _record_change(step: TransitionContext) -> Details:
    """What readers are told of it; nothing for a first text."""
    change = changes.planned(step)
    if change is None:
        return {}
    change.save()
    return change.record()


def _settle_debts(step: TransitionContext) -> None:
    last = max(
        quorum.counting(step.approvals, step.revision.digest),
        key=lambda approval: approval.signed_at,
    )
    owed = Debt.objects.outstanding().filter(revision__article=step.revision.article_id)
    owed.update(settled_by=last)
