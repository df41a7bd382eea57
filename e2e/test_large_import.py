"""An mbox larger than one request may be: sent in pieces, over a broken line, and imported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.product import Product, product

pytestmark = pytest.mark.browser

MAILS = 120  # of a megabyte
HALF = re.compile(r"^[1-9][\d.]* MB / ")


@pytest.fixture(scope="module")
def maru() -> Iterator[Product]:
    with product() as running:
        yield running


@pytest.fixture(scope="module")
def takeout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("takeout") / "모든 메일.mbox"
    photo = ("A" * 76 + "\n") * 13_700
    with path.open("w", encoding="utf-8") as file:
        for number in range(MAILS):
            file.write(
                "From kim@example.com Wed Mar  1 09:00:00 2023\n"
                f"From: 김하늘 <kim{number % 7}@example.com>\nTo: support@onnuri.example\n"
                f"Subject: =?utf-8?b?7IKs7KeE?= {number}\nMessage-ID: <large{number}@example.com>\n"
                f"Date: Wed, 1 Mar 2023 09:{number % 60:02}:00 +0900\nMIME-Version: 1.0\n"
                "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
                f"Content-Disposition: attachment; filename=photo{number}.bin\n\n{photo}\n"
            )
    assert path.stat().st_size > 120_000_000
    return path


def chosen(page: Page, path: Path) -> None:
    page.goto("/console/imports/new/")
    page.locator('input[name="files"]').set_input_files(path)
    page.get_by_role("button", name="가져오기", exact=True).click()


def test_a_large_mbox_goes_on_after_a_broken_line_and_a_closed_page(
    chromium: Browser, maru: Product, takeout: Path
) -> None:
    context = chromium.new_context(base_url=maru.url.replace("127.0.0.1", "localhost"),
                                   locale="ko-KR")  # fmt: skip
    page = context.new_page()
    page.goto(maru.sign_in_link())
    chosen(page, takeout)
    shown = page.locator("[data-sending]")
    expect(shown.locator("[data-far]")).to_have_text(HALF, timeout=60_000)

    context.set_offline(True)
    expect(shown.locator("[data-state]")).to_contain_text("연결이 끊겼습니다", timeout=60_000)
    context.set_offline(False)
    expect(shown.locator("[data-state]")).to_contain_text("열어 두세요", timeout=60_000)

    page.on("dialog", lambda dialog: dialog.accept())  # leave while it sends?
    page.goto("/console/imports/new/")
    unfinished = page.locator("[data-unfinished]")
    expect(unfinished).to_contain_text("모든 메일.mbox")
    before = int(re.search(r"(\d+)%", unfinished.inner_text())[1])  # type: ignore[index]
    assert before > 0

    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if sent.method == "PATCH" else None)
    chosen(page, takeout)
    expect(page).to_have_url(re.compile(r"/console/imports/\d+/$"), timeout=180_000)
    first = int(re.search(r"at=(\d+)", asked[0])[1])  # type: ignore[index]
    assert first >= takeout.stat().st_size * before // 100 > 0  # nothing twice
    expect(page.locator("#import")).to_contain_text("가져온 문의 보기", timeout=300_000)
    expect(page.locator("#import dl")).to_contain_text(str(MAILS))
    context.close()
