"""What holds across modules: who may import whom, and who may write what. Read from the syntax."""

import ast
import sys
import weakref
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model, signals
from django.dispatch import Signal

import articles.signals
from articles.text import fields

ROOT = Path(settings.BASE_DIR)
# each package may import itself and what stands after it
LAYERS = ["cms", "reviews", "articles"]
# within a package, each may import itself and what stands before it
WINGS = {
    "articles": """languages users forms signals identity security_log entering text formats immutability
        search references importing documents evidence listing models addresses disclaimers images sealing
        comparing retractions comments reusing drafting coediting library bringing_in views admin apps urls
        management""",
    "reviews": """lines fingerprints formats immutability refusal phrases progress models humans approval
        transparency notifications eligibility entitlement reviewing workflow record upgrading desk views
        templatetags admin checks apps urls management""",
    "cms": """addresses emergencies models accounts runtime backups jobs doctor caching glossary identity
        pictures site
        discovery search readers following assessing configuration views i18n demo admin apps urls wsgi
        templatetags management settings""",
    "articles.importing": """reading rules citations manuscript lines references furniture titles structure
        doubts markup parsing""",
}
MOST_MODULES = 13  # of a folder: more is a wing not yet built
# tests of the whole, of no wing more than of another
ACROSS = {
    "articles/test_languages.py",  # every page and refusal of the writer's desk, in Spanish
    "reviews/test_languages.py",  # and of the reviewer's and the editor's
    "reviews/test_main_job.py",
    "reviews/test_peers_failures.py",  # what goes wrong in other systems, wherever it would here
    "cms/test_leaks.py",  # every public page: what is not public is on none,
    "cms/test_queries.py",  # and how often it asks the database,
    "cms/test_weight.py",  # and what it weighs
    "cms/test_odd_text.py",  # and that it stands whatever was written
}
# what Django or we write otherwise for each database, or what each holds to in its own way
DIFFERING = {
    "RawSQL", "Subquery", "Window", "execute", "ignore_conflicts", "select_for_update", "union",
    "update_conflicts",
}  # fmt: skip
# where a wing is tested that has no tests of its own
TESTED_IN = {
    "articles/search": ("articles/drafting", "cms/search"),
    "articles/coediting": ("articles/drafting",),
    "cms/views": ("cms/site",),
    "articles/identity": ("cms/identity",),
}
TEXT = {"title", "standfirst", "body", "change_note", "version", "saved_at"}
SEAL = {"sealed", "digest", "sealed_at"}
STATE = {"state", "publish_at", "published_at"}


def modules(*packages: str) -> list[Path]:
    return [
        path.relative_to(ROOT)
        for package in packages or LAYERS
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def tree_of(module: Path) -> ast.Module:
    return _parsed(ROOT / module)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


@cache
def _calls(path: Path) -> tuple[ast.Call, ...]:
    return tuple(node for node in running(_parsed(path)) if isinstance(node, ast.Call))


def is_type_checking(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If) and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )  # fmt: skip


