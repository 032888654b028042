"""What of a review never changes, once written."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections

from articles.immutability import Refusal, Rule, install, uninstall

RULES: list[Rule | Refusal] = [
    Rule(table="reviews_zoneofdays", says="in which zone days were counted never changes"),
    Rule(table="reviews_amendment", says="what changed in people and rules never changes"),
    Rule(table="reviews_credentialcheck", says="what was looked up never changes"),
    Rule(table="reviews_checkfile", says="what was kept of a look-up never changes"),
    Rule(table="reviews_approval", says="an approval never changes"),
    Rule(table="reviews_change", says="what a change was never changes"),
    Rule(table="reviews_checklistversion", says="a version of a checklist never changes"),
    Rule(table="reviews_event", says="an event never changes"),
    Rule(table="reviews_sameperson", says="what was said of two accounts stays on record"),
    Rule(table="reviews_settleddifference", says="how an editor settled it stays on record"),
    Rule(table="reviews_strike", says="what was struck stays struck"),
    Rule(table="reviews_attribution", says="what was said of a name under a title stays"),
    Rule(table="reviews_attestation", says="what was attested stays as it was"),
    Rule(table="reviews_head", says="a signed head never changes"),
    Rule(
        table="reviews_logentry",
        says="an entry of the log never changes",
        condition="OLD.number IS NOT NULL",
    ),
    Rule(table="reviews_revocation", says="a key stays revoked"),
    Rule(table="reviews_signingkey", says="a key never changes"),
    Rule(table="reviews_round", says="the terms of a running review never change"),
    Refusal(
        table="reviews_round",
        says="what states anything about health is signed by medical reviewers",
        condition="NEW.signers <> 'reviewers' AND NOT EXISTS ("
        "SELECT 1 FROM articles_revision AS revision "
        "JOIN articles_article AS article ON article.id = revision.article_id "
        "WHERE revision.id = NEW.revision_id AND article.about > '')",
    ),
    Refusal(
        table="reviews_approval",
        says="an editor signs pages about the site alone",
        condition="NEW.signed_as <> 'reviewers' AND NOT EXISTS ("
        "SELECT 1 FROM reviews_round AS terms "
        "WHERE terms.revision_id = NEW.revision_id AND terms.signers = NEW.signed_as)",
    ),
]


def lift_refusals(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """SQLite renames no table while a trigger of another looks at it; `migrate` puts them back."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        uninstall([rule for rule in RULES if isinstance(rule, Refusal)], connection)


def install_triggers(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(RULES, using)
