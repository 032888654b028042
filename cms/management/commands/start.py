"""`start`: the first day of a site: its name and address, and the first administrator."""

import json
from collections.abc import Callable
from getpass import getpass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import connection

from articles import languages
from cms.accounts.letters import password_link
from cms.configuration.invitations import Newcomer, invite
from cms.models import User

DEEDS = {
    "Writers": "writes articles",
    "Reviewers": "is a physician who reviews them",
    "Editors": "asks reviewers and publishes",
}


class Command(BaseCommand):
    help = (
        "Begin a site: asks for its name, its address and its first administrator, writes them down, "
        "prepares the database, and leads on. Nothing of it is asked twice."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="What the site is called")
        parser.add_argument("--address", help="Where readers reach it: https://www.example.org")
        parser.add_argument("--sender", help="Whose address its mail comes from")
        parser.add_argument("--person", help="The first administrator: their name")
        parser.add_argument("--email", help="… and their e-mail address")
        parser.add_argument("--language", help="… and the language of their desk")
        parser.add_argument(
            "--by-link", action="store_true", help="They set a password by a link, not here"
        )
        parser.add_argument("--also", help="What they do besides, by comma: Writers, Editors")

    def handle(self, *args: Any, **given: Any) -> None:
        if _is_migrated() and User.objects.exists():
            raise CommandError(
                "This site has people already: its administrators go on at "
                f"{settings.SITE_URL}/desk/configuration/"
            )
        self._given = given
        name = self._ask("name", "What is the site called?", settings.SITE_NAME)
        address = self._ask("address", "Where do readers reach it?", settings.SITE_URL, _address)
        sender = self._ask("sender", "Whose address does its mail come from?", "", _email)
        person = self._ask("person", "Who is its first administrator? Their name:", "")
        email = self._ask("email", "Their e-mail address:", sender, _email)
        language = self._ask(
            "language", f"Their language ({_codes()}):", languages.default(), _code
        )
        also = self._ask(
            "also", f"What do they do besides? ({', '.join(DEEDS)})", "Editors", _roles
        )
        self._write_down(SITE_NAME=name, SITE_URL=address, DEFAULT_FROM_EMAIL=sender)
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        # what is no good password depends on the name of the site, which the database has
        password = None if given["by_link"] else self._ask_password(email, person)
        roles = ["Administrators", *_listed(also)]
        newcomer = Newcomer(email, person, language, roles, profile=len(roles) > 1)
        user, _proposal = invite(newcomer, None, password)
        self._lead_on(user, is_by_link=password is None)

    def _ask(
        self, option: str, question: str, default: str, check: Callable[[str], str] = str
    ) -> str:
        """What was given, else what is typed, asked again until it can stand."""
        if self._given[option] is not None:
            try:
                return check(self._given[option].strip())
            except ValueError as wrong:
                raise CommandError(f"--{option}: {wrong}") from None
        while True:
            try:
                typed = input(f"{question} [{default}] " if default else f"{question} ")
            except EOFError:
                raise CommandError(f"Nobody answers: say --{option} …") from None
            try:
                if answer := check(typed.strip() or default):
                    return answer
            except ValueError as wrong:
                self.stdout.write(f"  {wrong}")

    def _ask_password(self, email: str, name: str) -> str:
        """Typed twice, unseen, and none that is guessed first."""
        while True:
            try:
                typed = getpass("Their password (it is not shown): ")
                validate_password(typed, User(email=email, name=name))
            except EOFError:
                raise CommandError("Nobody answers: say --by-link, and a link is made.") from None
            except ValidationError as weak:
                self.stdout.write("  " + " ".join(weak.messages))
                continue
            if getpass("Once more: ") == typed:
                return typed
            self.stdout.write("  Those were two different ones.")

    def _write_down(self, **stated: str) -> None:
        """Into the file that the settings are read from, and into the settings of this process."""
        for name, value in stated.items():
            setattr(settings, name, value)
        if _local_port(stated["SITE_URL"]):
            del stated["SITE_URL"]  # it follows PORT
        lines = [
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in stated.items()
        ]
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        settings.SITE_FILE.write_text("".join(lines), encoding="utf-8")

    def _lead_on(self, user: User, *, is_by_link: bool) -> None:
        port = _local_port(settings.SITE_URL)
        said = [
            "",
            f"{settings.SITE_NAME} is ready. It is written down in {settings.SITE_FILE}",
            "",
            f"1. Serve it: {port and f'PORT={port} '}.venv/bin/python manage.py serve",
        ]
        if is_by_link:
            said += [
                f"2. {user} sets a password by a link that is good once:",
                f"     {password_link(user)}",
                "   For a day from then their account signs, publishes and invites nobody:",
                "   a password that is typed here has no such day.",
            ]
        else:
            said.append(f"2. {user} signs in as {user.email}: {settings.SITE_URL}/account/login/")
        said += [
            "3. The desk leads from topics to the first article:",
            f"     {settings.SITE_URL}/desk/configuration/",
        ]
        if not settings.EMAIL_HOST:
            said.append(f"   No mail is sent yet: each lies in {settings.EMAIL_FILE_PATH}")
        self.stdout.write("\n".join(said))


def _local_port(address: str) -> str:
    """Of a site to try it on this machine; "" of any other."""
    parts = urlsplit(address)
    return str(parts.port or 80) if parts.hostname in ("127.0.0.1", "localhost") else ""


def _is_migrated() -> bool:
    return User._meta.db_table in connection.introspection.table_names()


def _address(typed: str) -> str:
    parts = urlsplit(typed.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ValueError("Begin with https:// (or http:// to try it), then the name, and no path.")
    return typed.rstrip("/")


def _email(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        raise ValueError("That is no e-mail address.") from None
    return typed


def _code(typed: str) -> str:
    if typed not in dict(languages.choices()):
        raise ValueError(f"It is one of {_codes()}.")
    return typed


def _codes() -> str:
    return ", ".join(code for code, _name in languages.choices())


def _roles(typed: str) -> str:
    if unknown := [each for each in _listed(typed) if each not in DEEDS]:
        raise ValueError(f"“{unknown[0]}” is none of {', '.join(DEEDS)}.")
    return typed


def _listed(typed: str) -> list[str]:
    return [each.strip().capitalize() for each in typed.split(",") if each.strip()]
