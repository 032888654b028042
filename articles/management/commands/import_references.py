"""`import_references FILE…`: works out of what other programs write, into the library."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.library import importing
from articles.references import bibliography, formats
from articles.references.csl import CSL
from articles.references.formats.records import Record

LARGEST: Final = 50 * 1024 * 1024  # bytes of one file


class Command(BaseCommand):
    help = (
        "Enter the works of each file (RIS, BibTeX, NBIB, CSL-JSON, EndNote, PubMed and Crossref XML, Web"
        " of Science, Scopus). What the library has already is not entered twice. What can't be read is"
        " named with its line, and the rest goes in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show, and write nothing")
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="json prints CSL-JSON"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        self.failed = 0
        self.number = 0
        works: list[CSL] = []
        for path in paths:
            for record in self._records(path):
                self.number += 1
                if record.problem:
                    self._fail(f"{_where(path, record)}: {record.problem}")
                    continue
                work = {**record.work, "id": f"record-{self.number}"}
                works.append(work)
                if options["dry_run"]:
                    said = bibliography.plain(bibliography.entries([work])[0])
                else:
                    said = self._enter(path, record)
                if options["format"] == "text":
                    self._say(path, record, said)
        if options["format"] == "json":
            self.stdout.write(json.dumps(works, ensure_ascii=False, indent=2))
        if self.failed:
            raise CommandError(f"{self.failed} of {self.number} record(s) could not be entered.")

    def _records(self, path: Path) -> Iterator[Record]:
        """Of one file; one that can't be read is named, and the others are."""
        try:
            if path.stat().st_size > LARGEST:
                self._fail_file(f"{path.name} is larger than {LARGEST // 1024**2} MB: split it.")
                return
            reading = formats.read_bytes(path.read_bytes(), most=None)
        except OSError as error:
            self._fail_file(f"{path.name} can't be opened: {error.strerror}.")
            return
        except formats.Unreadable as error:
            self._fail_file(f"{path.name}: {error}")
            return
        if reading.doubt:
            self.stderr.write(f"{path.name}: {reading.doubt}")
        yield from reading.records

    def _enter(self, path: Path, record: Record) -> str:
        result = importing.enter_record(record, is_apart=True)
        if result.reference is None:
            self._fail(f"{_where(path, record)}: {' '.join(result.why_not)}")
            return ""
        return f"{'entered as' if result.is_new else 'is here as'} {result.reference.key}"

    def _say(self, path: Path, record: Record, said: str) -> None:
        if said:
            self.stdout.write(f"{_where(path, record)}: {said}")
        for warning in record.warnings:
            self.stdout.write(f"    {warning}")

    def _fail(self, message: str) -> None:
        self.failed += 1
        self.stderr.write(message)

    def _fail_file(self, message: str) -> None:
        self.number += 1
        self._fail(message)


def _where(path: Path, record: Record) -> str:
    line = f", line {record.line}" if record.line else ""
    return f"{path.name}{line}: “{record.label}”" if record.label else f"{path.name}{line}"
