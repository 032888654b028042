"""The shared library of images that articles show."""

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Revision
from articles.signals import TellingQuerySet
from articles.text.review_claims import refuse_claims


class Licence(models.TextChoices):
    """On what ground we may show it: a closed list, so that pages can say it in one way."""

    OWN = "own", _("Our own work")
    CC0 = "cc0", "CC0 1.0"
    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    PERMISSION = "permission", _("Used with permission")

    __empty__ = _("Not stated yet")

    @property
    def asks_for_credit(self) -> bool:
        return self in ASKING_FOR_CREDIT

    @property
    def address(self) -> str:
        """Where its terms stand, for those that have public ones."""
        return ADDRESSES.get(self, "")


ASKING_FOR_CREDIT: Final = (Licence.CC_BY, Licence.CC_BY_SA, Licence.PERMISSION)
ADDRESSES: Final = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}
FIXED: Final = ("key", "kind", "width", "height")


class ImageQuerySet(TellingQuerySet["Image"]):
    def search(self, words: str) -> "ImageQuerySet":
        """Those in which every word occurs: in the title, the description, the caption or the credit."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                models.Q(title__icontains=word)
                | models.Q(alt__icontains=word)
                | models.Q(caption__icontains=word)
                | models.Q(credit__icontains=word)
                | models.Q(key__startswith=word.lower())
            )
        return found


class Image(models.Model):
    """A picture, re-encoded by us. Its key is the SHA-256 of that file, so that a seal binds the pixels.

    The file and its size never change, by this model and by a database trigger; what is said about
    the picture can be corrected. Texts that are sealed keep the credit as it stood in them.
    """

    class Kind(models.TextChoices):
        PHOTO = "jpg", "JPEG"
        DRAWING = "png", "PNG"

    Licence = Licence

    key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(max_length=3, choices=Kind, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=200, help_text=_("To find it by; readers don't see it."))
    alt = models.TextField(
        "alternative text",
        blank=True,
        help_text=_(
            "What it shows, for those who can't see it. Each text can say it in its own words."
        ),
    )
    caption = models.TextField(
        blank=True, help_text=_("Offered where the image is put into a text.")
    )
    credit = models.CharField(
        max_length=200, blank=True, help_text=_("Who made it: “Mara Lindqvist, Example Clinic”")
    )
    licence = models.CharField(max_length=20, choices=Licence, blank=True)
    source = models.URLField(blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="images", editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    digests = models.JSONField(
        default=dict,
        editable=False,
        help_text="SHA-256 of each file that readers get, by its name",
    )
    revisions = models.ManyToManyField(Revision, through="ImageUse", related_name="images")

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(licence__in=ASKING_FOR_CREDIT) | ~models.Q(credit=""),
                name="an_image_under_a_licence_that_asks_for_credit_has_one",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and self._stored() != tuple(getattr(self, name) for name in FIXED):
            raise ValidationError("The file of an image never changes: upload the new one.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("image", args=[self.key])

    def clean(self) -> None:
        """Caption and credit stand in texts, the latter past what a writer types there."""
        refuse_claims(self, "alt", "caption", "credit")

    @property
    def is_credited(self) -> bool:
        """Whether its licence is stated, and its maker where the licence asks for that."""
        if not self.licence:
            return False
        return bool(self.credit) or not Licence(self.licence).asks_for_credit

    def _stored(self) -> tuple[Any, ...] | None:
        return Image.objects.filter(pk=self.pk).values_list(*FIXED).first()


class ImageUse(models.Model):
    """That a text shows an image. Written with the text; an image in use is not deleted."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="image_uses")
    image = models.ForeignKey(Image, models.PROTECT, related_name="uses")

    class Meta:
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "image"], name="a_text_uses_an_image_once_or_not"
            )
        ]

    def __str__(self) -> str:
        return f"{self.image} in {self.revision}"
