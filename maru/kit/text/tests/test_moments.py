"""A moment in the words of people; a Sunday evening in Seoul."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from maru.kit.text.moments import moment_in

NOW = datetime(2026, 11, 29, 20, 30, tzinfo=ZoneInfo("Asia/Seoul"))

MEANT = {
    "3시간 뒤": "11-29 23:30", "30분 후": "11-29 21:00", "한 시간 반 뒤": "11-29 22:00",
    "이틀 뒤": "12-01 20:30", "3일 뒤 오후 2시": "12-02 14:00", "2주 뒤": "12-13 20:30",
    "내일": "11-30 09:00", "내일 아침": "11-30 09:00", "내일 오후 2시까지": "11-30 14:00",
    "모레 10시 반": "12-01 10:30", "오늘 밤": "11-29 21:00", "정오": "11-30 12:00",
    "다음 주 월요일": "11-30 09:00", "다음주": "11-30 09:00", "금요일에": "12-04 09:00",
    "다음 주 수요일 오전 11시": "12-02 11:00", "일요일": "12-06 09:00",
    "12월 24일": "12-24 09:00", "12/24 14:30": "12-24 14:30", "11월 28일": "11-28 09:00",
    "2026. 12. 1. 오전 9:30": "12-01 09:30", "2026-12-01": "12-01 09:00",
    "오후 2시": "11-30 14:00", "2시": "11-30 14:00", "9시": "11-30 09:00", "밤 11시": "11-29 23:00",
    "in 2 hours": "11-29 22:30", "in half an hour": "11-29 21:00", "tomorrow 2pm": "11-30 14:00",
    "Next Monday 9am": "11-30 09:00", "next week": "11-30 09:00", "tonight": "11-29 21:00",
}  # fmt: skip
NOTHING = [
    "", "어제", "아무 말", "내일 25시", "2026-13-01", "오늘 오전 9시", "2020-01-01", "0분 뒤",
    "내일 오후 2시 아무거나", "100000일 뒤", "다음 달", "9" * 100, "2월 30일", "\x00",
]  # fmt: skip


class MomentTests(SimpleTestCase):
    def test_what_people_write_is_understood(self):
        for text, meant in MEANT.items():
            found = moment_in(text, NOW)
            self.assertEqual(found and f"{found:%m-%d %H:%M}", meant, text)

    def test_what_is_not_understood_whole_or_lies_behind_is_nothing(self):
        for text in NOTHING:
            self.assertIsNone(moment_in(text, NOW), text)

    def test_a_day_begins_as_one_is_told(self):
        def opens(day: date) -> time:
            return time(10) if day.weekday() < 5 else time(11)

        found = moment_in("내일 아침", NOW, opens=opens)
        self.assertEqual(found and found.hour, 10)

    @given(st.text(alphabet="0123456789시분일월오전후내다음주뒤:/.- aminpt", max_size=30))
    def test_no_text_breaks_it_and_none_means_the_past(self, text):
        found = moment_in(text, NOW)
        self.assertTrue(found is None or found > NOW)
