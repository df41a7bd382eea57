import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from maru.extensions.webform.models import Submission, WebForm
from maru.project.demo.company import load
from maru.project.demo.office_hours import NEWEST, moment_ago, span, working_time_ago
from maru.project.demo.own_work import today_in
from maru.project.demo.telling import HERE, stories
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.records.customers.models import ContactPoint
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.sideconversations.models import SideConversation
from maru.support.tasks.models import Task
from maru.support.tickets.models import Message, Ticket
from maru.surfaces.desk.my_day import day_of

SEOUL = ZoneInfo("Asia/Seoul")


def sunday_night(hour: int = 23) -> datetime:
    return datetime(2026, 11, 22, hour, tzinfo=SEOUL)


class OfficeHoursTests(SimpleTestCase):
    def test_time_is_counted_in_office_hours_alone(self):
        friday_evening = datetime(2026, 11, 20, 18, tzinfo=SEOUL)
        for now in (friday_evening, sunday_night(), sunday_night() + timedelta(hours=9)):
            self.assertEqual(
                working_time_ago(timedelta(hours=1), now), friday_evening - timedelta(hours=1)
            )

    def test_a_day_is_nine_hours_and_holidays_are_skipped(self):
        self.assertEqual(span("1d 2h 5m"), timedelta(hours=11, minutes=5))
        after_new_year = datetime(2026, 1, 2, 10, tzinfo=SEOUL)
        self.assertEqual(
            working_time_ago(timedelta(hours=2), after_new_year),
            datetime(2025, 12, 31, 17, tzinfo=SEOUL),
        )

    def test_the_newest_stories_end_just_now_even_on_a_sunday(self):
        now = sunday_night()
        self.assertEqual(moment_ago(timedelta(minutes=6), now), now - timedelta(minutes=3))
        self.assertEqual(moment_ago(NEWEST, now).strftime("%a %H"), "Fri 18")
        newest = [moment for story in stories() for moment, _step in story.moments(now)]
        self.assertGreater(sum(moment > now - timedelta(hours=3) for moment in newest), 9)

    def test_every_story_fits_into_the_past_whenever_it_is_loaded(self):
        for hour in range(0, 24, 3):
            now = sunday_night(hour) + timedelta(days=hour % 7)
            for story in stories():
                moments = [moment for moment, _step in story.moments(now)]
                self.assertEqual(moments, sorted(moments), story.subject)
                self.assertLessEqual(moments[-1], now)


class DemoTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.lines: list[str] = []
        with SimpleTestCase().assertNoLogs("maru", "INFO"):  # the first start is for people
            assert load(cls.lines.append)

    def test_there_is_a_company_at_work(self):
        self.assertGreaterEqual(Ticket.objects.count(), 60)
        self.assertGreaterEqual(Member.objects.count(), 8)
        self.assertEqual(len(set(Ticket.objects.values_list("status", flat=True))), 6)
        self.assertGreater(len(self.lines), 2)

    def test_loading_again_changes_nothing(self):
        count = Event.objects.count()
        self.assertIs(load(), False)
        self.assertEqual(Event.objects.count(), count)

    def test_nothing_of_it_waits_to_be_sent(self):
        states = set(Delivery.objects.values_list("state", flat=True))
        self.assertEqual(states, {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN})
        kept = Delivery.objects.filter(state=DeliveryState.SENT)
        self.assertEqual(set(kept.values_list("via", flat=True)), {"mailbox"})

    def test_each_mishap_is_there_once(self):
        self.assertEqual(Delivery.objects.exclude(bounced_at=None).count(), 1)
        self.assertEqual(Message.objects.filter(automatic="auto_reply").count(), 1)
        self.assertEqual(Ticket.objects.exclude(follow_up_of=None).count(), 1)
        aside = Envelope.objects.get(state=EnvelopeState.QUARANTINED)
        self.assertEqual(aside.reason, "too_many_addresses")

    def test_somebody_is_asked_beside_three_tickets(self):
        sides = SideConversation.objects.order_by("id")
        waiting = [side.awaits_answer for side in sides]
        self.assertEqual(len(waiting), 3)
        self.assertEqual(sum(waiting), 2)
        workshop = sides.get(participants__address__contains="hanul")
        said = list(workshop.messages.all())
        self.assertEqual([bool(one.member) for one in said], [True, False, True])
        self.assertTrue(said[1].is_designed)
        for one in said:
            self.assertLess(one.created_at, timezone.now() - timedelta(days=1))
        self.assertEqual(workshop.last_at, said[-1].created_at)
        self.client.force_login(Member.objects.get(email="hyunseok@onnuri.example"))
        self.assertContains(self.client.get("/side/"), "옻칠 반상기 재입고일")

    def test_whoever_opens_it_has_a_day_before_them(self):
        jieun = Member.objects.get(email="jieun@onnuri.example")
        day = day_of(jieun)
        self.assertTrue(day.waiting)
        self.assertTrue(day.mentions)
        late = [each.is_late_today for each in day.tasks]
        self.assertIn(True, late)
        self.assertIn(False, late)
        self.assertIn(True, [each.is_due for each in day.reminders])
        self.assertTrue([each for each in day.reminders if each.team])
        ticket = Ticket.objects.get(subject="무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요")
        done = [task.is_done for task in ticket.tasks.in_order()]
        self.assertEqual(done, [True, False, False])
        for task in Task.objects.all():
            self.assertLess(task.created_at, timezone.now() - timedelta(minutes=10))
            self.assertLessEqual(task.created_at, task.done_at or timezone.now())

    def test_what_is_today_stays_today_late_in_the_evening(self):
        for hour in (9, 23):
            now = sunday_night(hour) + timedelta(minutes=30)
            soon = today_in("3h", now)
            self.assertGreaterEqual(soon, now)
            self.assertEqual(soon.astimezone(SEOUL).date(), now.date())
            self.assertEqual(today_in("-20m", now), now - timedelta(minutes=20))

    def test_a_form_is_open_and_one_of_its_senders_has_not_confirmed(self):
        web_form = WebForm.objects.get()
        self.assertContains(self.client.get(web_form.path), "온누리 상점에 문의하기")
        self.assertEqual(Ticket.objects.filter(source="form").count(), 2)
        waiting = Submission.objects.waiting().get()
        self.assertEqual(waiting.confirmed_at, None)
        self.assertGreater(waiting.expires_at, timezone.now() + timedelta(days=4))
        self.assertFalse(Submission.objects.unmailed().exists())
        for sent in Submission.objects.all():
            self.assertLess(sent.created_at, timezone.now() - timedelta(minutes=10))
        self.client.force_login(Member.objects.get(email="jieun@onnuri.example"))
        self.assertContains(self.client.get("/console/forms/"), "홈페이지 문의")
        aside = self.client.get("/console/quarantine/?state=unconfirmed")
        self.assertContains(aside, "옹기 항아리")

    def test_until_today_agents_acted_in_office_hours_and_nothing_lies_ahead(self):
        today = Event.objects.latest("at").at - NEWEST / 2
        for event in Event.objects.filter(actor_kind="member", at__lt=today):
            local = event.at.astimezone(SEOUL)
            self.assertTrue(time(9) <= local.time() <= time(18), event)
            self.assertLess(local.weekday(), 5)
        for ticket in Ticket.objects.all():
            self.assertLessEqual(ticket.created_at, ticket.updated_at)
            self.assertLess(ticket.updated_at, timezone.now())

    def test_numbers_run_with_the_clock(self):
        dates = list(Ticket.objects.order_by("number").values_list("created_at", flat=True))
        self.assertEqual(dates, sorted(dates))

    def test_nobody_in_it_exists(self):
        for point in ContactPoint.objects.all():
            self.assertRegex(point.value, r"@(\w+\.)?example(\.com)?$|^\+82(10|2)55500\d{3}$")
        for path in HERE.rglob("*.toml"):
            for address in re.findall(r"[\w.]+@[\w.]+", path.read_text(encoding="utf-8")):
                self.assertRegex(address, r"\.example$|@example\.com$")
