"""The ticket of the row where one stands is made ready out of sight; only who opens it looks."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client

from maru.project.tests.serving import served
from maru.support.tickets.models import Seen
from tools.tab import Tab, tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Says which page speaks to the server while nobody looks at it, and which once it is opened.
TELLING = """
const when = () => document.prerendering ? "ahead" : "shown";
const pathOf = (address) => new URL(address, location.href).pathname;
const note = (what, address) => tell(`${when()} ${what} ${pathOf(address)}`);
const Line = WebSocket, fetched = fetch, sent = XMLHttpRequest.prototype.open;
WebSocket = function (address) { note("socket", address); return new Line(address); };
fetch = (address, how) => { note("fetch", address); return fetched(address, how); };
XMLHttpRequest.prototype.open = function (method, address, ...rest) {
  note("htmx", address);
  return sent.call(this, method, address, ...rest);
};
"""


@pytest.fixture
def ahead(cast, program, settings):
    """A tab in the list, with the cursor on the ticket, whose page is ready."""
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]  # what was built last
    Seen.objects.all().delete()
    client = Client()
    client.force_login(cast.jisu, "allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/tickets/", f"/tickets/{cast.ticket.pk}/"):
        client.get(path)  # what a process does once: a page that takes too long is forgotten
    name = django_settings.SESSION_COOKIE_NAME
    with served() as address, tab(program, TELLING) as opened:
        home = f"http://{address}"
        opened.sign_in({"name": name, "value": client.cookies[name].value}, home)
        opened.go(f"{home}/tickets/?view=all")
        opened.press("j")
        opened.hear_until(lambda: opened.prepared("document.readyState") == ["complete"])
        yield opened


def test_a_page_made_ready_speaks_to_nobody_until_it_is_opened(cast, ahead: Tab):
    page = f"/tickets/{cast.ticket.pk}/"
    assert ahead.prepared("location.pathname") == [page]
    assert ahead.prepared("document.querySelectorAll('#thread .message').length") == [1]
    assert [said for said in ahead.told if said.startswith("ahead")] == []
    assert not Seen.objects.filter(member=cast.jisu).exists()

    ahead.press("Enter")
    ahead.wait_for(f"location.pathname === '{page}' && !document.prerendering")
    assert ahead.value("performance.getEntriesByType('navigation')[0].activationStart") > 0
    ahead.hear_until(lambda: f"shown fetch {page}seen/" in ahead.told)
    ahead.hear_until(lambda: ahead.told.count("shown socket /live") == 2)  # the list's, and its own
    ahead.hear_until(lambda: f"shown htmx {page}duplicates/" in ahead.told)
    ahead.hear_until(lambda: Seen.objects.filter(member=cast.jisu, ticket=cast.ticket).exists())


def test_what_came_after_it_was_made_ready_is_there_once_it_is_opened(cast, ahead: Tab):
    cast.ticket.note("그 사이에 남긴 메모", by=cast.minho)
    ahead.press("Enter")
    ahead.wait_for("document.querySelector('#thread')?.textContent.includes('그 사이에 남긴 메모')")
    assert urlsplit(ahead.value("location.href")).path == f"/tickets/{cast.ticket.pk}/"


def test_who_goes_on_leaves_no_page_behind(cast, ahead: Tab):
    ahead.value("document.querySelector('a[data-ahead]').removeAttribute('data-ahead')")
    ahead.hear_until(lambda: ahead.prepared("1") == [])
    assert [said for said in ahead.told if said.startswith("ahead")] == []
