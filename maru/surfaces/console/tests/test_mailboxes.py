from datetime import timedelta

from django.utils import timezone

from maru.extensions.email.models import Mailbox, Relay
from maru.extensions.email.tests.dovecot import PASSWORD
from maru.extensions.email.tests.mailboxes import DovecotCase
from maru.records.channels.models import Channel
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class MailboxPageTests(DovecotCase, SupportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.sora)

    def save(self, path: str = "new/", **changes: object):
        given = {
            "address": "help@onnuri.example", "brand": self.onnuri.pk, "provider": "other",
            "host": "127.0.0.1", "port": self.dovecot.port, "security": "none",
            "sign_in_by": "password", "user": self.user, "password": PASSWORD,
            "folder_names": "INBOX", "after_reading": "seen", "begin_with": "new",
            "interval": 60, "is_active": "on",
        }  # fmt: skip
        return self.client.post(f"/console/mailboxes/{path}", {**given, **changes})

    def test_it_is_saved_once_it_works_and_the_password_never_comes_out(self):
        self.assertEqual(self.save().status_code, 302)
        mailbox = Mailbox.objects.get()
        self.assertEqual((mailbox.password, mailbox.folders), (PASSWORD, ["INBOX"]))
        self.assertTrue(Channel.objects.filter(address="help@onnuri.example").exists())
        page = self.client.get(f"/console/mailboxes/{mailbox.pk}/")
        self.assertNotContains(page, PASSWORD)
        self.assertEqual(Event.of(mailbox).get().after["password"], "***")
        self.assertContains(self.client.get("/console/mailboxes/"), "help@onnuri.example")

    def test_what_does_not_work_is_refused_in_words(self):
        for words, changes in [
            ("비밀번호를 받지 않습니다", {"password": "틀린열쇠"}),
            ("이런 폴더가 없습니다", {"folder_names": "없는 폴더"}),
            ("옮길 폴더가 서버에 없습니다", {"after_reading": "move", "move_to": "없음"}),
            ("응답하지 않습니다", {"port": 1}),
            ("찾을 수 없습니다", {"host": "no-such-host.invalid"}),
        ]:
            self.assertContains(self.save(**changes), words, status_code=422)
        with self.settings(MAIL_ALLOW=[]):
            self.assertContains(self.save(), "MARU_MAIL_ALLOW", status_code=422)
        self.assertFalse(Mailbox.objects.exists())

    def test_a_kept_password_is_told_to_no_other_server(self):
        self.save()
        path = f"{Mailbox.objects.get().pk}/"
        self.assertEqual(self.save(path, password="").status_code, 302)
        answer = self.save(path, password="", host="localhost")
        self.assertContains(answer, "다시 입력", status_code=422)

    def test_the_connection_is_tested_as_it_is_saved(self):
        self.save()
        mailbox = Mailbox.objects.get()
        path = f"/console/mailboxes/{mailbox.pk}/trial/"
        self.assertContains(self.client.post(path), "잘 됩니다")
        mailbox.password = "틀린열쇠"
        mailbox.save()
        self.assertContains(self.client.post(path), "받지 않습니다")

    def test_the_provider_is_found_by_the_address(self):
        form = self.save(address="onnuri@naver.com", provider="", host="", is_active="")
        self.assertEqual(form.status_code, 302)
        self.assertEqual(Mailbox.objects.get().host, "imap.naver.com")

    def test_one_whose_address_takes_no_mail_says_so_and_not_that_it_is_late(self):
        self.save()
        Mailbox.objects.update(created_at=timezone.now() - timedelta(days=1), succeeded_at=None)
        self.assertContains(self.client.get("/console/mailboxes/"), "한동안 읽지 못함")
        Channel.objects.update(is_active=False)
        page = self.client.get("/console/mailboxes/")
        self.assertContains(page, "메일 안 받음")
        self.assertNotContains(page, "한동안 읽지 못함")

    def test_trouble_is_told_in_the_list(self):
        self.save()
        Mailbox.objects.update(trouble="app_password")
        self.assertContains(self.client.get("/console/mailboxes/"), "앱 비밀번호")


class MailboxRemovalTests(DovecotCase, SupportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.sora)
        self.kept = self.connect()
        self.path = f"/console/mailboxes/{self.kept.pk}/removal/"

    def test_it_is_removed_after_a_page_that_says_what_goes_and_what_stays(self):
        self.assertContains(self.client.get(f"/console/mailboxes/{self.kept.pk}/"), self.path)
        page = self.client.get(self.path)
        self.assertContains(page, "없어지는 것")
        self.assertContains(page, "남는 것")
        self.assertTrue(Mailbox.objects.exists())
        answer = self.client.post(self.path, follow=True)
        self.assertContains(answer, f"{self.mailbox.address}의 연결을 없앴습니다")
        self.assertFalse(Mailbox.objects.exists())
        event = Event.objects.get(verb="mailbox.removed")
        self.assertEqual(event.actor_name, self.sora.name)

    def test_a_second_click_and_another_tab_are_told(self):
        self.client.post(self.path)
        for answer in (
            self.client.post(self.path),
            self.client.get(self.path),
            self.client.get(f"/console/mailboxes/{self.kept.pk}/"),
            self.client.post(f"/console/mailboxes/{self.kept.pk}/", {"interval": 60}),
        ):
            self.assertContains(answer, "연결되어 있지 않습니다", status_code=404)
        self.assertEqual(Event.objects.filter(verb="mailbox.removed").count(), 1)

    def test_what_is_in_the_way_is_said_with_a_way_to_it(self):
        Relay.objects.create(channel=self.mailbox, host="smtp.example", as_mailbox=True)
        self.assertContains(self.client.get(self.path), "보내는 서버를 먼저")
        refused = self.client.post(self.path)
        self.assertContains(
            refused, f"/console/addresses/{self.mailbox.pk}/relay/", status_code=409
        )
        self.assertTrue(Mailbox.objects.exists())

    def test_an_agent_removes_none(self):
        self.client.force_login(self.jisu)
        self.assertIn(self.client.post(self.path).status_code, {403, 404})
        self.assertTrue(Mailbox.objects.exists())
