"""The Merkle tree of RFC 9162, section 2.1, over SHA-256. Pure.

A leaf that is appended completes some perfect subtrees: `Frontier.append` returns their roots, so that
with them kept beside the leaf every root and proof follows from a few nodes.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

EMPTY = hashlib.sha256(b"").digest()
# of a perfect subtree: how many leaves it has as a power of two, and its last leaf
Place = tuple[int, int]
Node = Callable[[Place], bytes]


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The roots of the perfect subtrees of a tree, from the greatest to the least."""

    size: int = 0
    roots: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf; returns the roots of the perfect subtrees that end with it, the leaf first."""
        completed, rest = [leaf], self.size
        while rest & 1:
            completed.append(node_hash(self.roots.pop(), completed[-1]))
            rest >>= 1
        self.roots.append(completed[-1])
        self.size += 1
        return completed

    @property
    def root(self) -> bytes:
        if not self.roots:
            return EMPTY
        *left, found = self.roots
        for each in reversed(left):
            found = node_hash(each, found)
        return found


def frontier_places(size: int) -> list[Place]:
    """Where the perfect subtrees of a tree of a size stand."""
    return list(_perfect(0, size))


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(m, D_n) of section 2.1.3.1. Raises `ValueError` for a leaf that the tree does not have."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    return _path(index, 0, size, node)


def consistency_proof(before: int, size: int, node: Node) -> list[bytes]:
    """PROOF(m, D_n) of section 2.1.4.1. Raises `ValueError` where the tree was never that small."""
    if not 0 < before <= size:
        raise ValueError(f"A tree of {size} leaves never had {before}.")
    return _subproof(before, 0, size, node, is_whole=True)


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (section 2.1.3.2); None where it is of no such tree."""
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
    return found if last == 0 and 0 <= index < size else None


def is_consistent(before: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]) -> bool:
    """Whether a proof shows that a tree goes on another (section 2.1.4.2)."""
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


def _split(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _perfect(start: int, end: int) -> Iterator[Place]:
    while start < end:
        level = (end - start).bit_length() - 1
        start += 1 << level
        yield level, start - 1


def _root(start: int, end: int, node: Node) -> bytes:
    *left, last = _perfect(start, end)
    found = node(last)
    for each in reversed(left):
        found = node_hash(node(each), found)
    return found


def _path(index: int, start: int, end: int, node: Node) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, node), _root(middle, end, node)]
    return [*_path(index, middle, end, node), _root(start, middle, node)]


def _subproof(before: int, start: int, end: int, node: Node, *, is_whole: bool) -> list[bytes]:
    if before == end:
        return [] if is_whole else [_root(start, end, node)]
    middle = start + _split(end - start)
    if before <= middle:
        return [
            *_subproof(before, start, middle, node, is_whole=is_whole),
            _root(middle, end, node),
        ]
    return [*_subproof(before, middle, end, node, is_whole=False), _root(start, middle, node)]
