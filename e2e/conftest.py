"""Browser tests: the real pages in a real Chromium; nothing is asked of another machine."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from maru.staff.members.models import Member
from maru.support.tickets.tests.cast import SupportTestCase
from tools.debian import headless_shell

# Playwright's own loop runs in this thread; the tests' queries are as synchronous as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# The other tests run beside: a page that waits for its turn does not hang.
expect.set_options(timeout=15_000)
PATIENCE = 30_000  # milliseconds

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass
class Seen:
    """What a page did that a test may want to know."""

    dialogs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)  # addresses not of this machine
    errors: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def program() -> str:
    """The Chromium that the run is for."""
    given = os.environ.get("MARU_CHROMIUM")
    if not given:
        pytest.skip("no Chromium (MARU_CHROMIUM)")
    return given


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, program: str) -> Iterator[Browser]:
    """The one without windows where it is installed."""
    with launched(playwright, headless_shell() or program) as browser:
        yield browser


@contextmanager
def launched(playwright: Playwright, program: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def _fresh_assets(settings: Any) -> None:
    """Serve what was built last, not what an earlier `collectstatic` gathered."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def cast(transactional_db: None) -> Any:
    """The people, the mailbox and one ticket, as in SupportTestCase."""
    cast = type("Cast", (SupportTestCase,), {})
    cast.setUpTestData()
    return cast


Opens = Callable[..., Page]


@pytest.fixture
def opens(chromium: Browser, live_server: Any) -> Iterator[Opens]:
    """``opens(member, width=, height=)`` gives a page on which that member is signed in."""
    contexts = []

    def open_page(member: Member, *, width: int = 1440, height: int = 900) -> Page:
        is_phone = width < 500
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="ko-KR",
            has_touch=is_phone,
            is_mobile=is_phone,
        )
        contexts.append(context)
        client = Client()
        client.force_login(member)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.seen = watch(page, live_server.url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page: Page, home: str) -> Seen:
    seen = Seen()

    def answer(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    def sort(route: Route) -> None:
        url = route.request.url
        if url.startswith((home, "data:", "about:", "blob:")):
            route.continue_()
        else:
            seen.outside.append(url)
            route.abort()

    page.on("dialog", answer)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: seen.console.append(message.text))
    page.context.route("**/*", sort)
    return seen
