from maru.extensions.email.models import Hook
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class HookPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.path = f"/console/addresses/{self.mailbox.pk}/hook/"

    def test_the_addresses_are_made_shown_and_removed_and_the_key_stays(self):
        given = {"provider": "mailgun", "key": "key-0123"}
        self.assertEqual(self.client.post(self.path, given).status_code, 302)
        hook = Hook.objects.get()
        page = self.client.get(self.path)
        self.assertContains(page, hook.mail_url)
        self.assertContains(page, hook.events_url)
        self.assertNotContains(page, "key-0123")
        self.assertEqual(Event.of(hook).get().after["key"], "***")
        self.client.post(self.path, {"provider": "mailgun", "key": ""})
        self.assertEqual(Hook.objects.get().key, "key-0123")
        self.assertEqual(Hook.objects.get().mail_url, hook.mail_url)
        self.client.delete(self.path)
        self.assertFalse(Hook.objects.exists())

    def test_mailgun_without_its_key_is_refused(self):
        self.assertEqual(self.client.post(self.path, {"provider": "mailgun"}).status_code, 422)
        self.assertEqual(self.client.post(self.path, {"provider": "postmark"}).status_code, 302)

    def test_a_key_of_another_provider_or_none_is_refused_in_words(self):
        for provider, key, words in [
            ("ses", "", "위조"),
            ("ses", "1234", "12자리"),
            ("ses", "１２３４５６７８９０１２", "12자리"),
            ("sendgrid", "SG.abc", "MFkw"),
            ("sendgrid", "TUZrdw==", "MFkw"),
        ]:
            with self.subTest(provider=provider, key=key):
                page = self.client.post(self.path, {"provider": provider, "key": key})
                self.assertContains(page, words, status_code=422)
        self.client.post(self.path, {"provider": "mailgun", "key": "key-0123"})
        page = self.client.post(self.path, {"provider": "ses", "key": ""})  # another's key
        self.assertEqual(page.status_code, 422)
        self.client.post(self.path, {"provider": "ses", "key": "1234-5678-9012"})
        self.assertEqual(Hook.objects.get().key, "123456789012")
        self.assertContains(self.client.get(self.path), "Base64")

    def test_what_was_wrong_is_told(self):
        self.client.post(self.path, {"provider": "postmark"})
        Hook.objects.get().note_trouble("no_raw")
        self.assertContains(self.client.get(self.path), "원본 없이")

    def test_new_addresses_are_made_and_the_old_ones_are_told_and_ended(self):
        self.client.post(self.path, {"provider": "mailgun", "key": "key-0123"})
        before = Hook.objects.get()
        self.assertNotContains(self.client.get(self.path), "옛것 지금 끝내기")
        self.assertEqual(self.client.post(f"{self.path}overlap/").status_code, 204)
        self.client.post(self.path, {"provider": "mailgun", "key": "key-4567"})
        page = self.client.get(self.path)
        self.assertContains(page, Hook.objects.get().mail_url)
        self.assertNotContains(page, before.mail_url)
        self.assertContains(page, "옛 주소를 받는 기한")
        self.assertContains(page, "옛 값을 받는 기한")
        self.assertEqual(Hook.objects.get().keys, ["key-4567", "key-0123"])
        self.assertEqual(self.client.delete(f"{self.path}overlap/").status_code, 204)
        self.assertNotContains(self.client.get(self.path), "옛것 지금 끝내기")
        self.assertEqual(Hook.objects.get().keys, ["key-4567"])
        verbs = set(Event.of(before).values_list("verb", flat=True))
        self.assertLessEqual({"hook.renewed", "hook.overlap_ended"}, verbs)
