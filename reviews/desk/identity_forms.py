"""What an administrator enters to say that two accounts are one person."""

from typing import Any

from django import forms

from articles.users import User
from reviews.desk import identities
from reviews.models import SamePerson


class SamePersonForm(forms.ModelForm[SamePerson]):
    """`said_by` is whoever has the page before them."""

    said_by: User

    class Meta:
        model = SamePerson
        fields = ["one", "other", "is_same", "why"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "one" in cleaned and "other" in cleaned:
            said = identities.statement(
                cleaned["one"], cleaned["other"], self.said_by, cleaned.get("why", ""),
                is_same=cleaned.get("is_same", False),
            )  # fmt: skip
            if reason := identities.why_not(said):
                raise forms.ValidationError(reason)
            self.instance = said
            cleaned["one"], cleaned["other"] = said.one, said.other
        return cleaned
