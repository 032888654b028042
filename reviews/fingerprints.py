"""Fingerprints of records: SHA-256 over canonical JSON."""

import hashlib
import json
from typing import Any


def canonical(record: dict[str, Any]) -> str:
    """Canonical JSON: sorted keys, no spare white space, UTF-8 as it is."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def fingerprint(record: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a record, in hexadecimal."""
    return hashlib.sha256(canonical(record).encode()).hexdigest()
