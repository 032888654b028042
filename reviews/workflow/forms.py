"""What a person enters with a transition: one form for each kind of input."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Revision, Topic
from articles.users import User
from reviews import phrases
from reviews.eligibility.rights import holders_of
from reviews.models import Approval, ChangeKind, Strike
from reviews.reviewing.forms import words
from reviews.reviewing.small_changes import SmallChange
from reviews.workflow import changes, guards
from reviews.workflow.context import Inputs, TransitionContext

if TYPE_CHECKING:
    from reviews.workflow.transition import Transition

NO_STATEMENT = _("Write your statement: it is what you sign.")
NO_PASSWORD = _("Enter your password: it confirms that it is you.")
NO_INTERESTS = _("Declare your competing interests, or “None”.")


class ActionForm(forms.Form):
    """A transition that asks for nothing, and the base of those that do.

    `digest`, `version` and `state` say what stood on the page that is sent off (invariant 6).
    """

    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    lists_candidates = False

    @classmethod
    def asks_something(cls, revision: Revision) -> bool:
        """Whether anything is to be entered for the text, so that no button can post it at once."""
        return cls.base_fields.keys() != ActionForm.base_fields.keys()

    def __init__(
        self, data: Mapping[str, Any] | None, transition: "Transition", context: TransitionContext
    ) -> None:
        # several of these forms stand on one page: their ids are kept apart
        super().__init__(data, auto_id=f"id_{transition.name}_%s", label_suffix="")
        self.transition, self.context = transition, context
        revision = context.revision
        self.initial.update(digest=revision.digest, version=revision.version, state=revision.state)
        self.prepare()
        if transition.proves_presence and (transition.is_signed or not context.presence):
            self.fields.update(identity_fields(context))

    @property
    def offers_passkey(self) -> bool:
        return "passkey" in self.fields

    def prepare(self) -> None:
        """What depends on the text or on the user."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shown = cleaned.get("version") is not None or cleaned.get("digest")
        if guards.is_as_seen in self.transition.checks and not shown:
            raise forms.ValidationError(
                _("Open the text first: what you send must name what you saw.")
            )
        if self.offers_passkey and not (cleaned.get("password") or cleaned.get("passkey")):
            self.add_error("password", NO_PASSWORD)
        return cleaned

    def inputs(self) -> Inputs:
        """The entries as the workflow takes them, with how the actor showed who they are."""
        known = {field.name for field in fields(Inputs)}
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        entered = Inputs(**{name: value for name, value in given.items() if value is not None})
        presence = self.context.presence
        return replace(entered, method=presence.method) if presence else entered


def identity_fields(context: TransitionContext) -> dict[str, forms.Field]:
    """What shows that it is the actor: a password, a code, a passkey; of a guest the code we mail."""
    if context.actor.is_guest:
        code = forms.CharField(
            label=_("The code from our mail"),
            required=False,
            help_text=_("Leave it empty at first: signing sends you one."),
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        )
        return {"password": code}
    has_codes = bool(context.factors - {"webauthn"})
    has_passkey = "webauthn" in context.factors
    password = forms.CharField(
        label=_("Your password, or a code from your app") if has_codes else _("Your password"),
        strip=False,
        required=not has_passkey,
        help_text=_("It shows that it is you, here and now."),
        error_messages={"required": NO_PASSWORD},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)
    return {"password": password, **({"passkey": passkey} if has_passkey else {})}


class AcceptForm(ActionForm):
    interests = words(
        _("Your competing interests"),
        NO_INTERESTS,
        rows=2,
        help_text=_(
            "Of the last 36 months, on this subject. “None” counts. "
            "Where one would sway you, decline instead."
        ),
    )

    def prepare(self) -> None:
        self.initial["interests"] = self.context.declared_interests


