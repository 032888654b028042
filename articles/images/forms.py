"""What people say about images, and the files they send."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.forms import LabelsAbove
from articles.models import Image
from articles.models.images import Licence
from articles.text.fields import LEAD_IMAGE

LABELS = {
    "title": _("Title"),
    "alt": _("Alternative text"),
    "caption": _("Caption"),
    "credit": _("Credit"),
    "licence": _("Licence"),
    "source": _("Source"),
}


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more; none is looked into here, because only decoding tells what a file is."""

    widget = SeveralFiles({"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = [file for file in (data or []) if file]
        if not files:
            raise ValidationError(_("Choose one picture or more."))
        return files


class ImageKeyField(forms.CharField):
    """The key of an image of the library, or the address of its page there."""

    def to_python(self, value: Any) -> str:
        entered = super().to_python(value) or ""
        key = LEAD_IMAGE.meant(entered)
        if entered and not key:
            raise ValidationError(_("This is not the address of an image of the library."))
        if key and not Image.objects.filter(key=key).exists():
            raise ValidationError(_("The library does not have this image."))
        return key


class _Rights(LabelsAbove, forms.ModelForm[Image]):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        licence = cleaned.get("licence")
        if licence and Licence(licence).asks_for_credit and not cleaned.get("credit"):
            self.add_error(
                "credit",
                gettext("%(licence)s asks for a credit: say who made it.")
                % {"licence": Licence(licence).label},
            )
        return cleaned


class RightsForm(_Rights):
    """On what ground several images may be shown."""

    class Meta:
        model = Image
        fields = ["licence", "credit"]
        labels = {name: LABELS[name] for name in fields}


class UploadForm(_Rights):
    """Files, and what holds for all of them."""

    pictures = FilesField(
        label=_("Pictures"),
        help_text=_(
            "JPEG, PNG, WebP, GIF or AVIF, at most 20 MB each. Places, names of cameras and "
            "whatever else is hidden in the files is removed."
        ),
    )
    field_order = ["pictures", "credit", "licence"]

    class Meta:
        model = Image
        fields = ["credit", "licence"]
        labels = {name: LABELS[name] for name in fields}

    def about(self) -> dict[str, str]:
        return {"credit": self.cleaned_data["credit"], "licence": self.cleaned_data["licence"]}


class ImageForm(_Rights):
    """What can be corrected about an image; its file can't."""

    source = forms.URLField(
        required=False,
        label=LABELS["source"],
        assume_scheme="https",
        help_text=_("The page it comes from, if any."),
    )

    class Meta:
        model = Image
        fields = ["title", "alt", "caption", "credit", "licence", "source"]
        labels = LABELS
        widgets = {"alt": forms.Textarea({"rows": 2}), "caption": forms.Textarea({"rows": 2})}
