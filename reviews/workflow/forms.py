"""What a person enters with a transition: one form for each kind of input."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from articles.text.anchors import CITATION, running
from articles.text.vocabulary import OBJECT
from articles.users import User
from reviews.eligibility.candidates import Candidate, candidates
from reviews.eligibility.rights import holders_of
from reviews.models import Approval, Assignment, ChangeKind
from reviews.reviewing import discussion
from reviews.workflow import changes, guards
from reviews.workflow.context import Inputs, TransitionContext
from reviews.workflow.transitions import Transition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONG = 5_000
NO_STATEMENT = _("Write your statement: it is what you sign.")
NO_INTERESTS = _("Declare your competing interests, or “None”.")


def words(
    label: "StrOrPromise", missing: "StrOrPromise" = "", rows: int = 5, **options: Any
) -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        **options,
    )


@dataclass(frozen=True)
class Situation:
    """A user before a text: what the forms of one page share, asked of the database once."""

    revision: Revision
    user: User

    @cached_property
    def step(self) -> TransitionContext:
        return TransitionContext(self.revision, self.user, timezone.now())

    @property
    def assignment(self) -> Assignment | None:
        return self.step.assignment

    @property
    def credentials(self) -> list[dict[str, Any]]:
        """What the user would sign with today."""
        return self.step.credentials

    @cached_property
    def candidates(self) -> list[Candidate]:
        return candidates(self.revision, timezone.localdate())

    @cached_property
    def interests(self) -> str:
        """What the user has declared for this text, else on the public profile."""
        if self.assignment is not None and self.assignment.interests:
            return self.assignment.interests
        return self.step.person.interests if self.step.person else ""

    @cached_property
    def scopes(self) -> list[tuple[str, str]]:
        """What may be signed for: always the whole, the changes only where a review went before."""
        full, changes = Approval.Scope.FULL, Approval.Scope.CHANGES
        step = TransitionContext(self.revision, self.user, timezone.now(), Inputs(scope=changes))
        if guards.scope_is_possible(step):
            return [(full.value, str(full.label))]
        return [(full.value, str(full.label)), (changes.value, str(changes.label))]


class ActionForm(forms.Form):
    """A transition that asks for nothing, and the base of those that do.

    `digest`, `version` and `state` say what stood on the page that is sent off (invariant 6).
    """

    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None, transition: Transition, situation: Situation
    ) -> None:
        # several of these forms stand on one page: their ids are kept apart
        super().__init__(data, auto_id=f"id_{transition.name}_%s", label_suffix="")
        self.transition, self.situation = transition, situation
        revision = situation.revision
        self.initial.update(digest=revision.digest, version=revision.version, state=revision.state)
        self.prepare()

    def prepare(self) -> None:
        """What depends on the text or on the user."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shown = cleaned.get("version") is not None or cleaned.get("digest")
        if guards.is_as_seen in self.transition.checks and not shown:
            raise forms.ValidationError(
                _("Open the text first: what you send must name what you saw.")
            )
        return cleaned

    def inputs(self) -> Inputs:
        """The entries as the workflow takes them."""
        known = {field.name for field in fields(Inputs)}
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        return Inputs(**{name: value for name, value in given.items() if value is not None})


class AcceptForm(ActionForm):
    interests = words(
        _("Your competing interests"),
        rows=2,
        required=False,
        help_text=_(
            "Of the last 36 months, on this subject. “None” counts. "
            "Where one would sway you, decline instead."
        ),
    )

    def prepare(self) -> None:
        self.initial["interests"] = self.situation.interests


