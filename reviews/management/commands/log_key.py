"""`log_key`: the keys that sign the log and attestations: list them, take a new one, revoke one."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reviews.models import SigningKey
from reviews.transparency import heads, keys


class Command(BaseCommand):
    help = "List the keys that sign the log, take a new one, or revoke one whose secret half others may have."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="every key, the one in use last")
        acts.add_parser(
            "rotate", help="sign with a new key from now on; the file of the former one is kept"
        )
        revoke = acts.add_parser("revoke", help="say in public that a key is not to be believed")
        revoke.add_argument(
            "kid",
            help="the id of the key, as `list` prints it; after `--` where it begins with a dash",
        )
        revoke.add_argument(
            "--since", required=True, metavar="YYYY-MM-DDTHH:MM", help="from when on"
        )
        revoke.add_argument("--reason", required=True, help="everybody can read it")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        now = timezone.now()
        if act == "rotate":
            heads.sign(now)  # the last that the former key says
            self.stdout.write(f"Signs from now on: {keys.rotate(now)}")
            heads.sign(now, anew=True)
        elif act == "revoke":
            self._revoke(now, **options)
        else:
            for key in SigningKey.objects.select_related("revocation"):
                self.stdout.write(f"{key} made {key.made_at.isoformat()}{_fate_of(key)}")

    def _revoke(self, now: datetime, kid: str, since: str, reason: str, **_: Any) -> None:
        key = SigningKey.objects.filter(kid=kid).first()
        if key is None:
            raise CommandError(f"There is no key {kid}; `log_key list` prints them.")
        if hasattr(key, "revocation"):
            raise CommandError(f"The key {kid} is revoked already.")
        if key == SigningKey.objects.last():
            raise CommandError("This key is in use: take a new one first, with `log_key rotate`.")
        at = _moment(since)
        if at is None or at > now:
            raise CommandError(
                "--since is a moment that has been, such as 2026-11-01 or 2026-11-01T09:30."
            )
        if not reason.strip():
            raise CommandError("--reason says why, for everybody to read.")
        keys.revoke(key, at, reason.strip(), now)
        heads.sign(now)
        self.stdout.write(f"Revoked: nothing that {kid} signed from {at.isoformat()} on holds.")


def _moment(said: str) -> datetime | None:
    try:
        at = parse_datetime(said if "T" in said else f"{said}T00:00")
    except ValueError:
        return None
    return timezone.make_aware(at) if at is not None and timezone.is_naive(at) else at


def _fate_of(key: SigningKey) -> str:
    revoked = getattr(key, "revocation", None)
    return f", revoked since {revoked.since.isoformat()}: {revoked.reason}" if revoked else ""
