"""The site's Ed25519 key: made once, kept beside the database, changed and revoked in the open.

The private half lies in `LOG_KEY_FILE`, readable by its owner alone. The public halves are rows: each is in
the log, so that nobody can say later that another key had been in use.
"""

import base64
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from articles.formats import Record
from reviews.fingerprints import canonical
from reviews.models import Revocation, SigningKey

ALGORITHM = "EdDSA"  # RFC 8037; over Ed25519


def sign(record: Record, kind: str, now: datetime) -> tuple[str, SigningKey]:
    """A record as a JWS in compact form (RFC 7515), and the key; `kind` is its `typ`."""
    private = _private()
    key = _row_of(private, now)
    headers = {"kid": key.kid, "typ": kind}
    token = jwt.PyJWS().encode(canonical(record).encode(), private, ALGORITHM, headers)
    return token, key


def read(token: str, kind: str) -> tuple[Record, SigningKey] | None:
    """What a key of this site signed as a kind of record; None where none did."""
    try:
        header = jwt.PyJWS().get_unverified_header(token)
        key = SigningKey.objects.filter(kid=header.get("kid", "")).first()
        if key is None or header.get("typ") != kind:
            return None
        payload = jwt.PyJWS().decode(token, public(key), [ALGORITHM])
        found = json.loads(payload)
    except (jwt.PyJWTError, ValueError):
        return None
    return found, key


def is_in_use() -> bool:
    """Whether the last public half belongs to the private one; True where none is recorded yet."""
    last = SigningKey.objects.last()
    return last is None or last.public == _public_of(_private())


def rotate(now: datetime) -> SigningKey:
    """Make a new key; the file of the former one is kept beside it under the end of its id."""
    path = Path(settings.LOG_KEY_FILE)
    former = _row_of(_private(), now)
    path.rename(path.with_name(f"{path.name}.{former.kid[:8]}"))
    return _row_of(_private(), now)


def revoke(key: SigningKey, since: datetime, reason: str, now: datetime) -> Revocation:
    """Say in public that what a key signed from a time on is not to be believed."""
    return Revocation.objects.create(key=key, since=since, reason=reason, made_at=now)


def as_jwk(key: SigningKey) -> dict[str, Any]:
    """RFC 7517 and 8037, with when it was made and since when it is revoked."""
    revoked = getattr(key, "revocation", None)
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": key.public,
        "kid": key.kid,
        "alg": ALGORITHM,
        "use": "sig",
        "made_at": key.made_at.isoformat(),
        **(
            {"revoked_since": revoked.since.isoformat(), "revoked_because": revoked.reason}
            if revoked
            else {}
        ),
    }


def public(key: SigningKey) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(f"{key.public}="))


def _private() -> Ed25519PrivateKey:
    path = Path(settings.LOG_KEY_FILE)
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key.")
    return key


def _make(path: Path) -> None:
    content = _generated().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)  # whole or not at all, and never over the key of another process
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _generated() -> Ed25519PrivateKey:
    """A key whose id a command line takes for an id: it begins with no dash."""
    while _id_of(made := Ed25519PrivateKey.generate()).startswith("-"):
        pass
    return made


def _row_of(private: Ed25519PrivateKey, now: datetime) -> SigningKey:
    defaults = {"public": _public_of(private), "made_at": now}
    return SigningKey.objects.get_or_create(kid=_id_of(private), defaults=defaults)[0]


def _id_of(private: Ed25519PrivateKey) -> str:
    """Its thumbprint (RFC 7638)."""
    known = {"crv": "Ed25519", "kty": "OKP", "x": _public_of(private)}
    return _base64url(hashlib.sha256(json.dumps(known, separators=(",", ":")).encode()).digest())


def _public_of(private: Ed25519PrivateKey) -> str:
    return _base64url(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
