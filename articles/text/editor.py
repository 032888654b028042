"""The rich-text field: what the editor can do is what the vocabulary of a body has, and no more."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.forms.widgets import Media
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import JSON, ImportMap, Script
from js_asset import Media as AssetMedia

from articles.text import vocabulary
from articles.text.vocabulary import PROSE, Attribute, ElementType

# what the editor has besides the blocks and marks of the vocabulary
TOOLS: Final[dict[str, Any]] = {
    "CleanPaste": True,
    "Toolbar": True,
    "WholeWindow": True,
    "Shortcuts": True,
    "Readability": True,
    "Comments": True,
    "DraftComments": True,
    "Places": True,
    "Statements": True,
    "PastedEvidence": True,
    "Moving": True,
    "Outline": True,
    "Finding": True,
    "Snippets": True,
    "Characters": True,
    "Typing": True,
    "NoSpellCheck": False,
}

MODULES: Final = (
    "blocks",
    "characters",
    "citation",
    "comments",
    "draft_comments",
    "figures",
    "finding",
    "fullscreen",
    "links",
    "moving",
    "outline",
    "paste",
    "pasted_evidence",
    "places",
    "readability",
    "shortcuts",
    "snippets",
    "statements",
    "tables",
    "toolbar",
    "typing",
)
# modules that others import
SHARED: Final = (
    "anchors",
    "block_moves",
    "citation_dialog",
    "citation_import",
    "dialog",
    "http",
    "i18n",
    "image_dialog",
    "image_upload",
    "joining",
    "local_backup",
    "margin_cards",
    "matches",
    "matching_worker",
    "mentions",
    "paste_asks",
    "prompt_dialog",
    "recent_characters",
    "recovery",
    "save_bar",
    "save_state",
    "suggestions",
    "vocabulary",
)
STYLES: Final = ("editor", "images", "readiness", "discussion")
# those that hear of the editor when it is ready: they come before the module that makes it
HEARING: Final = ("autosave", "findings")
AROUND: Final = ("presence", "lead_image", "tags")
MAKER: Final = "django_prose_editor/configurable.js"


def extensions() -> dict[str, Any]:
    """What makes each kind of block and of mark, by name with its options, and the tools."""
    rows = vocabulary.BODY.rows
    simple = [_simple_block(row) for row in rows if not row.extension]
    made = {row.extension: row.options for row in rows if row.extension}
    return {**made, "SimpleBlocks": {"blocks": simple}, **TOOLS}


def _simple_block(row: ElementType) -> dict[str, Any]:
    """A block that the editor makes of its row: `articles/blocks.js`."""
    return {
        "name": row.node or row.tag,
        "tag": row.tag,
        "isText": row.shape in PROSE,
        "onPage": row.on_page,
        "shownSelector": row.shown_selector,
        "attributes": [
            {"name": each.name, "key": _key(each), "fallback": each.default}
            for each in row.attributes
        ],
        "buttons": list(_buttons(row)),
    }


def _buttons(row: ElementType) -> Iterator[dict[str, Any]]:
    if row.label:
        yield {"label": row.label, "icon": row.icon, "attributes": {}}
    for attribute in row.attributes:
        for each in attribute.choices:
            chosen = {_key(attribute): each.value}
            yield {"label": each.label, "icon": each.icon, "attributes": chosen}


def _key(attribute: Attribute) -> str:
    return attribute.name.removeprefix("data-")


def body_vocabulary() -> JSON:
    """The kinds of blocks and marks for `articles/vocabulary.js`, as data in the page."""
    return JSON(vocabulary.BODY.as_json(), id="body-vocabulary")


def _scripts(names: Iterable[str]) -> list[Script]:
    return [Script(f"articles/{name}.js", type="module") for name in names]


class BodyWidget(ProseEditorWidget):  # type: ignore[misc]
    """Without JavaScript it stays what it is: a text area that holds HTML."""

    hearing: tuple[str, ...] = HEARING
    around: tuple[str, ...] = AROUND

    @property
    def media(self) -> Media:
        # bare names: a relative import would miss the hashed file name
        own = AssetMedia(
            importmap=ImportMap({f"articles/{name}": f"articles/{name}.js" for name in SHARED}),
            # the editor asks for its extensions late: named here, they load beside it
            js=[
                body_vocabulary(),
                *_scripts(self.hearing),
                Script(MAKER, type="module"),
                *_scripts((*MODULES, *self.around)),
            ],
            css={"all": [f"articles/{name}.css" for name in STYLES]},
        )
        return super().media + own  # type: ignore[no-any-return]

    def get_config(self) -> dict[str, Any]:
        self.config = {"extensions": extensions()}
        return super().get_config()  # type: ignore[no-any-return]


class ReusedBodyWidget(BodyWidget):
    """Of a text that is no draft: saved by its button, with nobody else and nothing around it."""

    hearing, around = (), ()


class SuggestedBodyWidget(BodyWidget):
    """Of what somebody suggests: kept while they write, with nobody else in it."""

    hearing, around = ("autosave",), ()


class BodyField(ProseEditorFormField):  # type: ignore[misc]
    """A field that hands on what was typed: `articles.drafting.drafts` cleans what it keeps."""

    widget_type: type[BodyWidget] = BodyWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(config={"extensions": extensions()}, widget=self.widget_type, **kwargs)


class ReusedBodyField(BodyField):
    """The same for what is begun with or put in."""

    widget_type = ReusedBodyWidget


class SuggestedBodyField(BodyField):
    """The same for what is suggested of a draft."""

    widget_type = SuggestedBodyWidget
