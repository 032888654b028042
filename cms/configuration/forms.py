"""What administrators enter: topics, policies, specialties, synonyms, people and their credentials."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles import languages
from articles.admin import words_form
from articles.evidence.statements import CATEGORIES
from articles.forms import Form, LabelsAbove
from articles.models import Person, Topic
from articles.text.slugs import first_free, slug_of
from cms.models import Synonym, User
from reviews.models import Credential, Policy, Specialty

ROLES: Final = {
    "Writers": _("Writes articles of their own."),
    "Reviewers": _("Reviews texts as a physician, once a credential of theirs was looked up."),
    "Editors": _("Asks reviewers, publishes, looks credentials up, and may write every article."),
    "Administrators": _("Configures the site and says who may do what."),
}
DATE: Final = {"type": "date"}


class TopicForm(LabelsAbove, words_form(Topic)):  # type: ignore[misc]
    class Meta:
        model = Topic
        fields = ("name", "introduction", "parent", "position")
        labels = {
            "name": _("Name"),
            "introduction": _("Introduction"),
            "parent": _("Below"),
            "position": _("Place in the list"),
        }
        help_texts = {
            "name": _("As readers see it: “Heart and blood pressure”."),
            "introduction": _("One or two plain sentences at the top of its page."),
            "parent": _("A topic below another follows the other's policy, unless it has its own."),
            "position": _("The smallest comes first; those with the same number by name."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance.pk is None:
            self.instance.slug = first_free(slug_of(cleaned.get("name", ""), "topic", 45), _is_free)
        parent = cleaned.get("parent")
        if parent is not None and self.instance.pk and self.instance in parent.ancestry():
            self.add_error("parent", _("That topic is below this one: choose another."))
        return cleaned

    def values(self) -> dict[str, Any]:
        own = {"slug": self.instance.slug, "others": self.instance.others}
        return {**self.cleaned_data, **own}


class PolicyForm(LabelsAbove, forms.ModelForm[Policy]):
    class Meta:
        model = Policy
        fields = (
            "topic", "approvals", "specialty", "checklist", "reports", "is_blind", "interval_months",
            "days_to_review", "days_to_settle_debt", "remind_unanswered_days", "remind_before_days",
            "remind_every_days", "escalate_after_days", "evidence_from", "unsourced",
            "house_rules", "placeholders", "import_notes", "dead_links", "incomplete_works",
            "dead_addresses", "checked", "partly_passes", "fallen_source", "lay_readers",
        )  # fmt: skip
        widgets = {"evidence_from": forms.DateInput(DATE, format="%Y-%m-%d")}
        labels = {
            "topic": _("Topic"),
            "approvals": _("How many reviewers must approve"),
            "specialty": _("One of them a specialist in"),
            "checklist": _("Checklist"),
            "reports": _("When a round with several reviewers ends"),
            "is_blind": _("Hide decisions until one’s own"),
            "interval_months": _("Months until the next review"),
            "days_to_review": _("Days for a review"),
            "days_to_settle_debt": _("Days until an owed review"),
            "remind_unanswered_days": _("Days between reminders to answer"),
            "remind_before_days": _("Days before the due date"),
            "remind_every_days": _("Days between reminders after it"),
            "escalate_after_days": _("Days until the editor is told"),
            "evidence_from": _("Texts must rest on sources from"),
            "unsourced": _("A text that states facts and cites nothing"),
            "house_rules": _("Passages that a grave house rule questions"),
            "placeholders": _("Placeholders: TODO, XX, [@"),
            "import_notes": _("Questions of an import that nobody answered"),
            "dead_links": _("Links to pages of this site that are not there"),
            "incomplete_works": _("Works that lack what their kind needs, or only retell others"),
            "dead_addresses": _("Addresses elsewhere that answer no more"),
            "checked": _("Statements that need a source, and a verdict of the reviewer"),
            "partly_passes": _("What a source bears out in part can be approved"),
            "fallen_source": _("When a source is retracted or doubted"),
            "lay_readers": _("Patients or carers who should read a text"),
        }
        help_texts = {
            "topic": _("It holds for topics below too, unless they have their own."),
            "approvals": _("Each of another person, none of whom wrote the text."),
            "specialty": _("Empty: any medical reviewer will do."),
            "checklist": _("What whoever reads the whole text must answer; empty: no list."),
            "reports": _("Either way each of them is told, and may say what they found."),
            "is_blind": _("Verdict, scores and rulings of the others are shown once one has decided."),
            "interval_months": _("Then the page says that its review is overdue."),
            "days_to_review": _("From the day on which somebody is asked."),
            "days_to_settle_debt": _("After publication without review."),
            "remind_unanswered_days": _("To who neither accepts nor declines."),
            "remind_before_days": _("0: on the day only."),
            "remind_every_days": _("As long as nothing is decided."),
            "escalate_after_days": _("After the due date."),
            "evidence_from": _("Empty, or a day to come: what follows is advice only until then."),
            "unsourced": "", "house_rules": "", "placeholders": "", "import_notes": "",
            "dead_links": "", "incomplete_works": "", "checked": "",
            "dead_addresses": _("Of links and of works, gone on two days."),
            "partly_passes": _("The reviewer’s note stands as a comment on the words either way."),
            "lay_readers": _("Asked from the page of a text. No medical review counts them."),
            "fallen_source": _("Until the text cites another work, or says why it cites this one."),
        }  # fmt: skip

    checked = forms.MultipleChoiceField(
        label=Meta.labels["checked"],
        required=False,
        choices=[(name, label) for name, label in CATEGORIES.items() if name != "fact"],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = Topic.objects.filter(policy=None)
        if self.instance.pk:
            topics = Topic.objects.filter(pk=self.instance.topic_id)
        chosen = self.fields["topic"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 says so to the type checker
        chosen.queryset = topics.order_by("position", "name")

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SpecialtyForm(LabelsAbove, forms.ModelForm[Specialty]):
    class Meta:
        model = Specialty
        fields = ("name",)
        labels = {"name": _("Name")}
        help_texts = {"name": _("As a register has it: “Cardiology”.")}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SynonymForm(LabelsAbove, forms.ModelForm[Synonym]):
    class Meta:
        model = Synonym
        fields = ("terms", "language", "is_active")
        labels = {"terms": _("Terms"), "language": _("Language"), "is_active": _("In use")}
        help_texts = {
            "terms": _("By comma: “heart attack, myocardial infarction”."),
            "is_active": _("One that misleads is switched off."),
        }

    def clean_terms(self) -> str:
        terms = [each.strip() for each in self.cleaned_data["terms"].split(",") if each.strip()]
        if len(terms) < 2:
            raise ValidationError(_("Enter two terms at least, parted by a comma."))
        return ", ".join(terms)


class _Roles(Form):
    roles = forms.MultipleChoiceField(
        label=_("What they do"),
        required=False,
        choices=[(name, name) for name in ROLES],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["roles"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101 as above
        chosen.choices = [(name, f"{_role(name)}: {does}") for name, does in ROLES.items()]


class InviteForm(_Roles):
    """Somebody new, who is mailed a link to set a password."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As readers see it."))
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language of their desk and mail"), required=False)
    profile = forms.BooleanField(
        label=_("Readers may see them by name: as author, or as reviewer"),
        required=False,
        initial=True,
    )
    post_nominals = forms.CharField(
        label=_("Letters after the name"), max_length=60, required=False, help_text=_("“MD, PhD”")
    )
    occupation = forms.CharField(
        label=_("Occupation"), max_length=160, required=False,
        help_text=_("“Consultant cardiologist”"),
    )  # fmt: skip
    field_order = ("name", "email", "roles", "profile", "post_nominals", "occupation", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["language"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 as above
        chosen.choices = [("", _("As the site")), *languages.choices()]

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=address).exists():
            raise ValidationError(_("Somebody has an account with this address already."))
        return address


class AccountForm(_Roles):
    """An account that is there: its name, its address, its roles."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("Switched off, every session ends at once; what they did stays on record."),
    )
    field_order = ("name", "email", "roles", "is_active")

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=address).exclude(pk=self.account.pk).exists():
            raise ValidationError(_("Somebody has an account with this address already."))
        return address


class ProfileForm(LabelsAbove, forms.ModelForm[Person]):
    class Meta:
        model = Person
        fields = (
            "name", "post_nominals", "occupation", "biography", "orcid", "interests",
            "interests_declared_on",
        )  # fmt: skip
        widgets = {"interests_declared_on": forms.DateInput(DATE, format="%Y-%m-%d")}
        labels = {
            "name": _("Name"),
            "post_nominals": _("Letters after the name"),
            "occupation": _("Occupation"),
            "biography": _("Biography"),
            "orcid": "ORCID",
            "interests": _("Interests"),
            "interests_declared_on": _("Declared on"),
        }
        help_texts = {
            "name": _("Another name, or other letters, void the checks of their credentials."),
            "interests": _("What ties them to companies and causes, in their own words."),
        }

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CredentialForm(LabelsAbove, forms.ModelForm[Credential]):
    class Meta:
        model = Credential
        fields = ("kind", "title", "specialty", "number", "issuer", "expires_on")
        widgets = {"expires_on": forms.DateInput(DATE, format="%Y-%m-%d")}
        labels = {
            "kind": _("Kind"),
            "title": _("Title"),
            "specialty": _("Specialty"),
            "number": _("Number"),
            "issuer": _("Issued by"),
            "expires_on": _("Ends on"),
        }
        help_texts = {
            "title": _("“Licence to practise medicine”"),
            "specialty": _("Of a certification: what policies ask for."),
            "issuer": _("Whose register somebody else will look it up in."),
            "expires_on": _("Empty: it has no end."),
        }

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _is_free(slug: str) -> bool:
    return not Topic.objects.filter(slug=slug).exists()


def _role(name: str) -> str:
    """The name of a role in the language of the page."""
    return str(ROLE_NAMES[name])


ROLE_NAMES: Final = {
    "Writers": _("Writer"),
    "Reviewers": _("Reviewer"),
    "Editors": _("Editor"),
    "Administrators": _("Administrator"),
}
