"""Invited, in with a passkey, and back: with Chromium's virtual authenticator (CDP WebAuthn)."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page, expect

from maru.staff.members.models import Member
from maru.staff.members.tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def plug_in(page: Page) -> None:
    """Give the browser an authenticator that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def leave(page: Page) -> None:
    page.goto("/sign-out/")
    page.get_by_role("main").get_by_role("button", name="로그아웃").click()
    page.wait_for_url("**/sign-in/**")


def test_invited_somebody_comes_in_with_a_passkey_and_comes_back_with_it_alone(cast, opens):
    page = opens(cast.sora)
    page.goto("/console/invitations/")
    page.get_by_label("이메일").fill("한새로 <saero@onnuri.example>")
    page.get_by_role("button", name="초대하기").click()
    expect(page.get_by_label("초대 링크")).to_be_visible()
    (path,) = re.findall(r"/join/[\w-]+/", mail.outbox[0].body)

    page.context.clear_cookies()
    plug_in(page)
    page.goto(path)
    expect(page.get_by_label("내 이름")).to_have_value("한새로")
    page.get_by_role("button", name="패스키로 시작하기").click()
    page.get_by_role("button", name="패스키 만들기").click()
    codes = page.locator("#recovery-codes")
    expect(codes).to_contain_text(re.compile(r"\d{8}"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="내려받기").click()
    assert saved.value.path().read_text() == codes.text_content()
    page.get_by_role("link", name="보관했습니다").click()
    expect(page.get_by_text("패스키 1")).to_be_visible()
    page.get_by_role("button", name="지우기").click()  # and the question is answered with no
    assert "마지막 남은 수단" in page.seen.dialogs[-1]
    expect(page.get_by_text("패스키 1")).to_be_visible()

    leave(page)
    page.goto("/sign-in/?next=/profile/")
    page.get_by_role("button", name="패스키로 로그인").click()
    page.wait_for_url("**/profile/")
    assert not Member.objects.get(email="saero@onnuri.example").has_usable_password()
    assert page.seen.errors == []


def test_an_app_is_set_up_and_its_code_lets_in(cast, opens):
    page = opens(cast.jisu)
    page.goto("/profile/second-step/app/")
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="계속").click()
    expect(page.get_by_alt_text("QR")).to_be_visible()
    page.get_by_text("스캔할 수 없나요?").click()
    secret = page.get_by_label("앱에 넣을 키").input_value()
    page.get_by_label("코드", exact=True).fill(code(secret))
    page.get_by_role("button", name="계속").click()
    expect(page.locator("#recovery-codes")).to_be_visible()

    leave(page)
    page.goto("/sign-in/?next=/profile/")
    page.get_by_label("이메일").fill(cast.jisu.email)
    page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    page.get_by_label("앱의 코드").fill(code(secret))
    page.get_by_role("button", name="로그인", exact=True).click()
    page.wait_for_url("**/profile/")
    assert page.seen.errors == []


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
