"""How a member has it: look, sounds, quiet hours; and whether they are at work."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member, Spell
from maru.staff.members.personal.availability import bring_back
from maru.staff.members.personal.quiet import is_quiet, quiet_until
from maru.staff.members.tests.cast import StaffTestCase

SEOUL = ZoneInfo("Asia/Seoul")
TUESDAY = datetime(2026, 12, 1, tzinfo=SEOUL)


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=SEOUL)


class QuietTests(StaffTestCase):
    def quiet(self, begins: int, ends: int, days: list[str] | None = None) -> Member:
        member = Member.objects.get(pk=self.jisu.pk)
        member.has_quiet_hours, member.quiet_days = True, days or []
        member.quiet_from, member.quiet_to = time(begins), time(ends)
        return member

    def test_who_never_chose_is_never_quiet(self):
        self.assertFalse(is_quiet(self.jisu, at(3)))

    def test_they_go_past_midnight_and_end_on_the_minute(self):
        member = self.quiet(19, 8)
        said = [
            is_quiet(member, at(*each)) for each in [(18, 59), (19, 0), (3, 0), (7, 59), (8, 0)]
        ]
        self.assertEqual(said, [False, True, True, True, False])
        self.assertEqual(quiet_until(member, at(22)), at(8, day=2))
        self.assertEqual(quiet_until(member, at(12)), at(12))

    def test_they_are_by_the_member_s_own_clock(self):
        member = self.quiet(19, 8)
        member.time_zone = "Europe/Berlin"
        self.assertFalse(is_quiet(member, at(22)))  # 14:00 there
        self.assertTrue(is_quiet(member, datetime(2026, 12, 1, 19, tzinfo=UTC)))

    def test_a_quiet_weekend_ends_with_the_night_after_it(self):
        member = self.quiet(19, 8, ["sat", "sun"])
        self.assertTrue(is_quiet(member, at(12, day=5)))
        self.assertEqual(quiet_until(member, at(20, day=4)), at(8, day=7))

    def test_on_a_break_it_is_quiet_and_away_it_is_not(self):
        self.jisu.become("break", by=self.jisu, back_at=timezone.now() + timedelta(minutes=30))
        self.assertTrue(is_quiet(self.jisu, timezone.now()))
        self.assertFalse(is_quiet(self.jisu, timezone.now() + timedelta(minutes=31)))
        self.jisu.become("away", by=self.jisu)
        self.assertFalse(is_quiet(self.jisu, timezone.now()))


class AvailabilityTests(StaffTestCase):
    def test_each_change_is_a_spell_and_an_event_and_twice_is_once(self):
        back = timezone.now() + timedelta(minutes=30)
        self.assertTrue(self.jisu.become("break", by=self.jisu, back_at=back))
        self.assertFalse(self.jisu.become("break", by=self.jisu, back_at=back))
        self.assertTrue(self.jisu.become("available", by=self.jisu))
        spells = list(Spell.objects.filter(member=self.jisu).order_by("id"))
        self.assertEqual([each.availability for each in spells], ["break", "available"])
        self.assertEqual(spells[0].ended_at, spells[1].began_at)
        self.assertIsNone(spells[1].ended_at)
        last = Event.of(self.jisu).filter(verb="member.availability").last()
        self.assertEqual(last.before, {"availability": "break", "back_at": back.isoformat()})

    def test_at_the_time_they_said_they_are_back_by_themselves_once(self):
        back = timezone.now() + timedelta(minutes=30)
        self.jisu.become("away", by=self.jisu, back_at=back)
        self.assertEqual(bring_back(), 0)
        with time_machine.travel(back + timedelta(seconds=1), tick=False):
            self.assertTrue(self.jisu.is_at_work)  # before the sweep has looked
            self.assertEqual((bring_back(), bring_back()), (1, 0))
        self.jisu.refresh_from_db()
        self.assertEqual((self.jisu.availability, self.jisu.back_at), ("available", None))
        self.assertEqual(Event.of(self.jisu).last().actor_kind, "system")

    def test_a_clock_that_was_put_back_ends_no_spell_before_it_began(self):
        self.jisu.become("away", by=self.jisu)
        with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
            self.jisu.become("available", by=self.jisu)
        first = Spell.objects.filter(member=self.jisu).earliest("id")
        self.assertEqual(first.ended_at, first.began_at)

    def test_colleagues_read_when_they_are_back(self):
        with time_machine.travel(at(14).astimezone(UTC), tick=False), timezone.override(SEOUL):
            self.jisu.become("break", by=self.jisu, back_at=at(14, 30))
            self.assertIn("2:30", self.jisu.absence)
            self.assertEqual(self.minho.absence, "")


class PageTests(StaffTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def answers(self, **other: object) -> dict[str, object]:
        return {
            "theme": "dark", "density": "dense", "sounds": "named", "has_quiet_hours": "on",
            "quiet_from": "19:00", "quiet_to": "08:00", "quiet_days": ["sat"], **other,
        }  # fmt: skip

    def test_what_is_chosen_is_drawn_on_every_page(self):
        answer = self.client.post("/profile/preferences/", self.answers(), follow=True)
        self.assertContains(answer, 'data-theme="dark"')
        self.assertContains(answer, 'data-density="dense"')
        self.assertContains(answer, 'data-sounds="named"')
        self.assertEqual(Event.of(self.jisu).get().after["quiet_days"], ["sat"])

    def test_quiet_hours_that_never_end_are_refused(self):
        week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        for other in ({"quiet_to": "19:00"}, {"quiet_days": week}):
            answer = self.client.post("/profile/preferences/", self.answers(**other))
            self.assertEqual(answer.status_code, 422)
        self.jisu.refresh_from_db()
        self.assertFalse(self.jisu.has_quiet_hours)

    def test_the_menu_chooses_the_theme_without_leaving_the_page(self):
        self.assertEqual(self.client.post("/profile/theme/", {"theme": "dark"}).status_code, 204)
        self.assertEqual(self.client.post("/profile/theme/", {"theme": "pink"}).status_code, 422)
        self.jisu.refresh_from_db()
        self.assertEqual(self.jisu.theme, "dark")

    def test_one_says_what_one_is_with_and_without_a_script(self):
        page = "/profile/availability/"
        answer = self.client.post(page, {"availability": "break", "back": "30분 뒤"},
                                  headers={"HX-Request": "true"})  # fmt: skip
        self.assertContains(answer, "휴식 중")
        self.jisu.refresh_from_db()
        self.assertEqual(self.jisu.availability, "break")
        self.assertIsNotNone(self.jisu.back_at)
        self.assertRedirects(self.client.post(page, {"availability": "away"}), "/",
                             fetch_redirect_response=False)  # fmt: skip
        self.jisu.refresh_from_db()
        self.assertEqual((self.jisu.availability, self.jisu.back_at), ("away", None))

    def test_a_time_that_nobody_understands_or_has_passed_changes_nothing(self):
        for back in ("언젠가", "2020-01-01T00:00"):
            answer = self.client.post("/profile/availability/",
                                      {"availability": "away", "back": back},
                                      headers={"HX-Request": "true"})  # fmt: skip
            self.assertEqual(answer.status_code, 422)
        self.jisu.refresh_from_db()
        self.assertEqual(self.jisu.availability, "available")
