"""A file that only who has the passphrase can read, and in which no byte can be changed unnoticed.

The key is made of the passphrase by scrypt (RFC 7914). What is written is parted into chunks, each sealed by
AES-256-GCM under its number and whether it is the last, so that none can be left out, moved or cut off: the
STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015), which age uses too.
"""

import io
import os
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

BEGINS: Final = b"attest encrypted backup 1\n"
SALT: Final = 16
PREFIX: Final = 7  # bytes of a nonce that are the file's; four count, one says that it is the last
CHUNK: Final = 64 * 1024
TAG: Final = 16


class WrongPassphrase(Exception):
    """The passphrase is another one, or the file was changed or cut off."""


class Encrypted(io.RawIOBase):
    """Writes to a file what only the passphrase opens. To be closed, which leaves the file open."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        super().__init__()
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._file, self._cipher = file, _cipher(passphrase, salt)
        self._waiting, self._count = bytearray(), 0
        file.write(BEGINS + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        while (
            len(self._waiting) > CHUNK
        ):  # the last chunk, which may be whole, is written at the end
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
            super().close()

    def _seal(self, chunk: bytes, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, is_last)
        self._file.write(self._cipher.encrypt(nonce, chunk, None))
        self._count += 1


def is_encrypted(file: BinaryIO) -> bool:
    """Whether a file begins as one; it is read from its start again."""
    begins = file.read(len(BEGINS))
    file.seek(0)
    return begins == BEGINS


def decrypt(file: BinaryIO, to: BinaryIO, passphrase: str) -> None:
    """Write what the passphrase opens. Raises `WrongPassphrase`."""
    file.seek(len(BEGINS))
    salt, prefix = file.read(SALT), file.read(PREFIX)
    cipher, count = _cipher(passphrase, salt), 0
    sealed = file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            to.write(cipher.decrypt(_nonce(prefix, count, not following), sealed, None))
        except (InvalidTag, ValueError) as wrong:
            raise WrongPassphrase from wrong
        if not following:
            return
        sealed, count = following, count + 1


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, count: int, is_last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes([is_last])