class DeclineForm(ActionForm):
    comment = words(
        _("Why you decline"), _("Say why."), rows=3, help_text=_("The editors read this.")
    )
    has_conflict = forms.BooleanField(
        label=_("I have a conflict of interest on this subject"),
        required=False,
        help_text=_("You will not be asked to review this article again."),
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
        self.initial["address"] = self.situation.revision.article.slug


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
        merged_into = self.situation.revision.article.merged_into
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

    def prepare(self) -> None:
        if not changes.replaces_a_public_text(self.situation.revision):
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
        terms = self.situation.step.round
        if terms is None or "change" not in self.fields:
            return
        self.initial.update(
            change=terms.change,
            was_wrong=terms.was_wrong,
            says_now=terms.says_now,
            note=self.situation.revision.change_note,
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
        reviewers.queryset = holders_of(self.situation.step.signers.right)
        terms = self.situation.step.round
        if terms is not None:
            self.initial["due_on"] = timezone.localdate() + timedelta(days=terms.days_to_review)


class WaitingForm(ActionForm):
    """One of those who were asked and have not decided."""

    reviewer = forms.ModelChoiceField(
        queryset=holders_of("review_revision").none(),
        label=_("Reviewer"),
        empty_label=None,
        error_messages={"required": _("Choose a reviewer.")},
    )

    def prepare(self) -> None:
        waiting = self.situation.step.waiting
        reviewers = self.fields["reviewer"]
        assert isinstance(reviewers, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        users = get_user_model().objects
        reviewers.queryset = users.filter(pk__in=[each.pk for each in waiting])
        reviewers.choices = [(each.pk, str(each)) for each in waiting]  # without asking again


class DueDateForm(WaitingForm):
    due_on = forms.DateField(
        label=_("Due on"),
        error_messages={"required": _("Choose the new due date.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class SigningForm(ActionForm):
    """A reviewer's decision. The view checks the password, which is never shown again."""

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
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        help_text=_("Signing asks for it again."),
        error_messages={
            "required": _("Enter your password: it confirms that it is you who signs.")
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def prepare(self) -> None:
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)  # noqa: S101 says so to the type checker
        scope.choices = self.situation.scopes
        # where both are possible neither is preset: nobody signs for the whole by oversight
        if len(self.situation.scopes) == 1:
            self.initial["scope"] = Approval.Scope.FULL
        self.initial["interests"] = self.situation.interests
        if not self.situation.user.has_usable_password():
            self.fields["password"] = forms.CharField(
                label=_("The code from our mail"),
                required=False,
                help_text=_("Leave it empty at first: signing sends you one."),
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
            )

    def inputs(self) -> Inputs:
        """The entries, with how the signer showed who they are."""
        has_password = self.situation.user.has_usable_password()
        return replace(super().inputs(), method="password" if has_password else "code")


class CommentForm(forms.Form):
    """Labels without a colon, as everywhere at the desks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ThreadForm(CommentForm):
    """A new discussion: of a passage, of a line of the checklist, or of the whole article.

    `passage` is “start-end” in the running text. Without a script a whole paragraph is chosen.
    """

    passage = forms.CharField(
        label=_("On"),
        required=False,
        empty_value=None,
        widget=forms.Select,
        validators=[
            MaxLengthValidator(20)
        ],  # `max_length` would stand on the select, which has none
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in discussion.KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of comment it is.")},
    )
    replacement = words(
        _("Say instead"),
        rows=3,
        required=False,
        help_text=format_lazy(
            _("For a suggestion on a passage. {citation} is a citation: leave it in its place."),
            citation=CITATION,
        ),
    )
    text = words(_("Comment"), _("Write your comment."), rows=4)
    line = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, body: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.text_of_article = running(body)
        choices = [("", gettext("The whole article")), *_paragraphs(self.text_of_article)]
        if (sent := str((data or {}).get("passage", ""))) not in dict(choices):
            choices.insert(1, (sent, self._quoted(sent)))
        widget = self.fields["passage"].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 says so to the type checker
        widget.choices = choices

    def clean_passage(self) -> discussion.Passage | None:
        sent = self.cleaned_data["passage"]
        return self._read(sent) if sent else None

    def clean_replacement(self) -> str:
        return str(self.cleaned_data["replacement"]).replace(CITATION, OBJECT)

    def _read(self, sent: str) -> discussion.Passage:
        start, _dash, end = sent.partition("-")
        if start.isdecimal() and end.isdecimal():
            passage = discussion.Passage(int(start), int(end))
            if passage.start < passage.end <= len(self.text_of_article):
                return passage
        raise forms.ValidationError(_("That passage is not in this text: select the words again."))

    def _quoted(self, sent: str) -> str:
        try:
            passage = self._read(sent)
        except forms.ValidationError:
            return gettext("Another passage")
        return _label(self.text_of_article[passage.start : passage.end])


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for paragraph in text.split("\n"):
        if paragraph.strip():
            yield f"{start}-{start + len(paragraph)}", _label(paragraph)
        start += len(paragraph) + 1


def _label(words: str) -> str:
    return f"“{Truncator(words.replace(OBJECT, CITATION)).chars(70)}”"


class AnswerForm(CommentForm):
    text = words(_("Your answer"), _("Write your answer."), rows=2)


FORMS: dict[str, type[ActionForm]] = {
    "assign": AssignmentForm,
    "submit": ChangeForm,
    "publish": PublishForm,
    "change_due": DueDateForm,
    "release": WaitingForm,
    "accept": AcceptForm,
    "decline": DeclineForm,
    "approve": SigningForm,
    "request_changes": SigningForm,
    "reject": SigningForm,
    "confirm": SigningForm,
    "schedule": ScheduleForm,
    "publish_unreviewed": ReasonForm,
    "withdraw": PublicReasonForm,
    "retract": PublicReasonForm,
    "merge": MergeForm,
    "move": MoveForm,
}
OF_CHANGES = {"submit", "publish"}  # asked of what takes the place of a public text
CONFIRMED = {"discard"}  # asks for nothing, but is not undone: it goes by its own page


GRAVE = {"discard", "reject", "publish_unreviewed", "withdraw", "retract"}


def form_for(
    transition: Transition, situation: Situation, data: Mapping[str, Any] | None = None
) -> ActionForm:
    """The form of a transition, empty or bound to what was sent."""
    form = FORMS.get(transition.name, ActionForm)
    return form(data, transition, situation)


def lead_to_error(form: forms.Form) -> None:
    """Put the cursor into the first field that needs attention, without a script."""
    for name, field in form.fields.items():
        if name in form.errors:
            field.widget.attrs["autofocus"] = True
            return


def asks_something(transition: Transition, revision: Revision) -> bool:
    """Whether a transition goes by a page of its own, or a button may post it at once."""
    if transition.name in OF_CHANGES:
        return changes.replaces_a_public_text(revision)
    return transition.name in FORMS or transition.name in CONFIRMED
