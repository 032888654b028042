"""What of a review never changes, once written."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

from articles.immutability import Rule, install

RULES = [
    Rule(table="reviews_approval", says="an approval never changes"),
    Rule(table="reviews_change", says="what a change was never changes"),
    Rule(table="reviews_checklistversion", says="a version of a checklist never changes"),
    Rule(table="reviews_event", says="an event never changes"),
    Rule(table="reviews_round", says="the terms of a running review never change"),
]


def install_triggers(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(RULES, using)
