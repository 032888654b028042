"""The rich-text field: what the editor can do is what `articles.text.cleaner` keeps, and no more."""

from collections.abc import Iterable
from typing import Any, Final

from django.forms.widgets import Media
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import ImportMap, Script
from js_asset import Media as AssetMedia

from articles.text import cleaner

EXTENSIONS: Final[dict[str, Any]] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "CaptionedTable": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Callout": True,
    "ImageFigure": True,
    "DefinitionList": True,
    "Citation": True,
    "CleanPaste": True,
    "Toolbar": True,
    "WholeWindow": True,
    "Shortcuts": True,
    "Readability": True,
    "Comments": True,
    "NoSpellCheck": False,
}

MODULES: Final = (
    "blocks",
    "citation",
    "comments",
    "figures",
    "fullscreen",
    "links",
    "paste",
    "readability",
    "shortcuts",
    "tables",
    "toolbar",
)
# modules that others import
SHARED: Final = (
    "anchors",
    "citation_dialog",
    "citation_import",
    "http",
    "i18n",
    "image_dialog",
    "image_upload",
    "local_backup",
    "margin_cards",
    "prompt_dialog",
)
STYLES: Final = ("editor", "images", "readiness", "discussion")
# those that hear of the editor when it is ready: they come before the module that makes it
HEARING: Final = ("autosave", "findings")
AROUND: Final = ("presence", "lead_image")
MAKER: Final = "django_prose_editor/configurable.js"


def _scripts(names: Iterable[str]) -> list[Script]:
    return [Script(f"articles/{name}.js", type="module") for name in names]


class BodyWidget(ProseEditorWidget):  # type: ignore[misc]
    """Without JavaScript it stays what it is: a text area that holds HTML."""

    @property
    def media(self) -> Media:
        # bare names: a relative import would miss the hashed file name
        own = AssetMedia(
            importmap=ImportMap({f"articles/{name}": f"articles/{name}.js" for name in SHARED}),
            # the editor asks for its extensions late: named here, they load beside it
            js=[*_scripts(HEARING), Script(MAKER, type="module"), *_scripts((*MODULES, *AROUND))],
            css={"all": [f"articles/{name}.css" for name in STYLES]},
        )
        return super().media + own  # type: ignore[no-any-return]


class BodyField(ProseEditorFormField):  # type: ignore[misc]
    """A field whose value is in canonical form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            config={"extensions": EXTENSIONS}, sanitize=cleaner.clean, widget=BodyWidget, **kwargs
        )
