#!/usr/bin/env python3
"""Check, without trusting the site, what it attests of a page: `verify_attestation.py URL|FILE`.

URL is the address of an article, or of an attestation; FILE is an attestation that you saved. The program
fetches page, attestation and keys and says

- whether the attestation is signed by a key of the site, and is in the log that a signed head stands for
  (RFC 7515, 8037, 9162);
- whether the text on the page is the one that the attestation is about;
- with `--head FILE`, whether the log goes on the one of a head that you kept: nothing before it was
  altered or dropped. `--keep FILE` keeps the head of today.

It needs Python 3.11 and the package `cryptography`, and nothing of the site's own code. It exits 0 where
all is true, 1 where something is not, and 2 where it could not look.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ATTESTATION, HEAD = "attest-attestation+jws", "attest-head+jws"
SECONDS, MOST_BYTES = 30, 20_000_000
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
NUMBERS = re.compile(r"[\d,–\s]*")
GLOSSARY = re.compile(r"(/[a-z-]{2,10})?/glossary/#[\w-]+")  # on the site itself
IMAGE = re.compile(r"/images/([0-9a-f]{64})/")
Record = dict[str, Any]


class False_(Exception):  # noqa: N801 what is found untrue ends the check of what rests on it
    """Something is not what the site says."""


class Unseen(Exception):
    """Something could not be looked at."""


# --- signatures ------------------------------------------------------------------------------------


def read_jws(token: str, kind: str, keys: dict[str, Record]) -> tuple[Record, Record]:
    """What a key of the site signed as a kind of record, and the key. Raises `False_`."""
    try:
        header, payload, signature = token.strip().split(".")
        said, record = json.loads(_bytes(header)), json.loads(_bytes(payload))
        key = keys[said["kid"]]
    except (ValueError, KeyError, TypeError) as error:
        raise False_(f"the {kind} is not signed by a key that the site names") from error
    if said.get("alg") != "EdDSA" or said.get("typ") != kind:
        raise False_(f"what should be an {kind} says that it is {said.get('typ')}")
    try:
        public = Ed25519PublicKey.from_public_bytes(_bytes(key["x"]))
        public.verify(_bytes(signature), f"{header}.{payload}".encode())
    except (InvalidSignature, ValueError) as error:
        raise False_(f"the signature of the {kind} is not one of its key") from error
    return record, key


def read_head(token: str, keys: dict[str, Record]) -> Record:
    """A head, unless its key was revoked by the time that it names."""
    head, key = read_jws(token, HEAD, keys)
    revoked = key.get("revoked_since")
    if revoked and datetime.fromisoformat(head["at"]) >= datetime.fromisoformat(revoked):
        raise False_(f"the head was signed after its key was revoked ({key['revoked_because']})")
    return head


def by_thumbprint(listed: Record) -> dict[str, Record]:
    """The keys of a JWK Set under the thumbprints that follow from them (RFC 7638)."""
    found = {}
    for key in listed["keys"]:
        thumb = canonical({"crv": key["crv"], "kty": key["kty"], "x": key["x"]})
        found[base64.urlsafe_b64encode(sha256(thumb)).decode().rstrip("=")] = key
    return found


def _bytes(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


# --- the log (RFC 9162, section 2.1) ---------------------------------------------------------------


def canonical(record: Any) -> bytes:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Section 2.1.3.2."""
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(before: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]) -> bool:
    """Section 2.1.4.2."""
    if before == size:
        return old_root == root and not proof
    if not 0 < before < size or not proof:
        return False
    path = [old_root, *proof] if before & (before - 1) == 0 else list(proof)
    at, last = before - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return old == old_root and new == root and last == 0


def check_inclusion(record: Record, head: Record) -> None:
    """The statement is the leaf, and the leaf is in the tree of the head. Raises `False_`."""
    leaf = record["leaf"]
    said = hashlib.sha256(canonical({"event": record["event"], "statement": record["statement"]}))
    if leaf["source"] != "attestation" or leaf["hash"] != said.hexdigest():
        raise False_("the statement is not the one that was entered into the log")
    path = [bytes.fromhex(node) for node in record["path"]]
    found = root_from_path(leaf_hash(canonical(leaf)), record["index"], head["size"], path)
    if found is None or found.hex() != head["root"]:
        raise False_("the statement is not in the log that the head stands for")


# --- the words of a page ---------------------------------------------------------------------------


