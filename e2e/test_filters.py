"""The form of a filter in a browser: a row asks for what its question needs."""

import pytest
from playwright.sync_api import expect

from maru.support.filtering.models import Filter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_name_of_a_header_and_the_value_are_asked_only_where_they_count(cast, opens):
    page = opens(cast.sora)
    page.goto("/console/filters/new/")
    row = page.get_by_role("group", name="조건 1")
    header, value = row.locator("[name=row_header]"), row.locator("[name=row_value]")
    expect(header).to_be_hidden()
    expect(value).to_be_visible()
    row.locator("[name=row_field]").select_option("header")
    expect(header).to_be_visible()
    row.locator("[name=row_op]").select_option("is_empty")
    expect(value).to_be_hidden()

    header.fill("X-Mailer")
    page.get_by_label("이름", exact=True).fill("이름 없는 프로그램")
    page.get_by_text("스팸으로 보내기").click()
    page.get_by_role("button", name="저장").click()
    page.wait_for_url("**/console/filters/")
    assert Filter.objects.get().conditions == {
        "all": [{"field": "header:X-Mailer", "op": "is_empty"}]
    }
    page.get_by_role("link", name="이름 없는 프로그램").click()
    expect(page.get_by_role("group", name="조건 1").locator("[name=row_header]")).to_be_visible()
    assert page.seen.errors == []
