"""What a push service and a browser make of our messages."""

from datetime import timedelta
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import ec
from django.test import TestCase, override_settings

from maru.kit.webpush.key import PushKey
from maru.kit.webpush.pushing import (
    LARGEST,
    Gone,
    PushMessage,
    Refused,
    TryLater,
    encrypted,
    push,
)
from maru.kit.webpush.subscription import NotASubscription, Subscription
from maru.kit.webpush.tests.push_service import Browser, bytes_of, push_service, text_of

CONTACT = "mailto:desk@onnuri.example"


def message(body: bytes = '{"title": "안녕"}'.encode()) -> PushMessage:
    return PushMessage(body, "t1", keep=timedelta(hours=1))


@override_settings(FETCH_ALLOW=["127.0.0.1/32"])
class PushingTests(TestCase):
    def setUp(self):
        self.service = self.enterContext(push_service())
        self.browser = self.service.subscribe(PushKey.ours().public)

    def push(self, sent: PushMessage | None = None, to: Browser | None = None) -> None:
        subscription = Subscription.read((to or self.browser).as_json())
        push(sent or message(), subscription, key=PushKey.ours(), contact=CONTACT)

    def test_the_browser_reads_what_was_said(self):
        self.push()
        (came,) = self.browser.came
        self.assertEqual(came.told, {"title": "안녕"})
        self.assertEqual((came.ttl, came.topic, came.urgency), (3600, "t1", "high"))

    def test_the_largest_is_taken_and_a_larger_one_is_not_even_offered(self):
        edge = b'"' + b"x" * (LARGEST - 2) + b'"'
        self.push(message(edge))
        with self.assertRaises(Refused):
            self.push(message(edge + b" "))
        self.assertEqual(self.service.asked, 1)

    def test_each_answer_says_what_to_do(self):
        for status in (404, 410):
            self.service.faults = [status]
            with self.assertRaises(Gone):
                self.push()
        for status in (400, 401, 403, 413, 301):
            self.service.faults = [status]
            with self.assertRaises(Refused):
                self.push()
        for status in (408, 500, 503):
            self.service.faults = [status]
            with self.assertRaises(TryLater) as caught:
                self.push()
            self.assertIsNone(caught.exception.pause)

    def test_how_long_the_service_wants_to_be_left_alone_is_heard(self):
        for said, pause in (("120", 120), ("999999999999", 86_400), ("soon", None)):
            self.service.faults = [(429, {"Retry-After": said})]
            with self.assertRaises(TryLater) as caught:
                self.push()
            self.assertEqual(caught.exception.pause, pause and timedelta(seconds=pause))

    def test_a_service_that_hangs_up_or_is_away_is_asked_again(self):
        self.service.faults = ["drop"]
        with self.assertRaises(TryLater):
            self.push()
        away = Browser("http://127.0.0.1:9/push", PushKey.ours().public)
        with self.assertRaises(TryLater):
            self.push(to=away)

    def test_one_subscribed_for_another_key_is_refused(self):
        stranger = ec.generate_private_key(ec.SECP256R1())
        other = Browser("", "")
        other.key = stranger
        with self.assertRaises(Refused):
            self.push(to=self.service.subscribe(text_of(other.public)))


class EndpointTests(TestCase):
    def test_no_endpoint_inside_is_kept_or_connected_to(self):
        for endpoint in (
            "https://127.0.0.1/push", "https://169.254.169.254/latest", "https://[::1]/",
            "http://8.8.8.8/push", "https://10.0.0.1:6379/", "file:///etc/passwd", "https://",
            "https://user:pass@8.8.8.8/", "https://2130706433/", "https://[::ffff:127.0.0.1]/",
        ):  # fmt: skip
            given = Browser(endpoint, "")
            with self.subTest(endpoint), self.assertRaises(NotASubscription):
                Subscription.read(given.as_json())
            kept = Subscription(endpoint, text_of(given.public), text_of(given.auth))
            with (
                self.subTest(endpoint),
                patch("maru.kit.http.posting.PinnedConnection", side_effect=AssertionError),
                self.assertRaises((TryLater, Refused)),
            ):
                push(message(), kept, key=PushKey.ours(), contact=CONTACT)

    def test_what_is_no_subscription_is_none(self):
        good = Browser("https://8.8.8.8/x", "")
        self.assertEqual(Subscription.read(good.as_json()).endpoint, "https://8.8.8.8/x")
        for text in (
            "", "[]", "{}", "null", '"x"', '{"endpoint": "https://8.8.8.8/", "keys": {}}',
            good.as_json().replace(text_of(good.auth), "AAAA"),
            good.as_json().replace(text_of(good.public), text_of(b"\4" + b"\1" * 64)),
            good.as_json().replace("8.8.8.8/x", "8.8.8.8/" + "x" * 3000),
        ):  # fmt: skip
            with self.subTest(text[:60]), self.assertRaises(NotASubscription):
                Subscription.read(text)


class EncryptingTests(TestCase):
    def test_the_example_of_the_standard_is_decrypted_by_our_browser(self):
        """RFC 8291, section 5: so that the fake is none of our own making."""
        browser = Browser("", "")
        number = int.from_bytes(bytes_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
        browser.key = ec.derive_private_key(number, ec.SECP256R1())
        browser.auth = bytes_of("BTBZMqHH6r4Tts7J_aSIgg")
        body = bytes_of(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
            "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
            "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        )
        self.assertEqual(browser.decrypt(body), b"When I grow up, I want to be a watermelon")

    def test_nothing_is_encrypted_the_same_way_twice(self):
        browser = Browser("https://8.8.8.8/", "")
        to = Subscription.read(browser.as_json())
        one, two = encrypted(b"x", to), encrypted(b"x", to)
        self.assertNotEqual(one, two)
        self.assertEqual((browser.decrypt(one), browser.decrypt(two)), (b"x", b"x"))


class KeyTests(TestCase):
    def test_it_is_made_once_and_kept_sealed(self):
        key = PushKey.ours()
        self.assertEqual(PushKey.ours().public, key.public)
        self.assertEqual(len(bytes_of(key.public)), 65)
        self.assertNotIn(key.private, key.sealed_private)

    def test_another_secret_key_makes_another_one(self):
        before = PushKey.ours().public
        with override_settings(SECRET_KEY="another"):
            self.assertNotEqual(PushKey.ours().public, before)
        self.assertEqual(PushKey.objects.count(), 1)