class Words(HTMLParser):
    """What stands in the parts of a page that show sealed text, without white space.

    `added` is what the page puts in itself and the seal has otherwise: credits, and marks of citations
    that are more than numbers.
    """

    def __init__(self, part: str = "") -> None:
        super().__init__()
        self.parts: dict[str, str] = {part: ""} if part else {}
        self.added: list[str] = []
        self.attestation = ""
        self._open: list[tuple[str, str, bool]] = [("", part, False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, part, is_aside = self._open[-1]
        if tag == "link" and given.get("rel") == "attestation":
            self.attestation = given.get("href", "")
        part = given.get("data-sealed", part)
        is_aside = is_aside or tag == "cite" or given.get("class") == "credit"
        if is_aside and not self._open[-1][2]:
            self.added.append("")
        if part and not is_aside:
            self._say(part, self._of_tag(tag, given))
        if tag not in VOID:
            self._open.append((tag, part, is_aside))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        _, part, is_aside = self._open[-1]
        if part and is_aside:
            self.added[-1] += data
        elif part:
            self._say(part, "".join(data.split()))

    def _of_tag(self, tag: str, given: dict[str, str]) -> str:
        if tag == "img":
            found = IMAGE.search(given.get("src", ""))
            key = given.get("data-image") or (found.group(1) if found else given.get("src", ""))
            return f"[image {key} {''.join(given.get('alt', '').split())}]"
        href = given.get("href", "")
        is_added = given.get("class") == "term" and GLOSSARY.fullmatch(href)
        return f"[link {href}]" if tag == "a" and not is_added else ""

    def _say(self, part: str, words: str) -> None:
        self.parts[part] = self.parts.get(part, "") + words


def words_of(markup: str, part: str = "") -> Words:
    found = Words(part)
    found.feed(markup)
    found.close()
    return found


def differences(text: Record, page: Words) -> Iterator[str]:
    """What of a sealed text the page shows otherwise."""
    for part in ("title", "standfirst"):
        if page.parts.get(part, "") != "".join(text[part].split()):
            yield f"the {part} is another one"
    if _first_difference(words_of(text["body"], "body").parts["body"], page.parts.get("body", "")):
        sealed, shown = words_of(text["body"], "body").parts["body"], page.parts.get("body", "")
        yield f"the text differs: {_first_difference(sealed, shown)}"
    key = text["lead_image"]["key"] if isinstance(text["lead_image"], dict) else text["lead_image"]
    lead = f"[image {key} {''.join((text['lead_alt'] or '').split())}]" if key else ""
    if page.parts.get("lead", "") != lead:
        yield "the image above the text is another one"
    listed = _letters(page.parts.get("references", ""))
    for work in text["references"]:
        said = (work.get("DOI", ""), re.sub(r"<[^>]+>", "", work.get("title", "")))
        if not any(_letters(each) in listed for each in said if each):
            yield f"“{work.get('title') or work.get('DOI')}” is missing among the references"


def _letters(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _first_difference(sealed: str, shown: str) -> str:
    if sealed == shown:
        return ""
    place = next(
        (at for at, (one, other) in enumerate(zip(sealed, shown, strict=False)) if one != other),
        min(len(sealed), len(shown)),
    )
    start = max(0, place - 20)
    return f"“…{sealed[start : place + 40]}…” was sealed, “…{shown[start : place + 40]}…” is shown"


# --- fetching --------------------------------------------------------------------------------------


def fetched(address: str) -> str:
    if urllib.parse.urlsplit(address).scheme not in {"http", "https"}:
        raise Unseen(f"“{address}” is no web address")
    request = urllib.request.Request(address, headers={"User-Agent": "verify_attestation"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return str(answer.read(MOST_BYTES).decode())
    except (OSError, urllib.error.URLError, UnicodeDecodeError) as error:
        raise Unseen(f"{address} can't be read ({error})") from error


def record_of(content: str, named: str) -> Record:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise Unseen(f"{named} is no attestation") from error
    if not isinstance(found, dict) or not isinstance(found.get("attestation"), str):
        raise Unseen(f"{named} is no attestation")
    return found


def opened(given: str) -> tuple[Record, Words | None]:
    """The attestation, and the page where that was given."""
    is_address = urllib.parse.urlsplit(given).scheme in {"http", "https"}
    try:
        content = fetched(given) if is_address else Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unseen(f"{given} can't be read ({error})") from error
    if not content.lstrip().startswith("<"):
        return record_of(content, given), None
    page = words_of(content)
    if not page.attestation:
        raise Unseen(f"{given} links to no attestation")
    address = urllib.parse.urljoin(given, page.attestation)
    return record_of(fetched(address), address), page


# --- the check -------------------------------------------------------------------------------------


def check(given: str, kept: str = "", expected: str = "") -> tuple[list[str], str]:
    """What is true, in sentences, and the head. Raises `False_` for what is not, and `Unseen`."""
    found, page = opened(given)
    keys = by_thumbprint(json.loads(fetched(found["keys"])))
    record, key = read_jws(found["attestation"], ATTESTATION, keys)
    if key.get("revoked_since"):
        raise False_("the key of the attestation was revoked; ask the site for it anew")
    if expected and expected not in keys:
        raise False_(f"the site does not name the key {expected}")
    head = read_head(record["head"], keys)
    check_inclusion(record, head)
    statement = record["statement"]
    said = [*told(statement), f"It is entry {record['index']} of a log of {head['size']}."]
    if kept:
        said.append(check_kept(kept, head, keys, found["consistency"]))
    said += check_text(statement, found.get("text"), page)
    said += (
        f"Later: {each['kind']} on {each['at']}."
        for each in found["of_this_text"]
        if each["at"] > statement["at"]
    )
    return said, record["head"]


def told(statement: Record) -> Iterator[str]:
    yield f"{statement['kind'].capitalize()} of version {statement['version']} on {statement['at']}."
    yield f"Page: {statement['page']}"
    if not statement["approvals"]:
        yield "Nobody had approved this text."
    for each in statement["approvals"]:
        name = ", ".join(filter(None, [each["name"], each["post_nominals"]]))
        scope = "the whole text" if each["scope"] == "full" else "the changes since the last review"
        yield f"Approved by {name} on {each['signed_at']}: {scope}."


def check_kept(kept: str, head: Record, keys: dict[str, Record], address: str) -> str:
    """That the log of a head goes on the one of a head that somebody kept, or the other way round."""
    old = read_head(kept, keys)
    before, after = sorted((old, head), key=lambda each: int(each["size"]))
    proof: list[str] = []
    if before["size"] < after["size"]:
        query = urllib.parse.urlencode({"from": before["size"], "to": after["size"]})
        proof = json.loads(fetched(f"{address}?{query}"))["proof"]
    roots = bytes.fromhex(before["root"]), bytes.fromhex(after["root"])
    steps = [bytes.fromhex(node) for node in proof]
    if not is_consistent(before["size"], roots[0], after["size"], roots[1], steps):
        raise False_(
            "the log does not go on the one that you kept: it was altered, or something dropped"
        )
    return f"Nothing that the log said when it had {before['size']} entries was altered or dropped."


def check_text(statement: Record, sealed: str | None, page: Words | None) -> list[str]:
    """That the text on the page is the one with the digest of the statement."""
    if sealed is None:
        return ["The text is no longer shown, so that it was not compared."]
    if hashlib.sha256(sealed.encode()).hexdigest() != statement["digest"]:
        raise False_("the text that the site hands out does not have the digest that was signed")
    page = page or words_of(fetched(statement["page"]))
    text = json.loads(sealed)
    if statement["kind"] in {"retraction", "withdrawal"}:  # the page says so before its title
        page.parts["title"] = page.parts.get("title", "")[-len("".join(text["title"].split())) :]
    if found := list(differences(text, page)):
        raise False_("; ".join(["the text on the page is not the one that was signed", *found]))
    added = [" ".join(each.split()) for each in page.added if not NUMBERS.fullmatch(each)]
    shown = [f"The page adds, and it was not compared: “{each}”" for each in dict.fromkeys(added)]
    return ["The text on the page is the one with this digest.", *shown]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("given", metavar="URL|FILE")
    parser.add_argument("--head", type=Path, help="a head that you kept")
    parser.add_argument("--keep", type=Path, help="where to keep the head of today")
    parser.add_argument("--key", default="", help="the id of the key that you know of")
    options = parser.parse_args(arguments)
    try:
        kept = options.head.read_text(encoding="utf-8") if options.head else ""
        said, head = check(options.given, kept, options.key)
        if options.keep:
            options.keep.write_text(f"{head}\n", encoding="utf-8")
    except False_ as error:
        sys.stdout.write(f"FALSE: {error}.\n")
        return 1
    except (Unseen, OSError, KeyError, TypeError, ValueError) as error:
        sys.stderr.write(f"This could not be checked: {error}.\n")
        return 2
    sys.stdout.write("\n".join([*said, "All of this is true.\n"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
