"""Nothing that is kept of what the database says can be left out where everything is forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.caching import registry, surroundings
from cms.caching.invalidation import Journal
from cms.caching.pages import kept_pages
from cms.caching.sealed import EVERYTHING, made_once
from cms.caching.store import Store
from cms.identity.current import _kept
from cms.site.context import frame
from cms.site.related import Neighbour, neighbours
from cms.site.translations import published_languages
from tests import factories
from tests.test_architecture import imported, modules, tree_of

FUNCTOOLS = ("lru_cache", "cache")
# what follows from the arguments alone, or lives as long as one call
OF_THEIR_ARGUMENTS = {
    ("articles/retractions/retraction_watch.py", "_day"),
    ("articles/disclaimers.py", "stated_in"),
    ("articles/evidence/grammar.py", "of"),
    ("articles/evidence/phrases.py", "_candidates"),
    ("articles/evidence/phrases.py", "_compiled"),
    ("articles/evidence/phrases.py", "_found"),
    ("articles/evidence/grammar.py", "_tells"),
    ("articles/evidence/phrases.py", "_remembered"),
    ("articles/evidence/reading.py", "statements_of"),
    ("articles/evidence/rules.py", "shipped"),
    ("articles/languages.py", "_form"),
    ("articles/models/evidence/in_force.py", "_built"),
    ("articles/references/bibliography.py", "_entry"),
    ("articles/references/bibliography.py", "_read"),
    ("articles/references/sentence_case.py", "_known"),
    ("articles/references/styles/journals.py", "_read"),
    ("articles/references/styles/lookups.py", "_found"),
    ("articles/search/tokenizer.py", "stem"),
    ("articles/text/cleaner.py", "of"),
    ("articles/text/review_claims.py", "_phrases"),
    ("cms/caching/pages.py", "__init__"),
    ("cms/caching/compression.py", "encoding_for"),
    ("cms/discovery/cards.py", "_font"),
    ("cms/discovery/citing.py", "_before_title"),
    ("cms/emergencies.py", "_table"),
    ("cms/pictures/drawing.py", "face"),
    ("cms/pictures/drawing.py", "lead"),
    ("cms/pictures/drawing.py", "mark"),
    ("cms/pictures/tiles.py", "family_of"),
    ("cms/runtime/quick_nodes.py", "_day"),
    ("cms/runtime/quick_nodes.py", "_is_subscripted"),
    ("cms/search/asking.py", "_thesaurus"),
    ("cms/search/snippets.py", "_stem"),
    ("cms/site/related.py", "_says_nothing"),
    ("cms/site/related.py", "subject_of"),
    ("cms/site/teasers.py", "_review_mark"),
    ("reviews/desk/notices/library.py", "defaults"),
    ("reviews/workflow/perform.py", "actions_for"),
}
# the file by which the process hears of changes; the code that it runs; what it warned of; the zones of
# days, the last of which it noted itself
OF_THE_PROCESS = {
    ("cms/caching/invalidation.py", "journal"),
    ("cms/caching/kept_texts.py", "renderer"),
    ("cms/runtime/connections.py", "_warn_once"),
    ("reviews/models/zones.py", "known_zones"),
}
REGISTERED = {
    ("cms/caching/pages.py", "kept_pages"),
    ("cms/caching/shared.py", "__init__"),
    ("cms/identity/current.py", "_kept"),
    ("cms/site/related.py", "neighbours"),
}


def memos(module: Path) -> Iterator[str]:
    """The functions whose answers functools keeps, and those that have it keep others'."""
    tree = tree_of(module)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "functools"
        for alias in node.names
        if alias.name in FUNCTOOLS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(each, ast.Name) and each.id in names for each in ast.walk(node)
        ):
            yield node.name


def test_every_memo_is_registered_or_follows_from_its_arguments():
    found = {(str(module), name) for module in modules() for name in memos(module)}

    assert found == OF_THEIR_ARGUMENTS | OF_THE_PROCESS | REGISTERED
    for memory in (
        kept_pages,
        _kept,
        neighbours,
        EVERYTHING,
        surroundings.topics,
        frame,
        published_languages,
    ):
        assert registry.is_registered(memory)


def test_memories_are_imported_by_name_so_that_they_are_seen():
    """Of Django's caches: one module registers its memory, one keeps a drawing by what it says, one what a
    service elsewhere answered; and what is counted against somebody, done once by all, or said by one process
    to others, is in the one that all share, which one module writes."""
    found = {(str(module), name) for module in modules() for name in imported(module)}

    assert "functools" not in {name for _module, name in found}
    assert {module for module, name in found if name.startswith("django.core.cache")} == {
        "articles/library/address_checks.py",
        "articles/library/lookup.py",
        "cms/accounts/limits.py",
        "cms/backups/schedule.py",
        "cms/caching/counts.py",
        "cms/caching/sealed.py",
        "cms/discovery/cards.py",
        "cms/doctor.py",
        "cms/management/commands/clock.py",
        "cms/runtime/housekeeping.py",
        "cms/site/sealed_texts.py",
    }


@pytest.mark.django_db(transaction=True)
def test_one_call_forgets_all_three_layers(tmp_path, django_assert_num_queries):
    journal, sealed = Journal(tmp_path / "changes.log"), factories.published().sealed
    store: Store[str, Neighbour] = Store(journal, 1000)
    store.keep("page", Neighbour("<p>", frozenset({"site"})), store.now())
    made: list[str] = []
    for _ in range(2):
        made_once("test", lambda text: made.append(text) or "made", sealed)
    surroundings.topics()
    with django_assert_num_queries(0):
        surroundings.topics()
    assert (store.get("page"), len(made)) != (None, 2)

    registry.clear()

    assert store.get("page") is None
    made_once("test", lambda text: made.append(text) or "made", sealed)
    assert len(made) == 2
    with django_assert_num_queries(1):
        surroundings.topics()


@pytest.mark.django_db(transaction=True)
def test_what_pages_share_is_a_cache_as_functools_has_it():
    factories.topic("Pain")

    known = [surroundings.topics(), surroundings.topics()]

    assert known[0] is known[1]
    assert surroundings.topics.__name__ == "topics"
    assert surroundings.topics.cache_info()[:2] == (1, 1)
    surroundings.topics.cache_clear()
    assert surroundings.topics.cache_info()[:2] == (0, 0)
