"""Who asks behind a proxy, and what /health tells whom (S16, D18)."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import TransactionTestCase, override_settings

from maru.project import forwarding
from maru.project.forwarding import client_of, unbelieved
from maru.project.middleware import client_address
from maru.project.tests.serving import served


@pytest.fixture(autouse=True)
def home(tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(forwarding, "_told", {})


def asked(peer: str, **headers: str) -> HttpRequest:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", **headers}
    client_address(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # a claim further left
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.1", "203.0.113.9:51234", "203.0.113.9"),  # as some write it, with the port
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"),
        ("203.0.113.5", "127.0.0.1", "203.0.113.5"),
        ("", "127.0.0.1", ""),
    ],
)
def test_only_our_proxies_are_believed(settings, peer, said, client):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert client_of(peer, said) == client
    assert asked(peer, HTTP_X_FORWARDED_FOR=said).META["REMOTE_ADDR"] == client


def test_a_proxy_that_is_not_believed_is_told_once_and_until_it_is(settings, caplog):
    settings.TRUSTED_PROXIES = []
    assert not list(unbelieved())
    for _ in range(3):
        asked("10.0.0.7", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert len([r for r in caplog.records if "MARU_TRUSTED_PROXIES" in r.getMessage()]) == 1
    (finding,) = unbelieved()
    assert "10.0.0.7" in finding.text
    settings.TRUSTED_PROXIES = ["10.0.0.7"]
    assert not list(unbelieved())


def test_many_strangers_do_not_fill_the_log(settings, caplog):
    settings.TRUSTED_PROXIES = []
    for number in range(300):
        asked(f"2001:db8::{number:x}", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert len(caplog.records) == forwarding.MOST_TOLD


class HealthTests(TransactionTestCase):
    def parts(self, **headers: str) -> dict[str, Any]:
        with served() as address:
            request = urllib.request.Request(f"http://{address}/health", headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return dict(json.load(answer)["parts"])
            except urllib.error.HTTPError as refused:  # no worker runs here: 503
                with refused:
                    return dict(json.load(refused)["parts"])

    def test_from_this_machine_the_figures_are_seen(self):
        self.assertIn("envelopes_waiting", self.parts()["database"])

    @override_settings(HEALTH_TOKEN="")
    def test_a_stranger_sees_no_figure(self):
        for headers in (
            {"X-Forwarded-For": "203.0.113.9"},
            {"Forwarded": "for=127.0.0.1"},
            {"X-Forwarded-For": "127.0.0.1", "Authorization": "Bearer "},
        ):
            for part in self.parts(**headers).values():
                self.assertEqual(set(part), {"up", "late"})
                self.assertTrue(all(isinstance(value, bool) for value in part.values()))

    @override_settings(HEALTH_TOKEN="a-token-of-the-monitor")
    def test_the_token_shows_the_figures(self):
        through = {"X-Forwarded-For": "203.0.113.9"}
        seen = self.parts(**through, Authorization="Bearer a-token-of-the-monitor")
        self.assertIn("envelopes_waiting", seen["database"])
        seen = self.parts(**through, Authorization="Bearer another")
        self.assertNotIn("envelopes_waiting", seen["database"])
