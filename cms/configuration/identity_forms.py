"""What an administrator says of the site: name, tagline, logo, colour, footer, picture to share."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import languages
from articles.forms import Form
from articles.images.decoding import MAX_BYTES, UnreadableImage, too_large
from cms.identity import contrast, pictures
from cms.identity.models import SiteIdentity

FILE: Final = {"accept": "image/png,image/jpeg,image/webp,image/gif,image/avif"}
WORDS: Final = ("tagline", "footer")


class IdentityForm(Form):
    """A field for the tagline and the footer in each language of the site."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    colour = forms.CharField(
        label=_("Colour"),
        required=False,
        max_length=7,
        help_text=_(
            "As #004f50: of links, buttons and the seal, on light grounds. Empty: the usual one."
        ),
    )
    dark_colour = forms.CharField(
        label=_("Colour in the dark theme"),
        required=False,
        max_length=7,
        help_text=_("Empty: the nearest to it that is read on dark grounds."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(FILE),
        help_text=_("A picture, best a PNG without a ground; SVG is not taken."),
    )
    logo_says_name = forms.BooleanField(
        label=_("The logo shows the name, so that it need not stand beside it"), required=False
    )
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    picture = forms.FileField(
        label=_("Picture for links that are shared"),
        required=False,
        widget=forms.FileInput(FILE),
        help_text=_(
            "Of the front page and of lists; it is cut to 1200 × 630. Articles draw their own."
        ),
    )
    no_picture = forms.BooleanField(label=_("Take the picture away"), required=False)

    def __init__(self, *args: Any, row: SiteIdentity, usual: str, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            "name": row.name or usual,
            "colour": row.colour,
            "dark_colour": row.dark_colour,
        }
        initial["logo_says_name"] = row.logo_says_name
        for code, _label in languages.choices():
            initial |= {f"{name}_{code}": row.word(name, code) for name in WORDS}
        super().__init__(*args, initial=initial, **kwargs)
        self.row, self.usual = row, usual
        for code, label in languages.choices():
            self.fields[f"tagline_{code}"] = forms.CharField(
                label=_("Tagline in %(language)s") % {"language": label},
                required=False,
                max_length=120,
                widget=forms.TextInput({"lang": code}),
            )
            self.fields[f"footer_{code}"] = forms.CharField(
                label=_("Footer in %(language)s") % {"language": label},
                required=False,
                max_length=400,
                widget=forms.Textarea({"rows": 2, "lang": code}),
                help_text=_("Who runs the site, for instance, and from where."),
            )
        words = [f"{name}_{code}" for code, _label in languages.choices() for name in WORDS]
        self.order_fields(["name", *words])
        if not row.logo:
            del self.fields["no_logo"]
        if not row.picture:
            del self.fields["no_picture"]

    def clean_name(self) -> str:
        return self._line("name")

    def _line(self, name: str) -> str:
        """On one line: it stands in headers of mails and in the signed heads of the log."""
        return " ".join(self.cleaned_data[name].split())

    def clean_colour(self) -> str:
        return _checked(self.cleaned_data["colour"], contrast.LIGHT)

    def clean_dark_colour(self) -> str:
        return _checked(self.cleaned_data["dark_colour"], contrast.DARK)

    def clean_logo(self) -> bytes:
        return self._drawn("logo", pictures.logo_of)

    def clean_picture(self) -> bytes:
        return self._drawn("picture", pictures.picture_of)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in cleaned.keys() & {f"tagline_{code}" for code, _label in languages.choices()}:
            cleaned[name] = self._line(name)
        if cleaned.get("dark_colour") and not cleaned.get("colour"):
            self.add_error("colour", _("Choose the colour for light grounds too."))
        return cleaned

    def _drawn(self, name: str, draw: Callable[[bytes], bytes]) -> bytes:
        """What was sent, drawn anew; else what is there."""
        if not (sent := self.cleaned_data.get(name)):
            return bytes(getattr(self.row, name))
        if sent.size > MAX_BYTES:
            raise ValidationError(too_large())
        try:
            return draw(sent.read())
        except UnreadableImage as refused:
            raise ValidationError(str(refused)) from refused

    def entered(self) -> dict[str, Any]:
        """The columns of a row with what was entered."""
        cleaned = self.cleaned_data
        words = {
            code: {name: cleaned[f"{name}_{code}"] for name in WORDS if cleaned[f"{name}_{code}"]}
            for code, _label in languages.choices()
        }
        return {
            "name": "" if cleaned["name"] == self.usual else cleaned["name"],
            "words": {code: said for code, said in words.items() if said},
            "colour": cleaned["colour"],
            "dark_colour": cleaned["dark_colour"],
            "logo": b"" if cleaned.get("no_logo") else cleaned["logo"],
            "logo_says_name": cleaned["logo_says_name"],
            "picture": b"" if cleaned.get("no_picture") else cleaned["picture"],
        }


def _checked(entered: str, grounds: tuple[str, ...]) -> str:
    """The colour, where text in it is read on the grounds; refused in numbers where it is not."""
    colour = entered.strip().lower()
    if not colour:
        return ""
    if not contrast.HEX.fullmatch(colour):
        raise ValidationError(
            _("Write it as # and six digits or letters from a to f, such as #004f50.")
        )
    found = contrast.check(colour, grounds)
    if not found.is_enough:
        said = gettext(
            "Its contrast is %(ratio)s to 1 there, and text needs 4.5 to 1 (WCAG 2.2). The nearest "
            "colour that has it is %(nearest)s."
        )
        raise ValidationError(said % {"ratio": found.shown, "nearest": found.nearest})
    return colour
