"""The shared library of published works and pages that articles rest on."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.references import kinds
from articles.references.home_pages import is_home_page
from articles.search import tokenizer
from articles.search.index import Index

CSL_IDENTIFIERS = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "ISBN": "isbn", "URL": "url"}


LIBRARY = Index(table="articles_reference", key="id", columns=("words",))


class Evidence(models.TextChoices):
    """How strong what a work says can be, by how it was made; for staff, who enter it."""

    REVIEW = "review", _("Systematic review")
    TRIAL = "trial", _("Randomised trial")
    COHORT = "cohort", _("Cohort or case-control study")
    CASES = "cases", _("Case reports or series")
    GUIDELINE = "guideline", _("Guideline or consensus")
    PRECLINICAL = "preclinical", _("Laboratory or animal study")
    OPINION = "opinion", _("Narrative review or opinion")
    SOURCE = "source", _("Law, label, data or statistics")


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def current(self) -> "ReferenceQuerySet":
        """Without those that were merged into others."""
        return self.filter(merged_into=None)

    def uncited(self) -> "ReferenceQuerySet":
        """Those that no text cites, whatever its state."""
        return self.exclude(models.Exists(ReferenceUse.objects.filter(key=models.OuterRef("key"))))

    def current_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """For each key of a work that was merged into another, that of the one that stands now."""
        found: dict[str, str] = {}
        wanted = set(keys)
        while wanted:
            merged = self.filter(key__in=wanted).exclude(merged_into=None)
            found |= (step := dict(merged.values_list("key", "merged_into__key")))
            wanted = set(step.values()) - found.keys()
        return {key: _end_of(found, key) for key in found}

    def without_identifier(self) -> "ReferenceQuerySet":
        return self.filter(doi="", pmid="", pmcid="", isbn="")

    def search(self, text: str) -> "ReferenceQuerySet":
        """Those that have every word, or one that begins with it, in the key or anywhere in the entry."""

        if not text.strip():
            return self
        return self.filter(pk__in=LIBRARY.hits(tokenizer.query(text)).keys)


class Reference(models.Model):
    """One work, stored as CSL-JSON (citationstyles.org); the columns beside it are drawn from it."""

    key = models.SlugField(
        max_length=80, unique=True, help_text="What a citation points at: “olsen2019”"
    )
    csl = models.JSONField(verbose_name="CSL-JSON")
    text = models.TextField(editable=False, help_text="Title, authors, journal, year, identifiers")
    words = models.TextField(editable=False, default="", help_text="Key and text, for search")
    doi = models.CharField(max_length=255, blank=True, editable=False)
    pmid = models.CharField(max_length=8, blank=True, editable=False)
    pmcid = models.CharField(max_length=16, blank=True, editable=False)
    isbn = models.CharField(max_length=17, blank=True, editable=False)
    url = models.TextField(blank=True, editable=False)
    kind = models.CharField(max_length=40, blank=True, editable=False, help_text="Of `kinds.KINDS`")
    is_incomplete = models.BooleanField(default=False, editable=False)
    is_retracted = models.BooleanField(default=False, editable=False)
    evidence = models.CharField(max_length=20, choices=Evidence, blank=True)
    notes = models.TextField(blank=True, help_text="For staff; readers never see them")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, blank=True, null=True, related_name="absorbed", editable=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    Evidence = Evidence
    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        indexes = [
            models.Index(
                fields=["key"], condition=models.Q(merged_into=None), name="current_references"
            ),
            models.Index(fields=["kind", "key"], name="references_of_a_kind"),
            models.Index(fields=["pmcid"], name="references_by_pmcid"),
            models.Index(fields=["isbn"], name="references_by_isbn"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"], condition=~models.Q(doi=""), name="a_doi_names_one_reference"
            ),
            models.UniqueConstraint(
                fields=["pmid"], condition=~models.Q(pmid=""), name="a_pmid_names_one_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.csl = {**self.csl, "id": self.key}
        for name, column in CSL_IDENTIFIERS.items():
            # one that was merged away is not found by what identifies it, but it keeps its record
            setattr(self, column, "" if self.merged_into_id else str(self.csl.get(name, "")))
        self.doi = self.doi.lower()
        self.kind = kinds.kind_of(self.csl)
        self.is_incomplete = bool(kinds.missing(self.csl))
        self.is_retracted = kinds.is_retracted(self.csl)
        self.text = _searchable(self.csl)
        self.words = tokenizer.indexed(f"{self.key} {self.text}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("reference_edit", args=[self.pk])

    @property
    def title(self) -> str:
        return str(self.csl.get("title", ""))

    @property
    def is_home_page(self) -> bool:
        """Whether the entry names a site instead of a work: an address without a path, nothing else."""
        if self.doi or self.pmid or self.pmcid or self.isbn:
            return False
        return is_home_page(self.url) if self.url else False


def _end_of(steps: dict[str, str], key: str) -> str:
    while key in steps:
        key = steps[key]
    return key


class ReferenceUse(models.Model):
    """That a text cites a work, by its key. Written with the text."""

    revision = models.ForeignKey("Revision", models.CASCADE, related_name="reference_uses")
    key = models.CharField(max_length=80)

    class Meta:
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "revision"], name="a_text_uses_a_reference_once_or_not"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} in {self.revision_id}"


class ReferenceChange(models.Model):
    """What a work said before somebody changed it."""

    class Reason(models.TextChoices):
        EDITED = "edited", _("Edited")
        COMPLETED = "completed", _("Completed by a look-up")
        IMPORTED = "imported", _("Fields taken from an import")
        MERGED = "merged", _("Merged with another work")
        UNMERGED = "unmerged", _("Merge undone")

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="changes")
    before = models.JSONField()
    reason = models.CharField(max_length=20, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reference.key}, {self.at:%Y-%m-%d}"


class ReferenceMerge(models.Model):
    """That one work took the place of another, with what undoes it.

    `drafts` are the texts that cited the other alone, and cite the one now.
    """

    kept = models.ForeignKey(Reference, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Reference, models.CASCADE, related_name="merges_away")
    before = models.JSONField(help_text="CSL-JSON of the kept one before the merge")
    after = models.JSONField(help_text="and after it")
    drafts = models.JSONField(default=list)
    shelves = models.JSONField(default=list, help_text="Articles with the other alone on the shelf")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.absorbed.key} into {self.kept.key}"


class Attachment(models.Model):
    """A file that goes with a work, for staff alone: the publisher's copy must not be handed on."""

    LARGEST = 20 * 1024 * 1024

    reference = models.OneToOneField(Reference, models.CASCADE, related_name="attachment")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


def _searchable(csl: dict[str, Any]) -> str:
    names = [
        " ".join(filter(None, [name.get("family"), name.get("given"), name.get("literal")]))
        for role in ("author", "editor")
        for name in csl.get(role, [])
    ]
    year = str(csl.get("issued", {}).get("date-parts", [[""]])[0][0])
    said = ("title", "container-title", "container-title-short", "publisher", "number")
    fields = [str(csl.get(name, "")) for name in said]
    identifiers = [str(csl.get(name, "")) for name in CSL_IDENTIFIERS]
    return " ".join(filter(None, [*names, year, *fields, *identifiers]))
