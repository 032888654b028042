"""`import_articles PATH… --author EMAIL`: one draft for each text, page or Word file."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.bringing_in.imports import Outcome, bring_in, manuscript_of, open_file
from articles.importing import BadFile
from articles.models import Revision, Topic
from articles.users import User


class Command(BaseCommand):
    help = "Make a draft of each file. Running it again with the same files makes nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--author", metavar="EMAIL", help="whose drafts they become")
        parser.add_argument("--topic", metavar="SLUG", help="where they belong; else “Unsorted”")
        parser.add_argument(
            "--rules-first",
            action="store_true",
            help="begin with what the house rules ask: statements that only lack a source are listed later",
        )
        parser.add_argument("--dry-run", action="store_true", help="show, and write nothing")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        self.failed = 0
        if options["dry_run"]:
            self._show(paths, options["format"])
        else:
            author, topic = _author(options["author"]), _topic(options["topic"])
            self.is_rules_first = options["rules_first"]
            for number, path in enumerate(paths, start=1):
                self._import(path, author, topic, f"{number}/{len(paths)}")
        if self.failed:
            raise CommandError(f"{self.failed} of {len(paths)} file(s) could not be imported.")

    def _import(self, path: Path, author: User, topic: Topic | None, progress: str) -> None:
        try:
            outcome = bring_in(
                path.name, open_file(path), author, topic, is_rules_first=self.is_rules_first
            )
        except BadFile as error:
            outcome = Outcome(path.name, refused=str(error))
        if outcome.refused:
            self._fail(outcome.refused)
        elif outcome.known:
            said = f"is here already, as “{outcome.known}”."
            self.stdout.write(f"{progress} {path.name}: {said}")
        elif outcome.revision:
            self._tell(outcome.revision, f"{progress} {path.name}")

    def _tell(self, revision: Revision, place: str) -> None:
        dropped = len(revision.article.imported_file.dropped)
        notes = revision.threads.count()
        self.stdout.write(
            f"{place}: “{revision.title}”, {dropped} line(s) dropped, {notes} note(s)."
        )

    def _show(self, paths: list[Path], form: str) -> None:
        shown = []
        for path in paths:
            try:
                shown.append((path, manuscript_of(path.name, open_file(path))))
            except BadFile as error:
                self._fail(str(error))
        if form == "json":
            files = [{"file": path.name, **text.as_json()} for path, text in shown]
            self.stdout.write(json.dumps(files, ensure_ascii=False, indent=2))
            return
        for path, text in shown:
            self.stdout.write(f"{path.name}: “{text.title}”, {len(text.blocks)} blocks")
            for dropped in text.dropped:
                self.stdout.write(
                    f"  dropped, line {dropped.line}, {dropped.reason}: {dropped.text}"
                )
            for doubt in text.doubts:
                self.stdout.write(f"  doubt, line {doubt.line}: {doubt.question}")

    def _fail(self, message: str) -> None:
        self.failed += 1
        self.stderr.write(message)


def _author(email: str | None) -> User:
    if not email:
        raise CommandError("Say whose drafts they become: --author EMAIL.")
    user = get_user_model().objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.")
    if not user.has_perm("articles.write_article"):
        raise CommandError(f"{user} is not a writer: ask an administrator for the right.")
    return user


def _topic(slug: str | None) -> Topic | None:
    if not slug:
        return None
    topic = Topic.objects.for_articles().filter(slug=slug).first()
    if topic is None:
        raise CommandError(f"There is no topic “{slug}”.")
    return topic
