"""Notifications in the member's browser: once, of what is theirs, while they are signed in."""

from __future__ import annotations

from datetime import timedelta

from django.test import override_settings
from django.utils import timezone

from maru.kit.database.leases import claim, free
from maru.kit.webpush.key import PushKey
from maru.kit.webpush.subscription import Subscription
from maru.kit.webpush.tests.push_service import Browser, push_service
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.journal.models import Event
from maru.staff.members.models import Member, SignIn
from maru.support.notifications.mailing import mail_nothing_of_before
from maru.support.notifications.models import Notification, Push, PushBrowser
from maru.support.notifications.push.planning import plan_pushes
from maru.support.notifications.push.sending import (
    LATEST,
    LEASE,
    PAUSES,
    forget_pushed,
    push_waiting,
)
from maru.support.notifications.wish import choose
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail


@override_settings(FETCH_ALLOW=["127.0.0.1/32"])
class PushTestCase(SupportTestCase):
    def setUp(self):
        self.service = self.enterContext(push_service())
        self.client.force_login(self.jisu)
        self.sign_in = self.jisu.sign_ins.get()
        self.browser = self.switch_on(self.sign_in)

    def switch_on(self, sign_in: SignIn) -> Browser:
        browser = self.service.subscribe(PushKey.ours().public)
        PushBrowser.subscribe(sign_in, Subscription.read(browser.as_json()))
        return browser

    def go_on(self) -> None:
        plan_pushes()
        push_waiting()

    def later(self) -> None:
        """The pause that was put between two tries is over."""
        Push.objects.update(due_at=timezone.now())
        push_waiting()

    def told(self, browser: Browser | None = None) -> list[tuple[str, str]]:
        return [(c.told["title"], c.told["body"]) for c in (browser or self.browser).came]


