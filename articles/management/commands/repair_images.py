"""`repair_images`: name every broken file of an image, and make again what can be made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.images import files, library
from articles.models import Image


class Command(BaseCommand):
    help = (
        "Make broken or missing renditions of images again, from their masters. Exits 1 and names each "
        "image whose master is lost: find its file in a backup, or send the same picture again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        lost = mended = 0
        for image in Image.objects.order_by("pk").iterator():
            try:
                broken = files.repair(library.picture_of(image))
            except files.Lost:
                lost += 1
                self.stderr.write(f"Lost: {image.key} (“{image.title}”)")
                continue
            if broken or not image.digests:
                library.keep_digests(image)
            for name in broken:
                mended += 1
                self.stdout.write(f"Made again: {name}")
        if parts := files.drop_parts():
            self.stdout.write(f"Half-written files deleted: {parts}")
        if lost:
            raise CommandError(f"{lost} image(s) are lost.")
        self.stdout.write(f"All images are whole; {mended} file(s) were made again.")
