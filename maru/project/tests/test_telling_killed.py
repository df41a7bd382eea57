"""Workers are killed around telling webhooks: nothing is lost, in order, and what may be told twice
says so."""

from __future__ import annotations

import pytest
from django.test import override_settings

from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.models import Call, Webhook
from maru.kit.webhooks.tests.programs import programs, slack_shows, teams_shows
from maru.project.tests.dying_scenes import SCENES
from maru.project.tests.dying_worker import ends_of
from maru.support.tickets.tests.cast import LiveSupportTestCase

AGAIN = "이미 왔을 수 있어요"
TITLES = ["하나", "둘", "셋", "넷"]
LOCAL = "127.0.0.1/32"


@pytest.mark.both
@override_settings(FETCH_ALLOW=[LOCAL])
class TellingKilledTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.outside = self.enterContext(programs())

    def test_each_is_told_and_what_is_told_twice_says_so(self):
        slack, teams, plain = (self.made(form) for form in ("slack", "teams", "plain"))
        for title in TITLES:
            Call.queue({slack.pk: told(title), plain.pk: told(title)})
            Call.queue({teams.pk: told(title, several="새 소식: %(num)s")})
        points = SCENES["telling"].points
        ends = ends_of("telling", *points, "", MARU_FETCH_ALLOW=LOCAL)
        self.assertEqual(ends, [-9] * len(points) + [0])

        left = Call.objects.exclude(state="told")
        self.assertEqual(list(left.values_list("webhook__form", "trouble", "tries")), [])
        self.assertFalse(Webhook.objects.exclude(trouble="").exists())
        self.in_order([slack_shows(each) for each in self.heard("blocks")])
        self.all_of_the_burst([teams_shows(each) for each in self.heard("attachments")])
        # A program knows by the id what it has already, and gets the same bytes.
        idents = dict.fromkeys(self.outside.idents)
        mine = plain.calls.order_by("id").values_list("ident", flat=True)
        self.assertEqual(list(idents), list(mine))

    def made(self, form: str) -> Webhook:
        webhook = Webhook(form=form)
        webhook.point_to(getattr(self.outside, form))
        if form == "plain":
            self.outside.secret = webhook.new_secret()
        webhook.save()
        return webhook

    def heard(self, key: str) -> list[dict]:
        return [each for each in self.outside.heard if key in each]

    def in_order(self, shown: list[str]) -> None:
        titles = [each.splitlines()[0].removeprefix("#7 ") for each in shown]
        self.assertEqual(list(dict.fromkeys(titles)), TITLES)
        for place, (title, whole) in enumerate(zip(titles, shown, strict=True)):
            if title in titles[:place]:
                self.assertIn(AGAIN, whole)

    def all_of_the_burst(self, shown: list[str]) -> None:
        self.assertEqual({each.splitlines()[0] for each in shown}, {"새 소식: 4"})
        self.assertEqual([AGAIN in each for each in shown[1:]], [True] * (len(shown) - 1))
        for title in TITLES:
            self.assertIn(title, shown[-1])


def told(title: str, **more: str) -> Announcement:
    return Announcement(
        "ticket.new", "2026-11-29T00:00:00Z", title, link="https://desk.example/tickets/7/",
        link_label="#7", again=AGAIN, data={"title": title}, **more,
    )  # fmt: skip
