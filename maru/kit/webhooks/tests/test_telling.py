"""The road of a webhook: in order, once, and what it does when the other side does not listen."""

from datetime import timedelta
from unittest.mock import patch

from django.db import OperationalError
from django.test import TestCase, override_settings
from django.utils import timezone

from maru.kit.database.leases import give_back
from maru.kit.webhooks import sending, telling
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.models import Attempt, Call, Webhook
from maru.kit.webhooks.sending import MOST, forget_old, tell_waiting, try_out
from maru.kit.webhooks.telling import tell
from maru.kit.webhooks.tests.programs import (
    PATIENCE,
    SLACK,
    programs,
    slack_acts,
    slack_shows,
    teams_shows,
)

HOSTILE = (
    "<!channel> <@U123> <https://evil.example|로그인> @here https://evil.example "
    "[여기](https://evil.example) *굵게* `code` &lt;!everyone&gt; "
    "{{DATE(2026-01-01)}} <at>모두</at>"
)


def told(title: str = "새 문의", **more) -> Announcement:
    return Announcement(
        "ticket.opened", "2026-11-29T00:00:00Z", title, link="https://desk.example/tickets/7/",
        link_label="#7", again="이미 왔을 수 있어요", data={"ticket": {"id": 7}}, **more,
    )  # fmt: skip


@override_settings(FETCH_ALLOW=["127.0.0.1/32"])
class WebhookTestCase(TestCase):
    form = "slack"

    def setUp(self):
        self.outside = self.enterContext(programs())
        self.webhook = self.made(self.form)

    def made(self, form: str, url: str = "") -> Webhook:
        webhook = Webhook(form=form)
        webhook.point_to(url or getattr(self.outside, form))
        if form == "plain":
            self.outside.secret = webhook.new_secret()
        webhook.save()
        return webhook

    def queue(self, *titles: str) -> None:
        for title in titles:
            Call.queue({self.webhook.pk: told(title)})

    def all_waiting(self) -> None:
        while tell_waiting():
            pass

    def after_the_pause(self) -> None:
        Webhook.objects.update(due_at=timezone.now())
        self.all_waiting()

    def again(self) -> Webhook:
        self.webhook.refresh_from_db()
        return self.webhook


class FormTests(WebhookTestCase):
    def test_each_other_side_understands_its_form(self):
        for form in ("slack", "teams", "plain"):
            outcome = tell(self.made(form), told(heading="제목", text="내용"), ident="msg_1")
            self.assertEqual((form, outcome.trouble), (form, ""))
        self.assertEqual(self.outside.heard[2], {
            "id": "msg_1", "type": "ticket.opened", "timestamp": "2026-11-29T00:00:00Z",
            "data": {"ticket": {"id": 7}},
        })  # fmt: skip

    def test_what_others_wrote_is_letters_alone_in_slack(self):
        tell(self.webhook, told(heading=HOSTILE, text=HOSTILE, facts=[HOSTILE]), ident="m")
        (given,) = self.outside.heard
        self.assertEqual(set(slack_acts(given)), {"https://desk.example/tickets/7/|#7"})
        self.assertEqual(slack_shows(given).count(HOSTILE), 3)
        self.assertNotIn("evil", given["text"])
        self.assertIs(given["unfurl_links"], False)

    def test_our_own_line_is_escaped_as_well(self):
        tell(self.webhook, told(f"{HOSTILE} 님이 맡겼어요"), ident="m")
        self.assertEqual(set(slack_acts(self.outside.heard[0])), {
            "https://desk.example/tickets/7/|#7",
        })  # fmt: skip

    def test_what_others_wrote_is_letters_alone_in_teams(self):
        tell(self.made("teams"), told(HOSTILE, heading=HOSTILE, text=HOSTILE), ident="m")
        (given,) = self.outside.heard
        shown = teams_shows(given)
        self.assertEqual(shown.replace("\u200b", "").count(HOSTILE), 3)
        self.assertNotIn("{{", shown)
        card = given["attachments"][0]["content"]
        self.assertEqual([a["url"] for a in card["actions"]], ["https://desk.example/tickets/7/"])

    def test_the_longest_is_taken_by_each(self):
        long = "가" * 10_000
        for form in ("slack", "teams"):
            outcome = tell(self.made(form), told(heading=long, text=long), ident="m")
            self.assertEqual(outcome.trouble, "")

    def test_what_each_says_is_understood(self):
        for form, said, trouble in (
            ("slack", (404, "no_service"), "gone"),
            ("slack", (410, "channel_is_archived"), "gone"),
            ("slack", (403, "action_prohibited"), "not_let_in"),
            ("slack", (400, "invalid_payload"), "not_understood"),
            ("slack", (500, "rollup_error"), "broken"),
            ("teams", (404, {"error": {"code": "WorkflowNotFound"}}), "gone"),
            ("teams", (400, {"error": {"code": "WorkflowTriggerIsNotEnabled"}}), "workflow_off"),
            ("teams", (413, {"error": {"code": "RequestEntityTooLarge"}}), "too_large"),
            ("teams", (401, "x"), "not_let_in"),
            ("plain", (410, ""), "gone"),
            ("plain", (404, ""), "nothing_there"),
            ("plain", (302, "", {"Location": "http://169.254.169.254/"}), "leads_elsewhere"),
            ("plain", (429, "", {"Retry-After": "7"}), "busy"),
        ):
            webhook = self.made(form)
            self.outside.faults = [said]
            self.assertEqual(tell(webhook, told(), ident="m").trouble, trouble, said)
        self.assertEqual(self.outside.heard, [])

    def test_what_is_wrong_on_the_way_is_told_and_nothing_of_our_network(self):
        with patch.object(telling, "SECONDS", 0.3):
            self.outside.faults = ["silent"]
            self.assertEqual(tell(self.webhook, told(), ident="m").trouble, "too_slow")
        for url, trouble in (
            ("http://127.0.0.1:9/", "no_connection"),
            ("https://nowhere.invalid/x", "not_found"),
            ("https://10.0.0.1/x", "not_allowed"),
            ("https://169.254.169.254/latest", "not_allowed"),
            ("http://8.8.8.8/x", "not_allowed"),
        ):
            self.assertEqual(tell(self.made("slack", url), told(), ident="m").trouble, trouble)


