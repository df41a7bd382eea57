"""What comes at once is one message in a chat, and each for itself to a program (0392)."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from maru.kit.webhooks import sending
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.gathering import MOST
from maru.kit.webhooks.models import Call
from maru.kit.webhooks.tests.programs import slack_acts, slack_shows, teams_shows
from maru.kit.webhooks.tests.test_telling import HOSTILE, WebhookTestCase

ALL = "https://desk.example/tickets/?team=1"


class GatheringTestCase(WebhookTestCase):
    def burst(self, *numbers: int, heading: str = "", several: str = "새 문의: %(num)s") -> None:
        for number in numbers:
            news = Announcement(
                "ticket.new", "2026-11-29T00:00:00Z", "새 문의",
                link=f"https://desk.example/tickets/{number}/", link_label=f"#{number}",
                heading=heading or f"제목 {number}", again="이미 왔을 수 있어요",
                several=several, all_link=ALL, all_label="모두 보기", data={"ticket": number},
            )  # fmt: skip
            Call.queue({self.webhook.pk: news})

    def states(self) -> set[str]:
        return set(Call.objects.values_list("state", flat=True))

    def shown(self) -> list[str]:
        return [slack_shows(each) for each in self.outside.heard]


class ChatTests(GatheringTestCase):
    def test_a_burst_is_one_message_with_its_count_and_the_newest_few(self):
        self.burst(*range(1, 13))
        self.all_waiting()
        (given,) = self.outside.heard
        lines = slack_shows(given).splitlines()
        self.assertEqual(lines[0], "*새 문의: 12*")
        self.assertEqual(lines[1:5], ["#12 새 문의", "제목 12", "#11 새 문의", "제목 11"])
        self.assertEqual(lines[-2:], ["제목 8", "… 모두 보기"])
        self.assertIn("https://desk.example/tickets/12/|#12", slack_acts(given))
        self.assertIn(f"{ALL}|모두 보기", slack_acts(given))
        self.assertEqual(self.states(), {"told"})

    def test_different_things_are_counted_each_by_their_kind(self):
        self.burst(1, 2)
        self.burst(1, several="고객 글: %(num)s")
        self.all_waiting()
        self.assertEqual(self.shown()[0].splitlines()[0], "*새 문의: 2 · 고객 글: 1*")

    def test_in_teams_too(self):
        self.webhook = self.made("teams")
        self.burst(*range(1, 13))
        self.all_waiting()
        (given,) = self.outside.heard
        self.assertEqual(teams_shows(given).splitlines()[:3],
                         ["새 문의: 12", "#12 새 문의", "제목 12"])  # fmt: skip
        labels = [a["title"] for a in given["attachments"][0]["content"]["actions"]]
        self.assertEqual(labels, ["#12", "#11", "#10", "#9", "#8", "모두 보기"])

    @patch.object(sending, "SHORTLY", timedelta(hours=1))  # however slow the machine
    def test_a_single_one_is_told_at_once_and_what_follows_shortly_together(self):
        self.burst(1)
        self.all_waiting()
        self.assertEqual(len(self.outside.heard), 1)
        self.assertIn("#1 새 문의", self.shown()[0])
        self.burst(2, 3)
        self.all_waiting()
        self.assertEqual(len(self.outside.heard), 1)
        self.after_the_pause()
        self.assertEqual(len(self.outside.heard), 2)
        self.assertIn("새 문의: 2", self.shown()[1])

    def test_what_is_always_told_alone_stands_between_in_its_order(self):
        self.burst(1, 2)
        self.queue("아침 목록")
        self.burst(3, 4)
        for _ in range(3):
            self.after_the_pause()
        firsts = [shown.splitlines()[0] for shown in self.shown()]
        self.assertEqual(firsts, ["*새 문의: 2*", "#7 아침 목록", "*새 문의: 2*"])

    def test_what_others_wrote_is_letters_alone(self):
        for kind in ("slack", "teams"):
            self.webhook = self.made(kind)
            self.burst(1, 2, heading=HOSTILE)
            self.all_waiting()
        slack, teams = self.outside.heard
        self.assertEqual(slack_shows(slack).count(HOSTILE), 2)
        self.assertNotIn("evil", slack["text"])
        self.assertTrue(all("desk.example" in act for act in slack_acts(slack)))
        self.assertEqual(teams_shows(teams).replace("\u200b", "").count(HOSTILE), 2)

    def test_the_most_and_the_longest_are_taken(self):
        for kind in ("slack", "teams"):
            self.webhook = self.made(kind)
            self.burst(*range(MOST), heading="가" * 500)
            self.all_waiting()
        self.assertEqual((len(self.outside.heard), self.states()), (2, {"told"}))


class AgainTests(GatheringTestCase):
    def test_what_may_have_come_is_told_again_as_it_was_and_says_so(self):
        self.burst(1, 2)
        self.outside.faults = ["drop"]
        self.all_waiting()
        self.burst(3, 4)
        self.after_the_pause()
        self.after_the_pause()
        shown = self.shown()
        self.assertEqual(["이미 왔을" in each for each in shown], [False, True, False])
        self.assertEqual(["제목 2" in each for each in shown], [True, True, False])
        self.assertIn("새 문의: 2", shown[2])

    def test_a_chat_that_was_away_gets_one_message_of_all(self):
        self.burst(1)
        self.outside.faults = [503]
        self.all_waiting()
        self.burst(2, 3)
        self.after_the_pause()
        self.assertEqual(len(self.outside.heard), 1)
        self.assertIn("새 문의: 3", self.shown()[0])
        self.assertEqual([call.attempts.count() for call in Call.objects.order_by("id")], [2, 1, 1])

    def test_what_is_refused_together_is_told_each_for_itself(self):
        self.burst(1, 2, 3)
        self.outside.faults = [(400, "invalid_payload"), (400, "invalid_payload")]
        self.all_waiting()
        states = list(Call.objects.order_by("id").values_list("state", flat=True))
        self.assertEqual(states, ["failed", "told", "told"])
        self.assertEqual(len(self.outside.heard), 2)


class ProgramTests(GatheringTestCase):
    form = "plain"

    def test_a_program_gets_each_at_once(self):
        self.burst(1, 2, 3)
        self.all_waiting()
        self.assertEqual([each["data"]["ticket"] for each in self.outside.heard], [1, 2, 3])
        self.assertEqual(len(set(self.outside.idents)), 3)
