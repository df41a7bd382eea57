"""What a narrow screen or a damaged file would hide: the current view, and that a file is there."""

from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.staff.members.roles import Role
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.test_files import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_current_view_is_in_sight_on_a_phone(cast, opens):
    page = opens(cast.jisu, width=390, height=844)
    page.goto("/?view=spam")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


def test_the_conditions_and_their_button_stand_on_a_phone_s_screen(cast, opens):
    page = opens(cast.jisu, width=390, height=844)
    page.goto("/?view=all")
    page.locator(".filters summary").first.click()
    for name in ("status", "priority"):  # in the first column, and in the second
        expect(page.locator(f".filters-menu [name={name}]")).to_be_in_viewport(ratio=1)
    button = page.get_by_role("button", name="적용")
    expect(button).to_be_in_viewport(ratio=1)
    button.click(trial=True)  # nothing lies over it


def test_a_long_title_is_read_in_full_beside_two_buttons(cast, opens):
    cast.jisu.role = Role.ADMIN
    cast.jisu.save()
    page = opens(cast.jisu, width=390, height=844)
    page.goto(f"/console/addresses/{cast.mailbox.pk}/")
    title = page.locator("h1")
    expect(title).to_have_text("support@onnuri.example")
    assert title.evaluate("(h) => h.scrollWidth <= h.clientWidth")


def test_a_picture_that_cannot_be_shown_stands_as_a_file(cast, opens):
    mail = EmailMessage()
    mail["From"], mail["To"] = "haneul.kim@example.com", "support@onnuri.example"
    mail["Subject"] = "사진"
    mail.set_content("사진입니다")
    for name, data in [("whole.png", picture()), ("cut.png", picture()[:60])]:
        mail.add_attachment(data, maintype="image", subtype="png", filename=name)
    accept([Letter(mail.as_bytes().replace(b"\n", b"\r\n"), (cast.mailbox.pk,))])
    open_waiting()
    page = opens(cast.jisu)
    page.goto(f"/tickets/{Ticket.objects.latest('number').pk}/")
    whole, cut = (page.locator(".attachment", has_text=name) for name in ("whole.png", "cut.png"))
    expect(cut.locator(".icon")).to_be_visible()
    expect(cut.locator("img")).to_have_count(0)
    expect(whole.locator("img")).to_be_visible()
    expect(whole.locator(".icon")).to_be_hidden()


def test_a_click_on_a_head_orders_the_list_where_it_stands(cast, opens):
    page = opens(cast.jisu)
    page.goto("/?view=all")
    page.locator("thead").get_by_role("link", name="번호").click()
    expect(page.locator("th[aria-sort]").get_by_role("link", name="번호")).to_be_visible()
    expect(page.locator("main")).to_have_count(1)  # and not one within the other
