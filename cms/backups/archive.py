"""The file of a backup: a ZIP of tables (lines of JSON), images and a manifest, encrypted or not.

The manifest comes last. It says what there is with its SHA-256, so that a file that was cut off or changed is
never taken for a whole one.
"""

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from cms.backups import encryption

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PIECE: Final = 1024 * 1024


class BadBackup(Exception):
    """Why a file can't be used, and what to do, in a sentence."""


@dataclass
class Writer:
    """An archive that is being written, one entry after the other."""

    zip: zipfile.ZipFile
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes], *, is_packed: bool = False) -> int:
        """Write an entry; how many pieces it had. What is packed already is not packed again."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        digest, size, count = hashlib.sha256(), 0, 0
        with self.zip.open(info, "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                size, count = size + len(piece), count + 1
        self.entries[name] = {"sha256": digest.hexdigest(), "bytes": size, "pieces": count}
        return count

    def finish(self, about: dict[str, Any]) -> None:
        manifest = {"format": FORMAT, **about, "entries": self.entries}
        self.zip.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))


@dataclass(frozen=True)
class Reader:
    """An archive that is whole: every entry is what the manifest says."""

    zip: zipfile.ZipFile
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """Of its manifest, and so of all that is in it."""
        return hashlib.sha256(self.zip.read(MANIFEST)).hexdigest()

    def __contains__(self, name: str) -> bool:
        return name in self.manifest["entries"]

    def names(self, below: str) -> list[str]:
        return [name for name in self.manifest["entries"] if name.startswith(below)]

    def lines(self, name: str) -> Iterator[bytes]:
        with self.zip.open(name) as entry:
            yield from entry

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.zip.open(name) as entry:
            yield from pieces(cast("BinaryIO", entry))


@contextmanager
def writing(file: BinaryIO, passphrase: str) -> Iterator[Writer]:
    """Write an archive into a file; encrypted where there is a passphrase."""
    if not passphrase:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            yield Writer(packed)
        return
    with (
        encryption.Encrypted(file, passphrase) as sealed,
        zipfile.ZipFile(cast("BinaryIO", sealed), "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        yield Writer(packed)


@contextmanager
def reading(path: Path, passphrase: str) -> Iterator[Reader]:
    """Open an archive, and look at every byte of it first. Raises `BadBackup`."""
    with ExitStack() as opened:
        try:
            file = opened.enter_context(path.open("rb"))
            plain = opened.enter_context(_plain(file, passphrase))
            packed = opened.enter_context(zipfile.ZipFile(plain))
            manifest = json.loads(packed.read(MANIFEST))
            if manifest["format"] > FORMAT:
                raise BadBackup("It was made by a newer version: restore it with that one.")
            _check(packed, manifest)
        except OSError as error:
            raise BadBackup(f"{path} can't be read: {error.strerror or error}.") from error
        except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
            raise BadBackup(f"{path} is no whole backup ({error}). Take another one.") from error
        yield Reader(packed, manifest)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The content of a file, some of it at a time."""
    while piece := file.read(PIECE):
        yield piece


@contextmanager
def _plain(file: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    if not encryption.is_encrypted(file):
        yield file
        return
    if not passphrase:
        raise BadBackup("It is encrypted: set BACKUP_PASSPHRASE to what it was made with.")
    with tempfile.TemporaryFile() as opened:
        try:
            encryption.decrypt(file, opened, passphrase)
        except encryption.WrongPassphrase as wrong:
            raise BadBackup(
                "BACKUP_PASSPHRASE is not what it was made with, or the file was changed or cut off."
            ) from wrong
        opened.seek(0)
        yield opened


def _check(packed: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for name, said in manifest["entries"].items():
        digest = hashlib.sha256()
        with packed.open(name) as entry:
            for piece in pieces(cast("BinaryIO", entry)):
                digest.update(piece)
        if digest.hexdigest() != said["sha256"]:
            raise ValueError(f"{name} is not what was written")
