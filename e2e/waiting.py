"""Waits for what no locator can say. Playwright's `wait_for_function` is not among the ways:
all but its first look are an `eval`, which the content policy of our pages refuses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

from e2e.conftest import PATIENCE

BETWEEN = 50  # milliseconds
LISTENS = "(s) => 'htmx-internal-data' in (document.querySelector(s) ?? {})"


def until_htmx_listens(page: Page, selector: str) -> None:
    """Wait until htmx has seen what ``selector`` names: a hand is never so quick, a program is."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(LISTENS, selector):
        assert time.monotonic() < end, f"htmx never came to {selector}"
        page.wait_for_timeout(BETWEEN)


@contextmanager
def held_back(page: Page, address: str) -> Iterator[list[Route]]:
    """Keep what the page asks of ``address`` on its way until the block ends; gives what waits."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(address, hold)
    yield held
    for route in held:
        route.continue_()
