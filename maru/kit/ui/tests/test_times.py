from datetime import UTC, datetime, timedelta

from django.test import SimpleTestCase, override_settings
from django.utils import timezone, translation

from maru.kit.ui import times

NOW = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)  # 10:42 in Seoul


@override_settings(USE_TZ=True)
class TimesTests(SimpleTestCase):
    def setUp(self):
        self.enterContext(timezone.override("Asia/Seoul"))
        self.enterContext(translation.override("en"))

    def relative(self, **back):
        return times.relative(NOW - timedelta(**back), NOW)

    def test_relative_goes_from_minutes_to_hours(self):
        self.assertEqual(self.relative(seconds=20), "just now")
        self.assertEqual(self.relative(minutes=1), "1 minute ago")
        self.assertEqual(self.relative(minutes=59), "59 minutes ago")
        self.assertEqual(self.relative(hours=23), "23 hours ago")

    def test_days_are_those_of_the_calendar(self):
        self.assertEqual(self.relative(hours=34), "yesterday")
        self.assertEqual(self.relative(hours=35), "2 days ago")

    def test_future_is_told_too(self):
        self.assertEqual(self.relative(minutes=-5), "in 5 minutes")
        self.assertEqual(self.relative(hours=-25), "tomorrow")

    def test_old_gives_the_date(self):
        self.assertEqual(self.relative(days=8), "Nov 12")
        self.assertEqual(self.relative(days=365), "Nov 20, 2025")

    def test_list_shows_the_hour_of_the_reader(self):
        self.assertEqual(times.clock(NOW, NOW), "10:42")

    def test_korean_date_is_short(self):
        with translation.override("ko"):
            self.assertEqual(times.day(NOW - timedelta(days=8), NOW), "11.12.")
            self.assertEqual(times.spoken(NOW, NOW), "오전 10:42")
            self.assertEqual(times.exact(NOW), "2026년 11월 20일 (금) 오전 10:42")
