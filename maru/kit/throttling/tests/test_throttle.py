from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from maru.kit.throttling.models import WrongGuess
from maru.kit.throttling.throttle import Throttle, forget_old_guesses, place

BRAKE = Throttle("test", limit=3, window=timedelta(minutes=15))


class ThrottleTests(TestCase):
    def guess(self, address, *secrets):
        for secret in secrets:
            BRAKE.count(address, secret)

    def test_so_many_different_guesses_and_no_more(self):
        self.guess("192.0.2.1", "a", "b")
        self.assertEqual(BRAKE.wait("192.0.2.1"), 0)
        self.guess("192.0.2.1", "c")
        self.assertTrue(890 <= BRAKE.wait("192.0.2.1") <= 900)
        self.assertEqual(BRAKE.wait("192.0.2.2"), 0)

    def test_one_secret_repeated_is_one_guess(self):
        self.guess("192.0.2.1", *["a"] * 10)
        self.assertEqual(BRAKE.wait("192.0.2.1"), 0)

    def test_it_ends_when_the_window_has_passed(self):
        self.guess("192.0.2.1", "a", "b", "c")
        WrongGuess.objects.update(at=timezone.now() - timedelta(minutes=14, seconds=50))
        self.assertTrue(1 <= BRAKE.wait("192.0.2.1") <= 10)
        WrongGuess.objects.update(at=timezone.now() - timedelta(minutes=16))
        self.assertEqual(BRAKE.wait("192.0.2.1"), 0)

    def test_an_ipv6_client_is_one_place_whatever_address_it_takes(self):
        self.assertEqual(place("2001:db8:1:2::1"), place("2001:db8:1:2:ffff::9"))
        self.assertNotEqual(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"))
        self.assertEqual(place("::ffff:192.0.2.1"), "192.0.2.1")

    def test_no_secret_is_kept_and_old_guesses_go(self):
        self.guess("192.0.2.1", "almost-the-password")
        self.assertNotIn("almost", str(WrongGuess.objects.values().get()))
        WrongGuess.objects.update(at=timezone.now() - timedelta(days=2))
        forget_old_guesses()
        self.assertFalse(WrongGuess.objects.exists())
