"""Live updates in a browser: what changes elsewhere is looked at again, after a pause too."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from maru.project.tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a page does: an element says what it shows, and htmx fetches it again on "live".
PLANT = """number => {
  const watched = {
    mine: ["liveTicket", number], other: ["liveTicket", 999999], list: ["live", "list"],
  };
  for (const [id, [name, value]] of Object.entries(watched)) {
    const element = document.createElement("p");
    element.id = `watch-${id}`;
    element.dataset[name] = value;
    element.addEventListener("live", () => element.textContent += "보았음 ");
    document.body.append(element);
  }
  document.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true, detail: {}}));
}"""


def test_a_change_reaches_its_elements_and_a_restart_loses_none(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]  # what was built last
    number = str(cast.ticket.pk)
    client = Client()
    client.force_login(cast.jisu, "allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    with served() as address:
        url = f"http://{address}"
        context = chromium.new_context(locale="ko-KR", base_url=url)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        page = context.new_page()
        heard: list[object] = []

        def hear(said: object) -> None:
            heard.append(said)

        page.on("websocket", lambda socket: socket.on("framereceived", hear))
        page.goto(f"/tickets/{number}/")
        page.evaluate(PLANT, number)
        while not heard:  # the page listens by itself; the greeting says that it is heard
            page.wait_for_timeout(50)
        cast.ticket.solve(by=cast.minho)
        expect(page.locator("#watch-mine")).to_have_text("보았음")
        expect(page.locator("#watch-list")).to_have_text("보았음")

    cast.ticket.reopen(by=cast.minho)  # while the server is away
    cast.ticket.note("옆자리에서 남긴 메모", by=cast.minho)
    with served(int(address.rpartition(":")[2])):
        expect(page.locator("#watch-mine")).to_have_text("보았음 보았음", timeout=40_000)
        expect(page.locator("#watch-list")).to_have_text("보았음 보았음")
        expect(page.locator("#watch-other")).to_be_empty()
        expect(page.locator("#thread .message--note")).to_have_count(1)
        context.close()