class StrikeForm(ActionForm):
    """Which signature counts no more, and why: readers are told."""

    approval = forms.TypedChoiceField(label=_("Signature"), coerce=int)
    ground = forms.ChoiceField(label=_("What was wrong"), widget=forms.RadioSelect)
    comment = words(
        _("Why it counts no more"), _("Say why."), rows=3, help_text=_("Readers see it.")
    )
    grounds: tuple[Strike.Ground, ...] = Strike.OWN

    def prepare(self) -> None:
        _offer(self, "approval", [(str(each.pk), signature(each)) for each in self.signatures()])
        _offer(self, "ground", [(each.value, each.label) for each in self.grounds])

    def signatures(self) -> list[Approval]:
        return self.context.own_approvals


class StrikeForCauseForm(StrikeForm):
    grounds = Strike.FOR_CAUSE

    def signatures(self) -> list[Approval]:
        return self.context.standing_approvals


class SecondStrikeForm(ActionForm):
    """What another proposed, with the reason that readers will see."""

    approval = forms.TypedChoiceField(label=_("Signature"), coerce=int, widget=forms.RadioSelect)

    def prepare(self) -> None:
        proposed = self.context.proposed_strikes
        offered = [
            (str(each.pk), f"{signature(each)}: {proposed[each.pk].comment}")
            for each in self.context.standing_approvals
            if each.pk in proposed
        ]
        _offer(self, "approval", offered)


def signature(approval: Approval) -> str:
    """“Dr Ada Byron, MD, 3 May 2030”, to choose it by."""
    return f"{approval.titled_name}, {phrases.day(approval.signed_on.isoformat())}"


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 says so to the type checker
    field.choices = choices


class DeclineForm(ActionForm):
    comment = words(
        _("Why you decline"), _("Say why."), rows=3, help_text=_("The editors read this.")
    )
    has_conflict = forms.BooleanField(
        label=_("I have a conflict of interest on this subject"),
        required=False,
        help_text=_("You will not be asked to review this article again."),
    )

    reviewer = forms.ModelChoiceField(
        label=_("Ask somebody else instead"),
        queryset=holders_of("review_revision").none(),
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("Those who may review this text. An editor asks them, or somebody else."),
    )

    def prepare(self) -> None:
        able = self.context.others_able
        if not able:
            del self.fields["reviewer"]
            return
        _offer_people(self, "reviewer", able)


