"""Citations: their order, their numbers, and where they stand together."""

from articles.text import cleaner
from articles.text.citations import Numbering, cited_keys, runs


def cite(*keys: str) -> str:
    return "".join(f'<cite data-ref="{key}"></cite>' for key in keys)


def test_keys_stand_in_the_order_of_first_citation_each_once():
    markup = f"<p>{cite('b')}</p><ul><li><p>{cite('a', 'b')}</p></li></ul>"

    assert cited_keys(markup) == ["b", "a"]
    assert cited_keys("") == []


def test_numbers_follow_first_citation_and_places_count():
    numbering = Numbering()

    assert [numbering.cite(key) for key in ("b", "a", "b")] == [
        (1, "cite-1-1"),
        (2, "cite-2-1"),
        (1, "cite-1-2"),
    ]
    assert numbering.places == {"b": ["cite-1-1", "cite-1-2"], "a": ["cite-2-1"]}


def test_citations_side_by_side_are_one_run():
    root = cleaner.parse(f"<p>x{cite('a', 'b')} {cite('c')}, y{cite('d')}</p><p>{cite('e')}</p>")

    found = [[each.get("data-ref") for each in run] for run in runs(root)]

    assert found == [["a", "b", "c"], ["d"], ["e"]]
