"""The shared library of published works and pages that articles rest on."""

from typing import Any

from django.db import models
from django.urls import reverse

from articles.references.home_pages import is_home_page
from articles.search import tokenizer
from articles.search.index import Index

CSL_IDENTIFIERS = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "ISBN": "isbn", "URL": "url"}


LIBRARY = Index(table="articles_reference", key="id", columns=("words",))


class ReferenceQuerySet(models.QuerySet["Reference"]):
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
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
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
            setattr(self, column, str(self.csl.get(name, "")))
        self.doi = self.doi.lower()
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


def _searchable(csl: dict[str, Any]) -> str:
    names = [
        " ".join(filter(None, [name.get("family"), name.get("given"), name.get("literal")]))
        for name in csl.get("author", [])
    ]
    year = str(csl.get("issued", {}).get("date-parts", [[""]])[0][0])
    fields = [csl.get(name, "") for name in ("title", "container-title", "container-title-short")]
    identifiers = [str(csl.get(name, "")) for name in CSL_IDENTIFIERS]
    return " ".join(filter(None, [*names, year, *fields, *identifiers]))
