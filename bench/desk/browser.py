"""A headless Chromium in which a member is signed in, and what is waited for in it.

Two: one that Playwright drives, with all it has; and a bare tab, in which Chromium prepares the
ticket of the row one looks at, as it does for people and not under Playwright (0364).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.databases import Unavailable
from tools.debian import chromium
from tools.tab import Tab, tab

WATCH = Path(__file__).with_name("watch.js")
PATIENCE = 60.0  # seconds
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass(frozen=True)
class Waited:
    """Milliseconds from the press: all of it, until the page asked the server, until the answer
    was here, until anything new was painted (0: on the same page). ``is_ahead``: the answer had
    been fetched before.
    """

    whole: float
    asked: float
    answered: float
    first_paint: float
    is_ahead: bool


@dataclass(frozen=True)
class Place:
    """Where a Maru is served, and what its reader's browser needs to be signed in."""

    home: str
    cookie: dict[str, str]


@dataclass
class Desk:
    """One tab of the browser."""

    page: Page
    home: str
    _told: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.home + path)
        self.settle()

    def settle(self) -> None:
        """Let everything that the page begins by itself be over: that is not what is measured."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(300)

    def waited(self, selector: str, act: Callable[[], None]) -> Waited:
        """Do what is awaited; return what it took until ``selector`` stood there, painted."""
        self._told.clear()
        self.page.evaluate("(selector) => benchAwait(selector)", selector)
        act()
        end = time.monotonic() + PATIENCE
        while not self._told:
            if time.monotonic() > end:
                raise Unavailable(f"{selector} did not come on {self.page.url}")
            self.page.wait_for_timeout(5)
        return Waited(**json.loads(self._told[0]))


@contextmanager
def desk_at(place: Place) -> Iterator[Desk]:
    """Open Chromium at the size of a desk. Raises Unavailable where there is none."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_program(), args=ARGUMENTS)
        context = opened.new_context(locale="ko-KR", viewport={"width": 1440, "height": 900})
        name, value = place.cookie["name"], place.cookie["value"]
        context.add_cookies([{"name": name, "value": value, "url": place.home}])
        context.add_init_script(path=WATCH)
        desk = Desk(context.new_page(), place.home)
        context.expose_binding("tell", lambda _source, told: desk._told.append(told))
        yield desk
        opened.close()


@dataclass
class BareDesk:
    """The one tab of a Chromium that nobody but this file drives."""

    tab: Tab
    home: str

    def go(self, path: str) -> None:
        self.tab.go(self.home + path)
        self.settle()

    def settle(self) -> None:
        """Let everything that the page begins by itself be over: that is not what is measured."""
        self.tab.wait_for("document.readyState === 'complete'")
        self.tab.pause(0.3)

    def waited(self, selector: str, act: Callable[[], None]) -> Waited:
        """Do what is awaited; return what it took until ``selector`` stood there, painted."""
        self.tab.told.clear()
        self.tab.value(f"benchAwait({json.dumps(selector)})")
        act()
        try:
            self.tab.hear_until(lambda: bool(self.tab.told))
        except TimeoutError:
            raise Unavailable(f"{selector} did not come") from None
        return Waited(**json.loads(self.tab.told[0]))


@contextmanager
def bare_desk_at(place: Place) -> Iterator[BareDesk]:
    """Open Chromium at the size of a desk. Raises Unavailable where there is none."""
    with tab(_program(), WATCH.read_text()) as opened:
        opened.sign_in(place.cookie, place.home)
        yield BareDesk(opened, place.home)


def _program() -> str:
    program = os.environ.get("MARU_CHROMIUM") or chromium()
    if not program:
        raise Unavailable("No Chromium is here (bin/setup --servers, or MARU_CHROMIUM).")
    return program
