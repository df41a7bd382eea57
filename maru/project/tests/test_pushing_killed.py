"""Workers are killed around pushing: each browser gets each thing, and what comes twice is known
by its topic and id, so that it is seen once."""

from __future__ import annotations

import pytest
from django.test import override_settings

from maru.kit.webpush.key import PushKey
from maru.kit.webpush.subscription import Subscription
from maru.kit.webpush.tests.push_service import Browser, push_service
from maru.project.tests.dying_scenes import SCENES
from maru.project.tests.dying_worker import ends_of
from maru.support.notifications.models import Notification, Push, PushBrowser
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

LOCAL = "127.0.0.1/32"


@pytest.mark.both
@override_settings(FETCH_ALLOW=[LOCAL])
class PushingKilledTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.service = self.enterContext(push_service())
        self.browsers = [self.switched_on(), self.switched_on()]

    def test_each_browser_gets_each_and_shows_it_once(self):
        for subject in ("하나", "둘", "셋"):
            ticket = open_ticket(
                by=self.minho, brand=self.onnuri, requester=self.kim, subject=subject, text="x"
            )
            ticket.assign(self.jisu, by=self.minho)
        wanted = set(Notification.objects.filter(push_due=True).values_list("pk", flat=True))
        self.assertEqual(len(wanted), 3)
        points = SCENES["pushing"].points
        ends = ends_of("pushing", *points, "", MARU_FETCH_ALLOW=LOCAL)
        self.assertEqual(ends, [-9] * len(points) + [0])

        left = Push.objects.exclude(state="sent")
        self.assertEqual(list(left.values_list("state", "error", "attempts")), [])
        for browser in self.browsers:
            self.assertEqual({came.told["id"] for came in browser.came}, wanted)
            # The service keeps one of a topic, the browser shows one of a tag.
            shown = {(came.told["id"], came.told["tag"], came.topic) for came in browser.came}
            self.assertEqual(len(shown), len(wanted))

    def switched_on(self) -> Browser:
        browser = self.service.subscribe(PushKey.ours().public)
        sign_in = self.jisu.sign_ins.create()
        PushBrowser.subscribe(sign_in, Subscription.read(browser.as_json()))
        return browser