class SigningTests(WebhookTestCase):
    form = "plain"

    def test_a_stranger_s_signature_is_refused_by_the_library(self):
        self.outside.secret = Webhook().new_secret()
        self.assertEqual(tell(self.webhook, told(), ident="m").trouble, "not_let_in")

    def test_a_new_secret_and_the_one_of_before_both_hold_for_a_day(self):
        before = self.outside.secret
        new = self.webhook.new_secret()
        for secret in (before, new):
            self.outside.secret = secret
            self.assertEqual(tell(self.webhook, told(), ident="m").trouble, "")
        self.webhook.former_until = timezone.now() - timedelta(seconds=1)
        self.outside.secret = before
        self.assertEqual(tell(self.webhook, told(), ident="m").trouble, "not_let_in")

    def test_nothing_of_address_or_secret_stands_in_the_row(self):
        row = Webhook.objects.values().get(pk=self.webhook.pk)
        said = " ".join(map(str, row.values()))
        self.assertNotIn("/hear", said)
        self.assertNotIn(self.outside.secret, said)


class RoadTests(WebhookTestCase):
    def texts(self) -> list[str]:
        return [given["text"].rpartition("> ")[2] for given in self.outside.heard]

    def test_what_waits_is_told_in_its_order(self):
        self.queue("하나", "둘", "셋")
        self.all_waiting()
        self.assertEqual(self.texts(), ["하나", "둘", "셋"])
        self.assertEqual(set(Call.objects.values_list("state", flat=True)), {"told"})

    def test_while_one_is_put_off_the_next_waits_behind_it(self):
        self.queue("하나", "둘")
        self.outside.faults = [503]
        self.all_waiting()
        self.assertEqual((self.texts(), self.outside.asked), ([], 1))
        self.after_the_pause()
        self.assertEqual(self.texts(), ["하나", "둘"])
        self.assertEqual((self.again().failures, self.webhook.trouble), (0, ""))

    def test_it_is_left_alone_as_long_as_it_says_and_that_is_no_failing(self):
        self.queue("하나")
        self.outside.faults = [(429, "", {"Retry-After": "600"})]
        self.all_waiting()
        due = self.again().due_at - timezone.now()
        self.assertTrue(timedelta(minutes=9) < due <= timedelta(minutes=10), due)
        self.assertIsNone(self.webhook.failing_since)
        self.assertEqual(Call.objects.get().tries, 0)

    def test_what_may_have_come_already_says_so(self):
        self.queue("하나")
        self.outside.faults = ["drop"]
        self.all_waiting()
        self.after_the_pause()
        self.assertEqual(self.texts(), ["하나", "하나 (이미 왔을 수 있어요)"])

    def test_a_program_knows_the_second_by_its_id(self):
        self.webhook = self.made("plain")
        self.queue("하나")
        self.outside.faults = ["drop"]
        self.all_waiting()
        self.after_the_pause()
        self.assertEqual(len(self.outside.idents), 2)
        self.assertEqual(len(set(self.outside.idents)), 1)
        self.assertEqual(self.outside.heard[0], self.outside.heard[1])

    def test_one_that_is_never_taken_lets_the_next_go(self):
        self.queue("하나", "둘")
        self.outside.faults = [(400, "invalid_payload")]
        self.all_waiting()
        self.assertEqual(self.texts(), ["둘"])
        self.outside.faults = [500] * MOST
        self.queue("셋", "넷")
        for _ in range(MOST + 1):
            self.after_the_pause()
        self.assertEqual(self.texts(), ["둘", "넷"])

    def test_one_that_is_silent_keeps_no_other_webhook_waiting(self):
        other = self.made("teams")
        Call.queue({self.webhook.pk: told(), other.pk: told()})
        self.outside.faults = ["silent"]
        self.all_waiting()
        self.assertEqual(len(self.outside.heard), 1)

    def test_one_that_is_slow_keeps_no_other_from_going_on_in_its_order(self):
        other = self.made("teams")
        for title in ("하나", "둘", "셋"):
            Call.queue({self.webhook.pk: told(title), other.pk: told(title)})
        self.outside.holds[SLACK] = 3
        with patch.object(telling, "SECONDS", 2.0 * PATIENCE):
            self.all_waiting()
        teams, slack = self.outside.heard[:3], self.outside.heard[3:]
        self.assertEqual([teams_shows(each) for each in teams], ["하나", "둘", "셋"])
        self.assertEqual([each["text"].split()[-1] for each in slack], ["하나", "둘", "셋"])

    def test_what_comes_meanwhile_is_told_while_another_is_slow(self):
        quick, third = self.made("teams"), self.made("plain")
        Call.queue({self.webhook.pk: told(), quick.pk: told()})
        settle = sending._settle

        def and_there_is_more(webhook, *rest):
            settle(webhook, *rest)
            if webhook.pk == quick.pk:
                Call.queue({third.pk: told()})

        self.outside.holds[SLACK] = 2
        with (
            patch.object(sending, "_settle", and_there_is_more),
            patch.object(telling, "SECONDS", 2.0 * PATIENCE),
        ):
            self.all_waiting()
        self.assertEqual(len(self.outside.heard), 3)
        self.assertEqual(self.outside.heard[1]["type"], "ticket.opened")

    def test_where_the_database_fails_none_is_kept_by_its_lease(self):
        other = self.made("teams")
        Call.queue({self.webhook.pk: told(), other.pk: told()})
        with (
            patch.object(sending, "_settle", side_effect=OperationalError),
            self.assertRaises(OperationalError),
        ):
            tell_waiting()
        give_back()
        self.assertFalse(Webhook.objects.exclude(lease_until=None).exists())
        self.all_waiting()
        self.assertEqual(set(Call.objects.values_list("state", flat=True)), {"told"})

    def test_what_a_dead_process_was_telling_may_have_come(self):
        self.queue("하나")
        with patch("maru.kit.webhooks.sending.tell", side_effect=KeyboardInterrupt):
            self.assertRaises(KeyboardInterrupt, tell_waiting)
        Webhook.objects.update(lease_until=None)
        self.all_waiting()
        self.assertEqual(self.texts(), ["하나 (이미 왔을 수 있어요)"])

    def test_after_long_failing_it_is_switched_off_and_what_waits_can_be_repeated(self):
        self.queue("하나", "둘")
        self.outside.faults = [500]
        self.all_waiting()
        self.assertTrue(self.again().is_on)
        Webhook.objects.update(failing_since=timezone.now() - timedelta(hours=25))
        self.outside.faults = [500]
        self.after_the_pause()
        self.assertFalse(self.again().is_on)
        self.assertTrue(self.webhook.was_switched_off)
        self.assertEqual(set(Call.objects.values_list("state", flat=True)), {"failed"})
        self.assertTrue(self.webhook.switch(True))
        for call in Call.objects.order_by("id"):
            self.assertTrue(call.repeat())
        self.all_waiting()
        self.assertEqual(self.texts(), ["하나", "둘"])

    def test_one_that_exists_no_more_is_switched_off_at_once(self):
        self.queue("하나")
        self.outside.faults = [(410, "channel_is_archived")]
        self.all_waiting()
        self.assertEqual((self.again().is_on, self.webhook.trouble), (False, "gone"))

    def test_what_could_not_be_told_within_a_day_is_told_no_more(self):
        self.queue("하나")
        Call.objects.update(queued_at=timezone.now() - timedelta(hours=25))
        self.all_waiting()
        self.assertEqual((self.outside.asked, Call.objects.get().trouble), (0, "too_late"))

    def test_each_try_is_kept_and_forgotten_after_two_weeks(self):
        self.queue("하나")
        self.outside.faults = [(503, "maintenance")]
        self.all_waiting()
        self.after_the_pause()
        statuses = list(Attempt.objects.order_by("id").values_list("status", "said"))
        self.assertEqual(statuses, [(503, "maintenance"), (200, "ok")])
        Call.objects.update(created_at=timezone.now() - timedelta(days=15))
        forget_old()
        self.assertFalse(Attempt.objects.exists())

    def test_a_trial_says_what_is_wrong_and_stands_in_the_log(self):
        self.assertEqual(try_out(self.webhook, told()).trouble, "")
        self.outside.faults = [(404, "no_service")]
        self.assertEqual(try_out(self.webhook, told()).trouble, "gone")
        self.assertEqual(list(Call.objects.order_by("id").values_list("state", flat=True)),
                         ["told", "failed"])  # fmt: skip
        self.assertTrue(self.again().is_on)
