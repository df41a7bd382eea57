"""The list as a file: by its button, with every column, onto the disk of who asked."""

import csv
import io
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.conftest import Opens
from maru.kit.blobs import store
from maru.support.exports.models import Export

pytestmark = pytest.mark.browser


def test_a_view_is_exported_with_every_column_and_fetched(opens: Opens, cast: Any) -> None:
    cast.ticket.rename('=HYPERLINK("http://evil.example")', by=cast.jisu)
    page = opens(cast.minho)
    page.goto("/?view=all")
    page.get_by_role("link", name="내보내기").click()
    expect(page.get_by_role("checkbox", name="태그")).not_to_be_checked()
    page.get_by_role("checkbox", name="모든 열").check()
    expect(page.get_by_role("checkbox", name="태그")).to_be_checked()
    page.get_by_role("button", name="내보내기").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="내려받기").click()
    assert download.value.suggested_filename.endswith(".csv")
    # The front sends the bytes from the disk; this server has none (product.py has).
    text = store().read(Export.objects.get().sha256).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text, newline=""))
    told = dict(zip(head, row, strict=True))
    assert told["번호"] == str(cast.ticket.pk)
    assert told["제목"] == '\'=HYPERLINK("http://evil.example")'
    page.get_by_role("button", name="삭제").click()
    expect(page.get_by_text("아직 내보낸 것이 없습니다")).to_be_visible()
    assert not page.seen.errors
