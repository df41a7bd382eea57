"""The composer as a browser has it: where one writes, and what an input method does there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

# Waited for by itself: the editor takes the textarea's place once the page is idle.
FIELD = "#composer [role=textbox]"


def field(page: Page) -> Locator:
    return page.locator(FIELD)


def compose(page: Page, text: str) -> None:
    """Have an input method show ``text`` that is not committed yet."""
    at = {"selectionStart": len(text), "selectionEnd": len(text)}
    page.context.new_cdp_session(page).send("Input.imeSetComposition", {"text": text, **at})


def commit(page: Page, text: str) -> None:
    """Have the input method end its syllable with ``text``."""
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})
