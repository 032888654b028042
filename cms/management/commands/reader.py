"""`reader ADDRESS`: what is kept about a reader, as JSON; erased with `--erase`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from cms.readers import privacy


class Command(BaseCommand):
    help = (
        "Print all that is kept with the mail address of a reader (newsletter, reports, mails) as JSON, or "
        "erase it. People with accounts are closed in /admin/: what they signed keeps their name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", metavar="ADDRESS")
        parser.add_argument("--erase", action="store_true", help="forget the address; reports stay")

    def handle(self, *args: Any, address: str, erase: bool, **options: Any) -> None:
        if erase:
            self.stdout.write(f"Erased or emptied: {privacy.erase(address)} rows.")
            return
        kept = privacy.export(address)
        said = json.dumps(kept, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)
        self.stdout.write(said)
