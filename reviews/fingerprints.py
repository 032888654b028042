"""Fingerprints of records: SHA-256 over canonical JSON."""

import hashlib
import json
from typing import Any


def fingerprint(record: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a record, in hexadecimal."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
