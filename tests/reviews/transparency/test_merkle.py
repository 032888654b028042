"""The tree is that of RFC 9162, by the vectors of the reference implementation and by its definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.transparency import merkle
from reviews.transparency.merkle import Frontier, leaf_hash, node_hash
from tests.examples import examples

# the eight leaves and nine roots of the tests of google/certificate-transparency, which RFC 6962 and
# its successor RFC 9162 hash alike
LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                 "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree(leaves: list[bytes]) -> tuple[Frontier, dict[merkle.Place, bytes]]:
    grown, nodes = Frontier(), {}
    for index, leaf in enumerate(leaves):
        for level, node in enumerate(grown.append(leaf_hash(leaf))):
            nodes[level, index] = node
    return grown, nodes


def root_by_definition(leaves: list[bytes]) -> bytes:
    """MTH(D_n) of section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(root_by_definition(leaves[:half]), root_by_definition(leaves[half:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_implementation(size):
    assert tree(LEAVES[:size])[0].root.hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=4), max_size=70))
@examples(60)
def test_a_root_is_that_of_the_definition(leaves):
    assert tree(leaves)[0].root == root_by_definition(leaves)


@given(st.integers(1, 70), st.data())
@examples(150)
def test_every_leaf_is_proved_and_no_other(size, data):
    leaves = [b"%d" % number for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size))
    grown, nodes = tree(leaves)

    path = merkle.inclusion_proof(index, size, nodes.__getitem__)

    assert merkle.root_from_path(leaf_hash(leaves[index]), index, size, path) == grown.root
    assert merkle.root_from_path(leaf_hash(b"another"), index, size, path) != grown.root
    if other != index:
        assert merkle.root_from_path(leaf_hash(leaves[index]), other, size, path) != grown.root


@given(st.integers(1, 70), st.data())
@examples(150)
def test_a_tree_is_proved_to_go_on_another_and_none_that_was_altered(size, data):
    leaves = [b"%d" % number for number in range(size)]
    before = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, before - 1))
    old, (grown, nodes) = tree(leaves[:before])[0], tree(leaves)

    proof = merkle.consistency_proof(before, size, nodes.__getitem__)
    altered = [b"x" if number == changed else leaf for number, leaf in enumerate(leaves)]
    forged, forged_nodes = tree(altered)
    forged_proof = merkle.consistency_proof(before, size, forged_nodes.__getitem__)

    assert merkle.is_consistent(before, old.root, size, grown.root, proof)
    assert not merkle.is_consistent(before, old.root, size, forged.root, proof)
    assert not merkle.is_consistent(before, old.root, size, forged.root, forged_proof)


@given(st.integers(0, 70))
@examples(30)
def test_a_tree_goes_on_from_its_perfect_subtrees(size):
    leaves = [b"%d" % number for number in range(size)]
    grown, nodes = tree(leaves)

    again = Frontier(size, [nodes[place] for place in merkle.frontier_places(size)])

    assert again == grown


def test_a_proof_of_what_never_was_is_refused():
    with pytest.raises(ValueError, match="has no leaf 3"):
        merkle.inclusion_proof(3, 3, {}.__getitem__)
    with pytest.raises(ValueError, match="never had 4"):
        merkle.consistency_proof(4, 3, {}.__getitem__)