class PushingTests(PushTestCase):
    def test_what_happened_and_the_number_are_pushed_and_nothing_of_the_customer(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.go_on()
        self.assertEqual(self.told(), [("박민호 님이 이 문의를 맡겼어요", f"#{self.ticket.pk}")])
        ours = self.ticket.reply("알아볼게요.", by=self.jisu)
        self.mail_in(mail("언제 오나요?", In_Reply_To=f"<{ours.message_id}>"))
        self.go_on()
        self.assertEqual(self.told()[1:], [("고객이 썼습니다", f"#{self.ticket.pk}")])
        came = self.browser.came[-1].told
        self.assertTrue(came["url"].startswith(f"/tickets/{self.ticket.pk}/#message-"))
        self.assertEqual(set(came), {"id", "tag", "title", "body", "url"})

    def test_who_wants_more_is_shown_more_in_that_browser(self):
        second = self.switch_on(self.jisu.sign_ins.create())
        PushBrowser.objects.get(sign_in=self.sign_in).show_more(True, by=self.jisu)
        self.ticket.assign(self.jisu, by=self.jisu)
        ours = self.ticket.reply("알아볼게요.", by=self.jisu)
        self.mail_in(mail("언제 오나요?", In_Reply_To=f"<{ours.message_id}>"))
        self.go_on()
        ((title, body),) = self.told()
        self.assertIn(self.ticket.subject, body)
        self.assertIn("언제 오나요?", body)
        self.assertNotIn("고객이", title)
        self.assertEqual(self.told(second), [("고객이 썼습니다", f"#{self.ticket.pk}")])

    def test_only_what_is_wanted_in_this_way(self):
        choose(self.jisu, {"assigned": {"push": False}})
        self.ticket.assign(self.jisu, by=self.minho)
        self.ticket.note("@최지수", by=self.minho)
        self.go_on()
        self.assertEqual(len(self.told()), 1)
        choose(self.jisu, {"mentioned": {"push": True, "desk": False}})
        self.ticket.note("@최지수 다시", by=self.minho)
        self.go_on()
        self.assertEqual(len(self.told()), 2)

    def test_what_was_read_by_then_is_not_pushed(self):
        self.ticket.assign(self.jisu, by=self.minho)
        Notification.objects.filter(member=self.jisu).mark_read()
        self.go_on()
        self.ticket.note("@최지수", by=self.minho)
        plan_pushes()
        Notification.objects.filter(member=self.jisu).mark_read()
        push_waiting()
        self.assertEqual(self.told(), [])

    def test_many_of_one_ticket_at_once_are_one(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.ticket.note("@최지수", by=self.minho)
        self.go_on()
        self.assertEqual([title for title, _body in self.told()], ["박민호 님이 나를 언급했어요"])

    def test_an_answer_that_may_be_taken_back_has_told_nobody(self):
        self.ticket.follow(self.jisu, by=self.minho)
        self.go_on()
        choose(self.jisu, {"followed": {"push": True}})
        self.ticket.reply("잠깐만요", by=self.minho, wait=timedelta(seconds=30))
        self.go_on()
        self.assertEqual(len(self.told()), 1)

    def test_of_a_ticket_that_is_theirs_no_more_nothing_is_pushed(self):
        self.ticket.note("@최지수", by=self.minho)
        plan_pushes()
        self.team.is_private = True
        self.team.save()
        self.jisu.teams.clear()
        Ticket.objects.update(assignee=None, team=self.team)
        push_waiting()
        self.assertEqual(self.told(), [])

    def test_in_quiet_hours_it_stays_in_the_desk_alone(self):
        Member.objects.filter(pk=self.jisu.pk).update(
            has_quiet_hours=True, quiet_days=list(WEEKDAYS)
        )
        self.ticket.note("@최지수", by=self.minho)
        self.go_on()
        self.assertEqual(self.told(), [])
        self.assertEqual(Notification.objects.visible_to(self.jisu).unread().count(), 1)


class AgainTests(PushTestCase):
    def test_a_service_that_is_away_is_asked_again_under_the_same_topic(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.service.faults = [503, "drop"]
        self.go_on()
        self.later()
        self.later()
        # The second was taken, only we never heard: the browser shows one of them.
        self.assertEqual(len(self.told()), 2)
        self.assertEqual(len({came.topic for came in self.browser.came}), 1)
        self.assertEqual(len({came.told["tag"] for came in self.browser.came}), 1)
        self.later()
        self.assertEqual(len(self.told()), 2)

    def test_it_is_left_alone_as_long_as_it_says(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.service.faults = [(429, {"Retry-After": "1800"})]
        self.go_on()
        push_waiting()
        due = Push.objects.get().due_at - timezone.now()
        self.assertTrue(timedelta(minutes=29) < due <= timedelta(minutes=30), due)
        self.assertEqual(self.service.asked, 1)

    def test_it_is_not_tried_without_end(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.service.faults = [500] * 20
        self.go_on()
        for _ in range(12):
            self.later()
        self.assertEqual(self.service.asked, len(PAUSES) + 1)
        self.assertIn("500", PushBrowser.objects.get().trouble)

    def test_a_worker_that_dies_with_it_in_hand_eats_none_of_its_tries(self):
        self.ticket.assign(self.jisu, by=self.minho)
        plan_pushes()
        for _death in range(len(PAUSES) + 2):
            (held,) = claim(Push.objects.all(), limit=1, lease=LEASE)
            free(Push.objects.all(), held.lease_owner.rpartition("-")[0])
        self.service.faults = [500]
        push_waiting()
        waiting = Push.objects.get()
        self.assertEqual((waiting.state, waiting.tries), ("waiting", 1))
        self.assertLess(waiting.due_at, timezone.now() + PAUSES[1])
        self.later()
        self.assertEqual(len(self.told()), 1)

    def test_what_is_too_late_wakes_nobody(self):
        self.ticket.assign(self.jisu, by=self.minho)
        plan_pushes()
        Push.objects.update(created_at=timezone.now() - LATEST - timedelta(minutes=1))
        push_waiting()
        self.assertEqual((self.told(), self.service.asked), ([], 0))

    def test_a_browser_that_its_service_knows_no_more_is_forgotten(self):
        self.service.forget(self.browser)
        self.ticket.assign(self.jisu, by=self.minho)
        self.go_on()
        self.assertFalse(PushBrowser.objects.exists())
        self.assertTrue(Event.objects.filter(verb="push_browser.removed").exists())

    def test_one_that_is_refused_says_why_and_the_next_is_tried(self):
        self.service.faults = [413]
        self.ticket.assign(self.jisu, by=self.minho)
        self.go_on()
        self.assertIn("413", PushBrowser.objects.get().trouble)
        self.ticket.note("@최지수", by=self.minho)
        self.go_on()
        self.assertEqual((len(self.told()), PushBrowser.objects.get().trouble), (1, ""))

    def test_one_broken_browser_keeps_no_other_waiting(self):
        second = self.switch_on(self.jisu.sign_ins.create())
        PushBrowser.objects.filter(sign_in=self.sign_in).update(sealed_subscription="broken")
        self.ticket.assign(self.jisu, by=self.minho)
        self.go_on()
        self.assertEqual((len(self.told()), len(self.told(second))), (0, 1))

    def test_after_a_restore_nothing_of_before_is_pushed(self):
        self.ticket.assign(self.jisu, by=self.minho)
        plan_pushes()
        self.ticket.note("@최지수", by=self.minho)
        mail_nothing_of_before(timezone.now())
        self.go_on()
        self.assertEqual(self.told(), [])


class BrowserTests(PushTestCase):
    def test_it_ends_with_the_sign_in(self):
        self.ticket.assign(self.jisu, by=self.minho)
        plan_pushes()
        self.sign_in.end()
        push_waiting()
        self.ticket.note("@최지수", by=self.minho)
        self.go_on()
        self.assertEqual(self.told(), [])
        forget_pushed()
        self.assertFalse(PushBrowser.objects.exists())

    def test_a_browser_tells_whoever_uses_it_last(self):
        other = self.minho.sign_ins.create()
        PushBrowser.subscribe(other, Subscription.read(self.browser.as_json()))
        self.ticket.note("@최지수 @박민호", by=self.sora)
        self.go_on()
        self.assertEqual(len(self.told()), 1)
        self.assertEqual(PushBrowser.objects.get().sign_in.member, self.minho)

    def test_without_a_browser_there_is_nothing_to_do(self):
        self.ticket.note("@박민호", by=self.jisu)
        self.assertFalse(Notification.objects.get(member=self.minho).push_due)

    def test_the_page_switches_on_shows_more_and_removes(self):
        client = self.client_class()
        client.force_login(self.minho)
        browser = self.service.subscribe(PushKey.ours().public)
        given = {"subscription": browser.as_json()}
        self.assertEqual(client.post("/notifications/push/browsers/", given).status_code, 204)
        made = PushBrowser.objects.get(sign_in__member=self.minho)
        page = client.get("/notifications/wishes/")
        self.assertContains(page, made.endpoint_hash)
        self.assertNotContains(page, browser.address)
        client.post(f"/notifications/push/browsers/{made.pk}/", {"more": "on"})
        made.refresh_from_db()
        self.assertTrue(made.shows_more)
        client.post(f"/notifications/push/browsers/{made.pk}/trial/")
        self.assertEqual([title for title, _ in self.told(browser)], ["알림은 이렇게 보여요"])
        client.delete(f"/notifications/push/browsers/{made.pk}/")
        self.assertFalse(PushBrowser.objects.filter(pk=made.pk).exists())

    def test_an_address_inside_is_refused_in_words(self):
        inside = Browser("https://10.0.0.1/push", "")
        given = {"subscription": inside.as_json()}
        answer = self.client.post("/notifications/push/browsers/", given)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("푸시", answer.content.decode())

    def test_the_trial_says_what_is_wrong(self):
        made = PushBrowser.objects.get()
        self.service.faults = [403]
        page = self.client.post(f"/notifications/push/browsers/{made.pk}/trial/", follow=True)
        self.assertContains(page, "403")
        self.service.forget(self.browser)
        self.client.post(f"/notifications/push/browsers/{made.pk}/trial/")
        self.assertFalse(PushBrowser.objects.exists())

    def test_another_s_browser_is_nowhere(self):
        made = PushBrowser.objects.get()
        client = self.client_class()
        client.force_login(Member.objects.get(pk=self.sora.pk))
        for path in (f"browsers/{made.pk}/", f"browsers/{made.pk}/trial/"):
            self.assertEqual(client.post(f"/notifications/push/{path}").status_code, 404)
