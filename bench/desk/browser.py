"""A headless Chromium in which a member is signed in, and what is waited for in it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.databases import Unavailable
from tools.debian import chromium

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


@dataclass
class Desk:
    """One tab of the browser."""

    page: Page
    home: str
    _told: list[dict[str, Any]] = field(default_factory=list)

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
        return Waited(**self._told[0])


@contextmanager
def browser(home: str, cookie: dict[str, str]) -> Iterator[Desk]:
    """Open Chromium at the size of a desk. Raises Unavailable where there is none."""
    program = os.environ.get("MARU_CHROMIUM") or chromium()
    if not program:
        raise Unavailable("No Chromium is here (bin/setup --servers, or MARU_CHROMIUM).")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        context = opened.new_context(locale="ko-KR", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": home}])
        context.add_init_script(path=WATCH)
        desk = Desk(context.new_page(), home)
        context.expose_binding("benchTold", lambda _source, told: desk._told.append(told))
        yield desk
        opened.close()
