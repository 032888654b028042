"""The pages about the site itself, each at its fixed address."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SitePage(models.TextChoices):
    """The value is the end of its address, the label its name in links."""

    SITE = "site", _("About us")
    EDITORIAL_PROCESS = "editorial-process", _("Editorial process")
    REVIEW = "review", _("What medical review means")
    REVIEW_BOARD = "review-board", _("Medical review board")
    CORRECTIONS = "corrections", _("Corrections")
    SOURCES = "sources", _("Sources")
    ADVERTISING = "advertising", _("Advertising and interests")
    AI_USE = "ai-use", _("Use of AI")
    PRIVACY = "privacy", _("Privacy")
    CONTACT = "contact", _("Contact")
    ACCESSIBILITY = "accessibility", _("Accessibility")
