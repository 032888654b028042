"""The editor speaks the language of its writer: what scripts and style sheets say, too."""

from pathlib import Path
from typing import Final

import polib
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.editing import open_editor, type_at_the_end

SPANISH: Final = Path(settings.BASE_DIR) / "cms/locale/es/LC_MESSAGES"
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  const found = []
  while (walker.nextNode()) {
    const { currentNode: node } = walker
    if (node.parentElement.matches("[class*=material]")) continue // the name of an icon
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data.trim())
    else found.push(...["title", "aria-label", "placeholder"].map((name) => node.getAttribute(name)))
  }
  return found.filter(Boolean)
}"""


def english() -> set[str]:
    """Whatever the catalogs have other words for."""
    catalogs = [polib.pofile(str(path)) for path in sorted(SPANISH.glob("*.po"))]
    return {each.msgid for catalog in catalogs for each in catalog if each.msgid != each.msgstr}


def test_the_editor_and_its_dialogs_say_nothing_in_english(transactional_db, enter, page: Page):
    writer = factories.writer(language="es")
    factories.reference()
    draft = factories.draft(by=writer, body="<dl><dt>Ache</dt><dd><p>Pain</p></dd></dl><p>Rest</p>")
    area = open_editor(enter(writer, page), draft)
    dialog = page.get_by_role("dialog")
    said = {*page.evaluate(SEEN)}

    for keys, title in {
        "Control+/": "Teclas",
        "Control+k": "Enlace",
        "Control+Alt+r": "Citar una referencia",
        "Control+Alt+p": "Insertar una imagen",
    }.items():
        area.click()
        page.keyboard.press(keys)
        expect(dialog.get_by_role("heading", name=title, exact=True)).to_be_visible()
        said |= {*page.evaluate(SEEN)}
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    type_at_the_end(page, " helps.")
    expect(page.locator("#save-status")).to_contain_text("Guardado a las")
    said |= {*page.evaluate(SEEN)}

    expect(area).to_have_attribute("lang", "en")  # of the text, whatever the page speaks
    assert said & english() == set()
    assert {"Negrita (Ctrl+B)", "Formato", "Cancelar", "Ctrl+Mayús+F"} <= said
    label = area.locator("dl").evaluate("(list) => getComputedStyle(list, '::before').content")
    assert label == '"Definiciones"'