def running(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs: what only the type checker reads is left out."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            continue
        yield child
        yield from running(child)


def imported(module: Path) -> set[str]:
    """The dotted names that a module imports, inside functions too."""
    names: set[str] = set()
    for node in running(tree_of(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def dotted(module: Path) -> str:
    return ".".join(module.with_suffix("").parts)


def reached(package: str) -> set[Path]:
    """The modules of a folder and all that these import, however far."""
    found: set[Path] = set()
    rest = modules(package)
    while rest:
        module = rest.pop()
        if module not in found:
            found.add(module)
            rest += [each for name in imported(module) for each in _files_of(name)]
    return found


def _files_of(name: str) -> Iterator[Path]:
    """What runs when a dotted name is imported: its module, and the packages around that."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        path = "/".join(parts[:length])
        yield from (
            Path(file) for file in (f"{path}.py", f"{path}/__init__.py") if (ROOT / file).is_file()
        )


def calls(module: Path) -> tuple[ast.Call, ...]:
    return _calls(ROOT / module)


def called(call: ast.Call) -> str:
    """The last word of what is called: “update” of `Revision.objects.filter(…).update(…)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def keywords(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}


def is_about(call: ast.Call, *names: str) -> bool:
    return any(
        name in (getattr(node, "id", ""), getattr(node, "attr", ""))
        for node in ast.walk(call.func)
        for name in names
    )


def writers_of(columns: set[str]) -> set[str]:
    """The modules that write a revision's columns by any of Django's ways.

    By `update(…)` or `create(…)` on revisions, by a dictionary of columns, by assignment to a
    revision's attribute, by `bulk_update(…, ["body"])`.
    """
    return {str(module) for module in modules() if _writes(module, columns)}


def writers_by_dictionary() -> set[str]:
    """The modules that give a revision columns without naming them: `update(**columns)`, `setattr`."""
    return {
        str(module)
        for module in modules()
        if any(_gives_a_dictionary(call) for call in calls(module))
    }


def _gives_a_dictionary(call: ast.Call) -> bool:
    if called(call) == "setattr":
        return any(word in ast.unparse(call.args[0]) for word in ("revision", "draft"))
    is_given = any(keyword.arg is None for keyword in call.keywords)
    return is_given and (called(call) == "Revision" or _is_write_of_revisions(call))


def _is_write_of_revisions(call: ast.Call) -> bool:
    if called(call) == "update":
        return is_about(call, "Revision", "revisions", "columns")
    makes = called(call) in ("create", "get_or_create", "update_or_create", "bulk_create")
    return makes and is_about(call, "Revision", "revisions")


def _writes(module: Path, columns: set[str]) -> bool:
    return any(
        _calls_a_write(node, columns) or _assigns(node, columns)
        for node in running(tree_of(module))
    )


def _calls_a_write(node: ast.AST, columns: set[str]) -> bool:
    if not isinstance(node, ast.Call) or not keywords(node) & columns:
        return False
    return called(node) == "Revision" or _is_write_of_revisions(node)


def _assigns(node: ast.AST, columns: set[str]) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(
        _is_column_of_a_revision(target, columns) or _is_key_of_columns(target, columns)
        for target in targets
    )


def _is_column_of_a_revision(target: ast.AST | None, columns: set[str]) -> bool:
    return (
        isinstance(target, ast.Attribute)
        and target.attr in columns
        and any(word in ast.unparse(target.value) for word in ("revision", "draft"))
    )


def _is_key_of_columns(target: ast.AST | None, columns: set[str]) -> bool:
    return (
        isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Constant)
        and target.slice.value in columns
        and "columns" in ast.unparse(target.value)
    )


# --- imports -------------------------------------------------------------------------------------


def test_packages_import_one_way():
    """`cms -> reviews -> articles`, and nobody but tests imports tests."""
    wrong = {
        (str(module), name)
        for module in modules()
        for name in imported(module)
        if name.split(".")[0] in {*LAYERS[: LAYERS.index(module.parts[0])], "tests"}
    }

    assert wrong == set()


def wing(name: str, within: str) -> str:
    """The wing of a dotted name. The models of a wing of `cms` are gathered by `cms.models`."""
    parts = name.removeprefix(f"{within}.").split(".")
    return "models" if "models" in parts[:2] else parts[0]


@pytest.mark.parametrize("package", WINGS)
def test_wings_import_one_way(package):
    """In each package a wing imports those that stand before it in `WINGS`, and no other."""
    order = WINGS[package].split()
    wrong = set()
    for module in modules(package.replace(".", "/")):
        own = wing(dotted(module), package)
        if own == "__init__":
            continue
        wrong |= {
            (str(module), name)
            for name in imported(module)
            if name.startswith(f"{package}.")
            and order.index(wing(name, package)) > order.index(own)
        }

    assert wrong == set()


def test_importing_stands_on_nothing_but_the_standard_library():
    """The import of plain text is pure, and never meets Django, however far one follows its imports."""
    named = {name for module in reached("articles/importing") for name in imported(module)}
    roots = {name.split(".")[0] for name in named} - {"articles"}

    assert roots <= sys.stdlib_module_names


def test_no_folder_holds_more_modules_than_one_sees_at_a_glance():
    crowded = {
        str(folder): count
        for folder, count in Counter(module.parent for module in modules()).items()
        if count - 1 > MOST_MODULES  # besides `__init__`
    }

    assert crowded == {}


def test_the_check_sees_an_import_inside_a_function_but_not_one_for_types(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    (tmp_path / "one.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from cms.models import User\nelse:\n    User = object\n"
        "def late():\n    from reviews.approval.badge import badge\n"
    )

    found = imported(Path("one.py"))

    assert found == {"typing.TYPE_CHECKING", "reviews.approval.badge.badge"}


# --- who writes what -------------------------------------------------------------------------------


def test_only_the_workflow_writes_a_state():
    assert writers_of(STATE) == {"reviews/workflow/effects.py", "reviews/workflow/perform.py"}


def test_only_drafts_writes_a_text():
    """`cms/demo` back-dates the first save of its stories, and no words.

    The workflow gives a dictionary of columns too: which, the other tests here look into.
    """
    named, unnamed = writers_of(TEXT - {"saved_at"}), writers_by_dictionary()

    assert unnamed == {"articles/drafting/drafts.py", "reviews/workflow/perform.py"}
    assert named <= {"articles/drafting/drafts.py"}


def test_only_effects_writes_a_seal():
    assert writers_of(SEAL) == {"reviews/workflow/effects.py"}


def test_nobody_writes_rows_past_the_models():
    """Raw SQL makes triggers and full-text indexes, asks them, finds what is related, asks whether
    the database is there, how it is, lets SQLite look at its tables, fills and empties the table of the
    cache, and counts on where a backup left off. What one file says of 70,000 rows is written at once, and
    the log gives many entries their numbers."""
    raw = {
        str(module)
        for module in modules()
        for call in calls(module)
        if called(call) in ("raw", "execute", "executemany", "bulk_update")
    }

    assert raw == {
        "articles/search/index.py",
        "articles/immutability.py",
        "articles/retractions/snapshots.py",
        "cms/site/related.py",
        "cms/runtime/statistics.py",
        "cms/backups/rows.py",
        "cms/caching/counts.py",
        "cms/doctor.py",
        "cms/runtime/health.py",
        "cms/runtime/housekeeping.py",
        "reviews/transparency/log.py",
    }


def test_only_the_models_of_reviews_are_signed_or_recorded_by_reviews():
    """An approval, an event or a round is made in one place each."""
    makers: dict[str, set[str]] = {"Approval": set(), "Event": set(), "Round": set()}
    for module in modules():
        for call in calls(module):
            for name in makers:
                is_new = called(call) == name and keywords(call) - {"pk"}
                if is_new or (called(call).endswith("create") and is_about(call, name)):
                    makers[name].add(str(module))

    assert makers["Approval"] - {"reviews/record/evidence.py"} == {"reviews/workflow/effects.py"}
    assert makers["Event"] == {"reviews/workflow/perform.py"}
    assert makers["Round"] == {"reviews/workflow/effects.py"}


# --- the cleaner -------------------------------------------------------------------------------------


def _functions(module: Path) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node for node in ast.walk(tree_of(module)) if isinstance(node, ast.FunctionDef)
    }


def test_every_writer_of_a_text_cleans_it_first():
    """Invariant 12: `drafts` stores a `CleanText` alone, which `clean()` makes of a `DraftText`.

    mypy holds the types; here is who writes, what it takes, and who else says that a text is clean.
    """
    functions = _functions(Path("articles/drafting/drafts.py"))
    sources = {name: ast.unparse(function) for name, function in functions.items()}

    writing = {
        name
        for name, function in functions.items()
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _gives_a_dictionary(call)
    }
    assert writing == {"_created", "_store"}
    assert all("text: CleanText" in sources[name] for name in writing)
    saying = {name for name, source in sources.items() if "CleanText(" in source}
    # the next draft copies what was kept; of works that were merged the key alone is another
    assert saying == {"clean", "start_draft", "_citing_what_stands"}
    assert "CleanText(DraftText.of(base).carried())" in sources["start_draft"]
    assert "row.clean(getattr(self, row.name))" in sources["clean"]
    elsewhere = [module for module in modules() if "CleanText" in (ROOT / module).read_text()]
    assert elsewhere == [Path("articles/drafting/drafts.py")]
    assert fields.BODY.clean('<p onclick="x()">a</p>') == "<p>a</p>"


FIELDS_DECLARED = {  # what holds a text says so in its type; the demonstration writes some
    "cms/demo/stories.py",
    "articles/models/articles.py",
    "articles/models/checkpoints.py",
    "articles/drafting/drafts.py",
    "articles/drafting/forms.py",
    "articles/sealing/seal.py",
}


def test_the_fields_of_a_text_are_listed_in_one_table():
    """Nobody else goes through them by name: no function, no class and no table names four of the six."""
    listing = {
        str(module)
        for module in modules()
        for node in ast.walk(tree_of(module))
        if len(_named_fields(node)) > 3
    }

    assert listing == FIELDS_DECLARED


def _named_fields(node: ast.AST) -> set[str]:
    """The fields that a function or a table names in whatever way, or that a class declares."""
    if isinstance(node, ast.ClassDef):
        declared = [each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign)]
        inside = [child for each in declared for child in ast.walk(each)]
    elif isinstance(node, ast.FunctionDef | ast.Assign | ast.AnnAssign):
        inside = [*ast.walk(node)]
    else:
        return set()
    names: set[str] = set()
    for child in inside:
        said = (
            getattr(child, "attr", None), getattr(child, "id", None), getattr(child, "arg", None),
            getattr(child, "value", None),
        )  # fmt: skip
        names |= {each for each in said if isinstance(each, str)}
    return names & set(fields.names())


def test_what_is_sealed_and_what_is_shown_is_cleaned_again():
    seal = ast.unparse(_functions(Path("articles/sealing/seal.py"))["compose_all"])
    rendering = ast.unparse(_functions(Path("articles/sealing/rendering.py"))["render"])

    assert "cleaner.clean(each.body)" in seal
    assert "cleaner.clean(text.body)" in rendering


@pytest.mark.django_db
def test_a_body_that_came_past_the_cleaner_is_harmless_when_sealed_and_when_shown():
    """By whatever path: a migration, a script, a hand in the database."""
    from articles.models import Revision
    from articles.sealing import seal
    from articles.sealing.rendering import render
    from tests import factories

    revision = factories.draft()
    bad = '<p onclick="x()">Rest<script>alert(1)</script> <a href="javascript:x()">helps</a>.</p>'
    Revision.objects.filter(pk=revision.pk).update(body=bad)
    revision.refresh_from_db()

    sealed = seal.compose(revision)
    shown = render(seal.Text(**{**vars(sealed), "body": bad}))

    assert sealed.body == "<p>Rest helps.</p>"
    assert shown.body == "<p>Rest helps.</p>"


def test_nothing_but_what_the_cleaner_made_is_marked_as_safe():
    """Each module that says so is on this list: rendering cleans, the others escape what they print, and what
    is read back from the database was signed when it was kept.
    """
    marking = {
        str(module)
        for module in modules()
        if any(name.startswith("django.utils.safestring.mark_safe") for name in imported(module))
    }

    assert marking <= {
        "articles/references/bibliography.py",
        "articles/comparing/showing.py",
        "articles/coediting/merging.py",
        "articles/retractions/marks.py",
        "articles/sealing/rendering.py",
        "articles/reusing/snippets.py",
        "articles/views/conflicts.py",
        "cms/discovery/structured_data.py",
        "cms/glossary/terms.py",
        "cms/pictures/charts.py",
        "cms/pictures/drawing.py",
        "cms/pictures/source_years.py",
        "cms/site/sealed_texts.py",
    }


# --- signals, tests, folders ---------------------------------------------------------------------------


SIGNALS = "articles/signals.py"
ROWS = "cms/caching/receivers.py"
# who hears of what; all else is told by a call
HEARING = {
    "rows_changed": {"reviews.transparency.log"},
    "rows_changing": {"reviews.transparency.log"},
    "article_changed": {"cms.caching.receivers", "cms.following.telling", "cms.search.entries"},
    "bylines_changed": {"reviews.eligibility.bylines"},
    "changes_settled": {"reviews.reviewing.draft_comments"},
    "changes_suggested": {"reviews.reviewing.draft_comments"},
    "comment_answered": {"reviews.reviewing.commenting"},
    "draft_discussed": {"reviews.reviewing.draft_comments"},
    "identity_asked": {"cms.identity.current"},
    "kept_asked": {"cms.site.sealed_texts"},
    "source_changed": {"reviews.desk.sources"},
}


# pages that showed a row, the stream of security events, works that are looked up, and the log
HEARING_ROWS = {"cms.caching.receivers", "cms.accounts.security_events"}
HEARING_SAVED_ROWS = {*HEARING_ROWS, "articles.retractions.receivers", "reviews.transparency.log"}
HEARING_FACTORS = {"cms.accounts.factors"}


def _receivers(signal: Signal) -> set[str]:
    """The modules of ours that hear a signal."""
    found = (
        reference() if isinstance(reference, weakref.ReferenceType) else reference
        for _key, reference, *_rest in signal.receivers
    )
    names = (getattr(each, "__module__", "") for each in found if each is not None)
    return {name for name in names if name.split(".")[0] in LAYERS}


def test_our_apps_speak_by_the_signals_that_articles_declares_and_by_no_other():
    """Those around `migrate` and a new connection install triggers, roles and functions: Django speaks."""
    declared = {name for name, value in vars(articles.signals).items() if isinstance(value, Signal)}
    making = {
        str(module)
        for module in modules()
        if any(name.startswith("django.dispatch") for name in imported(module))
    }

    assert declared == set(HEARING)
    assert making == {SIGNALS}
    for name, hearing in HEARING.items():
        assert _receivers(getattr(articles.signals, name)) == hearing


def test_signals_are_sent_within_the_change_and_stand_or_fall_with_it():
    """By `send`, which lets what a receiver raises undo the change."""
    sent = {
        (called(call), str(module))
        for module in modules()
        for call in calls(module)
        if is_about(call, *HEARING) and called(call) != "connect"
    }

    assert sent == {
        ("send", "articles/comments/discussion.py"),
        ("send", "articles/comments/on_drafts.py"),
        ("send", "articles/coediting/suggesting.py"),
        ("send", "articles/drafting/drafts.py"),
        ("send", "articles/identity/dress.py"),
        ("send", "articles/signals.py"),
        ("send", "articles/retractions/standings.py"),
        ("send", "reviews/desk/identities.py"),
        ("send", "reviews/desk/people/lay_readers.py"),
        ("send", "reviews/eligibility/bylines.py"),
        ("send", "reviews/record/verification.py"),
        ("send", "reviews/workflow/perform.py"),
    }


def test_receivers_are_connected_when_the_applications_are_ready():
    connecting = {
        str(module) for module in modules() for call in calls(module) if called(call) == "connect"
    }

    assert connecting == {*(f"{package}/apps.py" for package in LAYERS), ROWS}


def test_changed_rows_are_heard_of_in_one_place():
    """Rows change in the administration and in packages above which `cms` stands; no call leads up. A
    work that comes into the library, by whatever door, is looked up among what was retracted. Second
    factors are rows of a library, and a change of one must be told whoever makes it. What is evidence is
    entered into the log by whatever door it was written.
    """
    heard = {ROWS, "cms/apps.py", "articles/apps.py", "reviews/apps.py"}
    rows = signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete
    importing = {
        str(module)
        for module in modules()
        for name in imported(module)
        if name.startswith(("django.db.models.signals.", "django.core.signals"))
        and not name.endswith((".pre_migrate", ".post_migrate"))
    }

    assert importing == heard
    hearing = {name for signal in rows for name in _receivers(signal)}
    assert hearing == HEARING_SAVED_ROWS | HEARING_FACTORS
    assert _receivers(signals.m2m_changed) == {*HEARING_ROWS, "reviews.transparency.log"}


def test_no_module_keeps_a_list_of_its_own_that_others_join():
    """A container that a module makes empty is filled from elsewhere: a bus, or a memory without bounds.

    The registry of memories is for forgetting them, and tells nobody of anything; what a guard reads stands
    at the guard, by a decorator of the same module.
    """
    empty = {
        str(module)
        for module in modules()
        for node in tree_of(module).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        and ast.unparse(node.value).partition("(")[0]
        in ("[]", "{}", "set", "dict", "list", "defaultdict", "WeakSet")
        and not getattr(node.value, "args", None)
    }  # fmt: skip

    assert empty == {"cms/caching/registry.py", "reviews/workflow/guards.py"}


def test_every_test_folder_mirrors_a_wing():
    """So that what a change breaks is found from its place. What is of no wing stands in `ACROSS`."""
    packages = {path.name for path in _shown("tests") if path.is_dir()}
    astray = {
        str(path.relative_to(ROOT))
        for package in LAYERS
        for path in _shown(f"tests/{package}")
        if (path.is_dir() or path.name.startswith("test_"))
        and str(path.relative_to(ROOT / "tests")) not in ACROSS
        and not _is_wing(package, path.stem.removeprefix("test_"))
    }

    assert packages - {"browser", "crash", "mutation"} == set(LAYERS)
    assert astray == set()


def _shown(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).iterdir() if not path.name.startswith(("_", "."))]


def _is_wing(package: str, name: str) -> bool:
    return (ROOT / package / name).is_dir() or (ROOT / package / f"{name}.py").exists()


def test_what_databases_answer_differently_is_tested_on_both():
    """`make test` runs on PostgreSQL what is marked for it: of each wing that does more than plain queries
    something is (`tests/conftest.py` has the rule)."""
    differing = {
        folder
        for module in modules()
        if any(_differs(node) for node in running(tree_of(module)))
        for folder in TESTED_IN.get("/".join(module.parts[:2]), ("/".join(module.parts[:2]),))
    }

    assert {folder for folder in differing if not _runs_on_both(folder)} == set()


def _differs(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return called(node) in DIFFERING or bool(keywords(node) & DIFFERING)
    return isinstance(node, ast.Attribute) and node.attr == "vendor"


def _runs_on_both(folder: str) -> bool:
    """Of the tests of a wing, or of a module beside the wings."""
    package, name = folder.split("/")
    beside = ROOT / "tests" / package / f"test_{name}"
    found = [beside] if beside.exists() else (ROOT / "tests" / folder).rglob("test_*.py")
    marks = ("mark.both_databases", "mark.postgresql", "transaction=True")
    return any(mark in path.read_text() for path in found for mark in marks)


def test_every_model_is_of_one_of_the_three_packages_and_says_its_name():
    for label in LAYERS:
        for model in apps.get_app_config(label).get_models():
            assert model.__str__ is not Model.__str__, f"{model.__name__} has no __str__"


def test_every_constraint_is_named_as_a_sentence():
    names = [
        constraint.name
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    ]

    assert len(names) == len(set(names))
    assert all(name.split("_")[0] in ("a", "an") and len(name.split("_")) > 3 for name in names)
