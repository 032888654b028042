"""The log of the whole site: its leaves, the heads that were signed of it, the keys, and who keeps them."""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.signals import TellingQuerySet
from reviews.models.append_only import AppendOnly
from reviews.models.events import Event


class LogEntry(models.Model):
    """That a row of evidence said something: `hash` is of what it says, "" where it is gone.

    Written in the transaction of the change. `number` is its place among the leaves of the tree, without
    a gap; it is given right after the commit, with the roots of the subtrees that it completes.
    """

    number = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    source = models.CharField(max_length=30, help_text="Which kind of row")
    row = models.PositiveBigIntegerField(help_text="Its key")
    covers = models.PositiveSmallIntegerField(help_text="The format: which columns are in the hash")
    hash = models.CharField(max_length=64, blank=True)
    nodes = models.JSONField(default=list, help_text="Roots of the subtrees that end here")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "log entries"
        indexes = [
            models.Index(fields=["source", "row", "id"], name="log_by_row"),
            models.Index(fields=["id"], condition=Q(number=None), name="log_waiting"),
        ]

    def __str__(self) -> str:
        return f"entry {self.number}: {self.source} {self.row}"

    def leaf(self) -> dict[str, Any]:
        """What the leaf of the tree is made of."""
        return {"covers": self.covers, "hash": self.hash, "row": self.row, "source": self.source}


class LogState(models.Model):
    """One row, locked by whoever gives numbers. `founded`: the format in which each source was entered."""

    size = models.PositiveBigIntegerField(default=0)
    founded = models.JSONField(default=dict)
    verified_on = models.DateField(null=True, help_text="The day for which all was verified last")

    def __str__(self) -> str:
        return f"{self.size} leaves"


class SigningKey(AppendOnly):
    """The public half of a key that signs heads and attestations. The last one is in use."""

    kid = models.CharField(max_length=64, unique=True, help_text="RFC 7638, its thumbprint")
    public = models.CharField(max_length=64, help_text="Ed25519, base64url")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kid


class Revocation(AppendOnly):
    """That a key is not to be believed: nothing that it signed from a time on."""

    key = models.OneToOneField(SigningKey, models.PROTECT, related_name="revocation")
    since = models.DateTimeField()
    reason = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.key} revoked"


class Head(AppendOnly):
    """The tree at a time, signed. `jws` says all that the columns say (RFC 7515)."""

    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="heads")
    jws = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"head of {self.size} leaves"


class Attestation(AppendOnly):
    """What is said in public of an approval, a publication, an ending or a strike, as its event made it.

    It is a leaf of the log; `reviews.transparency.attestations` composes it, and signs it when asked for.
    """

    event = models.OneToOneField(Event, models.PROTECT, related_name="attestation")
    statement = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"attestation of {self.event}"


class Witness(models.Model):
    """Somebody outside who is mailed heads and keeps them."""

    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True, help_text="Is mailed heads")
    sent = models.ForeignKey(
        Head,
        models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
        help_text="The last head that was mailed",
    )

    objects = TellingQuerySet["Witness"].as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "witnesses"

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"
