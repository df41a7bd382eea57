"""Notifications in the browser: asked for by a press alone, shown once, opened by a click.

A Chromium without its maker's push service subscribes nowhere: what it would give is handed in from
the fake of the protocol (maru/kit/webpush/tests), and what that service decrypted is delivered to
the real service worker, as the browser does it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright, expect

from e2e.conftest import PATIENCE, launched
from maru.kit.webpush.key import PushKey
from maru.kit.webpush.tests.push_service import Browser, PushService, push_service
from maru.support.notifications.models import PushBrowser
from maru.support.notifications.push.planning import plan_pushes
from maru.support.notifications.push.sending import push_waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WISHES = "/notifications/wishes/"
SCOPE = "/notifications/push/"
SUBSCRIBES = """given => {
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
  const kept = "subscribed for";
  const there = () => sessionStorage.getItem(kept) && {
    endpoint: given.endpoint, toJSON: () => given,
    options: { applicationServerKey: bytes(sessionStorage.getItem(kept)) },
    unsubscribe: async () => { sessionStorage.removeItem(kept); return true; },
  };
  PushManager.prototype.getSubscription = async () => there() || null;
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new DOMException("must be seen", "NotAllowedError");
    const key = String.fromCharCode(...new Uint8Array(applicationServerKey));
    sessionStorage.setItem(kept, btoa(key));
    return there();
  };
}"""
SHOWN = """async (scope) => {
  const found = await navigator.serviceWorker.getRegistration(scope);
  return (await found.getNotifications()).map((n) => ({title: n.title, body: n.body, tag: n.tag,
    silent: n.silent, url: n.data.url}));
}"""


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, program: str) -> Iterator[Chromium]:
    """The whole one: without windows it knows no PushManager."""
    with launched(playwright, program) as browser:
        yield browser


@pytest.fixture
def service(settings: Any) -> Any:
    settings.FETCH_ALLOW = ["127.0.0.1/32"]
    with push_service() as found:
        yield found


def switched_on(page: Page, service: PushService, *, permission: bool = True) -> Browser:
    browser = service.subscribe(PushKey.ours().public)
    page.add_init_script(f"({SUBSCRIBES})({browser.as_json()})")
    if permission:
        page.context.grant_permissions(["notifications"])
    page.goto(WISHES)
    page.get_by_role("button", name="이 브라우저에서 켜기").click()
    expect(page.get_by_text("지금 이 기기")).to_be_visible()
    return browser


def deliver(page: Page, told: dict) -> None:
    """Hand a decrypted message to the service worker, as the browser does."""
    cdp = page.context.new_cdp_session(page)
    found: list[str] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(r["registrationId"] for r in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    end = time.monotonic() + PATIENCE / 1000
    while not found:
        assert time.monotonic() < end, "no service worker"
        page.wait_for_timeout(50)
    origin = page.evaluate("location.origin")
    cdp.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[-1], "data": json.dumps(told)},
    )


def shown(page: Page, count: int) -> list[dict]:
    end = time.monotonic() + PATIENCE / 1000
    while len(seen := page.evaluate(SHOWN, SCOPE)) != count:
        assert time.monotonic() < end, seen
        page.wait_for_timeout(50)
    return seen


def test_from_the_press_of_the_switch_to_the_notification(cast, opens, service):
    page = opens(cast.jisu)
    browser = switched_on(page, service)
    cast.ticket.assign(cast.jisu, by=cast.minho)
    plan_pushes()
    push_waiting()
    (came,) = browser.came
    deliver(page, came.told)
    (seen,) = shown(page, 1)
    assert seen["title"] == "박민호 님이 이 문의를 맡겼어요"
    assert (seen["body"], seen["url"]) == (f"#{cast.ticket.pk}", f"/tickets/{cast.ticket.pk}/")
    # The same once more is the same, and another word about the ticket takes its place.
    deliver(page, came.told)
    deliver(page, {**came.told, "id": came.told["id"] + 1, "title": "고객이 썼습니다"})
    (seen,) = shown(page, 1)
    page.get_by_role("button", name="빼기").first.click()
    expect(page.get_by_role("button", name="이 브라우저에서 켜기")).to_be_visible()
    assert not PushBrowser.objects.exists()
    assert page.seen.errors == []


def test_nothing_is_asked_on_load_and_a_no_is_explained(cast, opens, service):
    page = opens(cast.jisu)
    page.add_init_script(
        "window.asked = 0; Notification.requestPermission = async () => (window.asked++, 'denied');"
        "Object.defineProperty(Notification, 'permission', {get: () => window.asked ? 'denied'"
        " : 'default'});"
    )
    page.goto("/")
    page.goto(WISHES)
    button = page.get_by_role("button", name="이 브라우저에서 켜기")
    expect(button).to_be_visible()
    assert page.evaluate("window.asked") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((r) => r.length)") == 0
    button.click()
    expect(page.get_by_text("이 브라우저가 마루의 알림을 막고 있습니다.")).to_be_visible()
    expect(button).to_be_hidden()


def test_a_push_service_inside_is_refused_in_words(cast, opens, service):
    page = opens(cast.jisu)
    page.context.grant_permissions(["notifications"])
    inside = Browser("https://10.0.0.1/push", PushKey.ours().public)
    page.add_init_script(f"({SUBSCRIBES})({inside.as_json()})")
    page.goto(WISHES)
    page.get_by_role("button", name="이 브라우저에서 켜기").click()
    expect(page.get_by_text("켜지 못했습니다.")).to_be_visible()
    assert not PushBrowser.objects.exists()
