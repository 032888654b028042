"""`describe_evidence`: print which columns are evidence and which are not, as `docs/evidence.md` has them."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews.transparency.sources import BESIDE, SOURCES, Source


def described() -> str:
    """Three tables in Markdown: what is covered, and which columns and tables are not, with the reason."""
    covered = ["| Table | Written once | Columns |", "| --- | --- | --- |"]
    covered += [_covered(source) for source in SOURCES.values()]
    beside = ["| Table | Column | Why it is no evidence |", "| --- | --- | --- |"]
    beside += [
        f"| {source.name} | `{column}` | {reason} |"
        for source in SOURCES.values()
        for column, reason in source.beside.items()
    ]
    tables = ["| Table that is no evidence | Why |", "| --- | --- |"]
    tables += [f"| {model._meta.verbose_name} | {reason} |" for model, reason in BESIDE.items()]
    return "\n".join([*covered, "", *beside, "", *tables])


def _covered(source: Source) -> str:
    names = ", ".join(f"`{name}`" for name in source.formats.fields(source.latest))
    return f"| {source.name} | {'yes' if source.is_final else ''} | {names} |"


class Command(BaseCommand):
    help = "Print which columns are evidence, which are not, and why."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(described())