class TimeForm(ActionForm):
    due_on = forms.DateField(
        label=_("I need until"),
        error_messages={"required": _("Choose the day by which you can decide.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ReportForm(ActionForm):
    comment = words(
        _("What you found"), _("Say what you found."), help_text=_("Writer and editors read it.")
    )


class ReasonForm(ActionForm):
    comment = words(
        _("Reason"), _("Say why."), help_text=_("Kept on record. Readers don’t see it.")
    )


class PublicReasonForm(ActionForm):
    comment = words(
        _("Explanation to readers"),
        _("Say why."),
        help_text=_("Stands on the public page with today’s date, and can’t be changed later."),
    )


class MoveForm(ActionForm):
    address = forms.CharField(
        label=_("New address"),
        max_length=200,
        error_messages={"required": _("Enter the new address.")},
        help_text=_("The last part: small letters, digits and hyphens."),
    )

    def prepare(self) -> None:
        self.initial["address"] = self.context.revision.article.slug


class PolicyForm(ActionForm):
    """What becomes of a review that has not all that the policy of its topic asks for."""

    follows = forms.ChoiceField(
        label=_("What becomes of its review?"),
        widget=forms.RadioSelect,
        choices=[
            (
                guards.OPEN_A_REVIEW,
                _(
                    "Open a review under the policy of today: the same text goes before reviewers again"
                ),
            ),
            (
                guards.KEEP_THE_REVIEW,
                _(
                    "Leave it: the page says by which policy it was reviewed, and by which it was not"
                ),
            ),
        ],
        error_messages={"required": _("Choose what becomes of its review.")},
    )

    def prepare(self) -> None:
        if found := self.context.falls_short:
            self.fields["follows"].help_text = gettext("The policy also asks for: %(lacks)s.") % {
                "lacks": phrases.names(found.lacks)
            }


class TopicForm(PolicyForm):
    """Another topic for a public article, with what the policy of each asks for besides."""

    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the topic.")},
    )
    field_order = ["topic", "follows"]

    def prepare(self) -> None:
        topics = self.fields["topic"]
        assert isinstance(topics, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        found = self.context.topics
        topics.queryset = Topic.objects.filter(pk__in=[each.pk for each in found])
        topics.choices = [(each.pk, _beside(each, lacks)) for each, lacks in found.items()]


def _beside(topic: Topic, lacks: tuple[str, ...]) -> str:
    if not lacks:
        return str(topic)
    said = gettext("%(topic)s. Its policy also asks for: %(lacks)s")
    return said % {"topic": topic, "lacks": phrases.names(lacks)}


class MergeForm(ActionForm):
    address = forms.CharField(
        label=_("Address of the other article"),
        max_length=500,
        required=False,
        help_text=_(
            "Readers of a withdrawn page go there at once. A retracted page stays, under its "
            "notice, and links there. Leave it empty to lead nobody on any more."
        ),
    )

    def prepare(self) -> None:
        merged_into = self.context.revision.article.merged_into
        self.initial["address"] = merged_into.slug if merged_into else ""


class ChangeForm(ActionForm):
    """What a change of a public text is; a first text is asked nothing of that."""

    change = forms.ChoiceField(
        label=_("What kind of change is it?"),
        widget=forms.RadioSelect,
        choices=[
            (ChangeKind.MINOR, _("Minor edit: nothing that a reader would understand otherwise")),
            (ChangeKind.CORRECTION, _("Correction: something was wrong")),
            (ChangeKind.UPDATE, _("Update: something is new")),
            (ChangeKind.EDITION, _("New edition: looked at again as a whole")),
        ],
        error_messages={"required": _("Choose what kind of change it is.")},
    )
    was_wrong = words(
        _("What was wrong"), rows=2, required=False, help_text="Of a correction. Readers see it."
    )
    says_now = words(
        _("What it says now"), rows=2, required=False, help_text="Of a correction. Readers see it."
    )
    of_changes: tuple[str, ...] = ("change", "was_wrong", "says_now")

    @classmethod
    def asks_something(cls, revision: Revision) -> bool:
        asked_of_all = cls.base_fields.keys() - ActionForm.base_fields.keys() - {*cls.of_changes}
        return bool(asked_of_all) or changes.replaces_a_public_text(revision)

    def prepare(self) -> None:
        if not changes.replaces_a_public_text(self.context.revision):
            for name in self.of_changes:
                del self.fields[name]


class PublishForm(ChangeForm):
    """The editor confirms or raises what the writer chose. GOV.UK asks every editor the question."""

    is_announced = forms.TypedChoiceField(
        label=_("Do readers need to know that the text has changed?"),
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=[
            ("yes", _("Yes: the note below stands in the history and in the feed")),
            ("no", _("No: the history has a line for the version, and no note")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether readers need to know.")},
    )
    note = words(_("The note for readers"), rows=2, required=False)
    of_changes = (*ChangeForm.of_changes, "is_announced", "note")

    def prepare(self) -> None:
        super().prepare()
        terms = self.context.round
        if terms is None or "change" not in self.fields:
            return
        self.initial.update(
            change=terms.change,
            was_wrong=terms.was_wrong,
            says_now=terms.says_now,
            note=self.context.revision.change_note,
        )
        if terms.change == ChangeKind.CORRECTION:
            self.initial["is_announced"] = "yes"


class ScheduleForm(PublishForm):
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        error_messages={"required": _("Choose the day and time of publication.")},
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    field_order = ["publish_at"]

    def prepare(self) -> None:
        super().prepare()
        zone = {"zone": timezone.get_current_timezone_name()}
        self.fields["publish_at"].help_text = gettext("Time zone: %(zone)s.") % zone


class AssignmentForm(ActionForm):
    """Who may be asked, each with credential and load, and the others with why not."""

    lists_candidates = True

    reviewer = forms.ModelChoiceField(
        label=_("Reviewer"),
        queryset=holders_of("review_revision").none(),
        error_messages={"required": _("Choose a reviewer.")},
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty means: as the policy of the topic says."),
    )

    def prepare(self) -> None:
        reviewers = self.fields["reviewer"]
        assert isinstance(reviewers, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        reviewers.queryset = holders_of(self.context.signers.right)
        terms = self.context.round
        if terms is not None:
            self.initial["due_on"] = timezone.localdate() + timedelta(days=terms.days_to_review)
        self.initial["reviewer"] = self._named_instead()

    def _named_instead(self) -> int | None:
        """Whom the last of those who declined named in their place, where that one may be asked."""
        able = {each.user.pk for each in self.context.candidates if not each.why_not}
        gone = self.context.revision.assignments.exclude(instead=None).order_by("-answered_at")
        return next((each.instead_id for each in gone if each.instead_id in able), None)


class WaitingForm(ActionForm):
    """One of those who were asked and have not decided."""

    reviewer = forms.ModelChoiceField(
        queryset=holders_of("review_revision").none(),
        label=_("Reviewer"),
        empty_label=None,
        error_messages={"required": _("Choose a reviewer.")},
    )

    def prepare(self) -> None:
        _offer_people(self, "reviewer", self.context.waiting)


def _offer_people(form: forms.Form, name: str, people: Sequence[User]) -> None:
    """As choices, without asking the database for them again."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
    field.queryset = get_user_model().objects.filter(pk__in=[each.pk for each in people])
    nobody = [] if field.empty_label is None else [("", field.empty_label)]
    field.choices = [*nobody, *((each.pk, str(each)) for each in people)]


class DueDateForm(WaitingForm):
    due_on = forms.DateField(
        label=_("Due on"),
        error_messages={"required": _("Choose the new due date.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class SigningForm(ActionForm):
    """A reviewer's decision."""

    comment = words(_("Your statement"), NO_STATEMENT, help_text=_("It is what you sign."))
    interests = words(
        _("Your competing interests"),
        NO_INTERESTS,
        rows=2,
        help_text=_("Of the last 36 months, on this subject. “None” counts. Readers see them."),
    )
    scope = forms.ChoiceField(
        label=_("What you have reviewed"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you have reviewed.")},
    )
    confirms_answers = forms.BooleanField(
        label=_("My answers to the checklist hold for this text too"), required=False
    )

    def prepare(self) -> None:
        self._offer_scopes()
        self.initial["interests"] = self.context.declared_interests
        is_asked = self.transition.asks_for_checklist and self.context.sheet.to_confirm
        if not is_asked:
            del self.fields["confirms_answers"]
        may_sign_all = not guards.why_not_the_whole(self.context)
        if self.transition.asks_for_checklist and may_sign_all and self.context.small_change:
            self._confirm(self.context.small_change)

    def _confirm(self, change: SmallChange) -> None:
        """All is entered for whoever approved the round before: what is left is to read and to sign."""
        said = gettext(
            "I approved the text of round %(number)d and have read what has changed since. I approve the "
            "whole text as it stands now."
        )
        self.initial.update(
            comment=said % {"number": change.round},
            interests=change.approval.interests,
            scope=Approval.Scope.FULL,
            confirms_answers=True,
        )

    def _offer_scopes(self) -> None:
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)  # noqa: S101 says so to the type checker
        whole, changes_alone = Approval.Scope.choices
        if guards.why_not_changes_alone(self.context):
            scope.choices = [whole]
            self.initial["scope"] = Approval.Scope.FULL
        elif why_not := guards.why_not_the_whole(self.context):
            scope.choices, scope.help_text = [changes_alone], why_not
            self.initial["scope"] = Approval.Scope.CHANGES
        else:  # neither is preset: nobody signs for the whole by oversight
            scope.choices = [whole, changes_alone]


def lead_to_error(form: forms.Form) -> None:
    """Put the cursor into the first field that needs attention, without a script."""
    for name, field in form.fields.items():
        if name in form.errors:
            field.widget.attrs["autofocus"] = True
            return
