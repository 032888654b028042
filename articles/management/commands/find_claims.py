"""`find_claims PATH…`: what in files of text or HTML needs a source, and what the house rules question."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from articles.bringing_in.imports import open_file
from articles.evidence import files, grammar, rules
from articles.evidence.files import RulesOf
from articles.evidence.passages import Finding
from articles.importing import BadFile
from articles.models.evidence import in_force


class Command(BaseCommand):
    help = (
        "Print each passage that needs a source (needs_source) or that a house rule questions (rule), "
        "with its category, severity and reason. The rules are those of this site, as its editors keep "
        "them; those that come with the product where there is no database. Nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument(
            "--language", choices=sorted(grammar.LANGUAGES), help="else told by its commonest words"
        )
        parser.add_argument(
            "--shipped", action="store_true", help="the rules that come with the product alone"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        self.failed = 0
        rules_of = rules.shipped if options["shipped"] else self._of_site()
        found = list(self._read(paths, options["language"], rules_of))
        if options["format"] == "json":
            rows = [_row(path, each) for path, findings in found for each in findings]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            for path, findings in found:
                self._show(path, findings)
        if self.failed:
            raise CommandError(f"{self.failed} of {len(paths)} file(s) could not be read.")

    def _of_site(self) -> RulesOf:
        """The rules in force here, and a line on which these are; beside the answer, which may be JSON."""
        try:
            own = in_force.own()
        except DatabaseError:
            self.stderr.write("There is no database here: the rules that come with the product.")
            return rules.shipped
        self.stderr.write(
            f"The rules of this site: those of the product, {own.added} added, {own.changed} changed, "
            f"{own.switched_off} switched off."
        )
        return in_force.rules_of

    def _read(
        self, paths: list[Path], language: str | None, rules_of: RulesOf
    ) -> Iterator[tuple[Path, list[Finding]]]:
        for path in paths:
            try:
                yield path, files.findings(path.name, open_file(path), language, rules_of)
            except BadFile as error:
                self.failed += 1
                self.stderr.write(str(error))

    def _show(self, path: Path, findings: list[Finding]) -> None:
        self.stdout.write(f"{path.name}: {len(findings)} passage(s)")
        for each in findings:
            self.stdout.write(
                f"  {each.kind}, {each.category}, {each.severity}: “{each.unit.words}”\n"
                f"      {each.reason}"
            )


def _row(path: Path, each: Finding) -> dict[str, Any]:
    return {
        "file": path.name,
        "kind": each.kind,
        "category": each.category,
        "severity": each.severity,
        "reason": each.reason,
        "passage": each.unit.words,
        "unit": each.unit.kind,
        "also": each.also,
        "question": each.question,
    }
