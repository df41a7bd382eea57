"""`python -m e2e.screenshots`: takes the pictures of the manual anew, in a demo company."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.desk.browser import ARGUMENTS
from e2e.product import Product, product
from tools.debian import chromium

PATIENCE = 60_000  # milliseconds
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "manual" / "img"
LOCALES = {"ko": "ko-KR", "en": "en-US"}
STORY = "무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요"  # answered, noted and called about
DESK, PHONE = (1440, 900), (390, 844)
QUIET = "*, ::before, ::after { animation: none !important; caret-color: transparent !important }"
SPEAK = """import django; django.setup()
from maru.staff.members.models import Member
Member.objects.update(language={language!r})"""


@dataclass
class Studio:
    """A demo company that is running, and whoever is signed in by its link."""

    maru: Product
    chromium: Browser
    state: Any  # cookies

    @contextmanager
    def page(self, language: str, size: tuple[int, int], *, dark: bool = False) -> Iterator[Page]:
        width, height = size
        context = self.chromium.new_context(
            base_url=self.maru.url, storage_state=self.state, locale=LOCALES[language],
            viewport={"width": width, "height": height}, is_mobile=size == PHONE,
            has_touch=size == PHONE, color_scheme="dark" if dark else "light",
            timezone_id="Asia/Seoul", reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        context.close()

    def speak(self, language: str) -> None:
        """Have the whole company read Maru in ``language``; what it wrote stays Korean."""
        code = SPEAK.format(language=language)
        subprocess.run([sys.executable, "-c", code], env=self.maru.environment, check=True)


def list_(page: Page) -> None:
    page.goto("/tickets/?view=open")
    expect(page.locator("#inbox-rows [data-row]").first).to_be_visible()


def ticket(page: Page) -> None:
    list_(page)
    page.get_by_role("link", name=STORY).first.click()
    expect(page.locator("#thread .message").first).to_be_visible()
    expect(page.locator("#composer [data-rich-text], #composer textarea").first).to_be_visible()


def palette(page: Page) -> None:
    ticket(page)
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("환불")
    expect(page.locator("dialog[open] [role=option]").nth(3)).to_be_visible()


SHOWN = {
    "list": (list_, DESK, False),
    "desk": (ticket, DESK, False),
    "desk-dark": (ticket, DESK, True),
    "palette": (palette, DESK, False),
    "phone": (ticket, PHONE, False),
}


def take(studio: Studio, language: str) -> None:
    for name, (show, size, is_dark) in SHOWN.items():
        with studio.page(language, size, dark=is_dark) as page:
            show(page)
            page.wait_for_load_state("networkidle")
            picture = PICTURES / f"{name}-{language}.png"
            page.screenshot(path=picture, style=QUIET)
            sys.stdout.write(f"{picture.name}: {picture.stat().st_size:,} bytes\n")


def main() -> None:
    program = os.environ.get("MARU_CHROMIUM") or chromium()
    if not program:
        sys.exit("No Chromium is here (bin/setup --dev, or MARU_CHROMIUM).")
    PICTURES.mkdir(exist_ok=True)
    with product() as maru, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        context = browser.new_context()
        context.new_page().goto(maru.sign_in_link().replace("localhost", "127.0.0.1"))
        context.add_cookies([{"name": "demo_line_dismissed", "value": "1", "url": maru.url}])
        studio = Studio(maru, browser, context.storage_state())
        for language in LOCALES:
            studio.speak(language)
            take(studio, language)
        browser.close()


if __name__ == "__main__":
    main()
