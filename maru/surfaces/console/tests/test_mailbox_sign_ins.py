"""Signing in at Google and Microsoft for a mailbox: there and back, and all that can go wrong."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.utils import timezone

from maru.extensions.email.models import Mailbox, MailboxSignIn, ProviderApp
from maru.extensions.email.oauth.access import access_token, forget
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.extensions.email.tests.oauth_provider import oauth_provider, one_each
from maru.extensions.email.tests.token_server import CLIENT, SECRET
from maru.staff.alarms.watching import watch
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase

BACK = "http://testserver/console/mailboxes/signed-in/"


class SignInCase(DovecotCase, SupportTestCase):
    kind = "google"

    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(oauth_provider(cls.kind))
        cls.introspection = cls.provider.tokens.url
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.enterContext(self.settings(PUBLIC_URL="http://testserver"))
        provider = self.provider
        provider.redirects, provider.needs_admin, provider.is_away = {BACK}, False, False
        provider.gives_no_refresh_token = False
        provider.tokens.rotates, provider.tokens.lasts = False, 3600
        self.app = ProviderApp(provider=self.kind, client_id=CLIENT, server=self.provider.url)
        self.app.client_secret = SECRET
        self.app.save()
        self.client.force_login(self.sora)

    def leave(self, mailbox: Mailbox | None = None, **changes) -> dict[str, str]:
        """Press the button; return what the provider is asked."""
        given = {
            "app": self.kind, "address": self.user, "brand": self.onnuri.pk, "provider": "other",
            "host": "127.0.0.1", "port": self.dovecot.port, "security": "none",
            "sign_in_by": "password", "folder_names": "INBOX", "after_reading": "seen",
            "begin_with": "unread", "interval": 60, "is_active": "on",
        }  # fmt: skip
        place = f"{mailbox.pk}" if mailbox else "new"
        page = self.client.post(f"/console/mailboxes/{place}/sign-in/", {**given, **changes})
        self.page = page
        if page.status_code != 200:
            return {}
        there = re.search(r'content="0;url=([^"]+)"', page.content.decode())[1]
        return one_each(urlsplit(html.unescape(there)).query)

    def come_back(self, asked: dict[str, str], answer: str = "allow", account: str = ""):
        """The member decides at the provider; return the page that they end on."""
        self.assertEqual(self.provider.look(asked), "")
        self.place = self.provider.decide(asked, account or self.user, answer)
        return self.client.get(self.place.removeprefix("http://testserver"), follow=True)


class GoogleTests(SignInCase):
    def test_the_mailbox_is_connected_and_read_without_a_secret_on_any_page(self):
        self.dovecot.deliver(self.user, mails(2))
        page = self.come_back(self.leave())
        self.assertContains(page, "연결했습니다")
        mailbox = Mailbox.objects.get()
        self.assertEqual((mailbox.sign_in_by, mailbox.app), ("oauth2", self.app))
        self.assertEqual(self.read(mailbox), 2)
        page = self.client.get(f"/console/mailboxes/{mailbox.pk}/").content.decode()
        for secret in (SECRET, mailbox.refresh_token):
            self.assertNotIn(secret, page)
        signed_in = Event.of(mailbox).get(verb="mailbox.signed_in")
        self.assertEqual(signed_in.after, {"provider": "google", "account": self.user})

    def test_google_is_asked_for_mail_for_good_and_for_the_right_account(self):
        asked = self.leave()
        self.assertIn("https://mail.google.com/", asked["scope"].split())
        self.assertEqual((asked["access_type"], asked["prompt"]), ("offline", "consent"))
        self.assertEqual(asked["login_hint"], self.user)
        self.assertEqual(asked["redirect_uri"], BACK)

    def test_a_refusal_is_told_on_the_page_that_still_has_the_answers(self):
        page = self.come_back(self.leave(folder_names="INBOX, 주문"), "deny")
        self.assertContains(page, "허락하지 않아")
        self.assertContains(page, "INBOX, 주문")
        self.assertContains(page, self.user)
        self.assertFalse(Mailbox.objects.exists())

    def test_what_the_provider_does_not_give_has_words(self):
        for words, changes in [
            ("한 시간만", {"gives_no_refresh_token": True}),
            ("관리자가 먼저", {"needs_admin": True}),
            ("물어볼 수 없", {"is_away": True}),
        ]:
            for name, value in changes.items():
                setattr(self.provider, name, value)
            self.assertContains(self.come_back(self.leave()), words)
            for name in changes:
                setattr(self.provider, name, False)
        self.app.client_secret = "옛 비밀"
        self.app.save()
        self.assertContains(self.come_back(self.leave()), "클라이언트 비밀 값을 알지 못합니다")
        self.assertFalse(Mailbox.objects.exists())

    def test_another_account_is_named_and_not_kept(self):
        page = self.come_back(self.leave(), account="someone@else.example")
        self.assertContains(page, "다른 계정으로 로그인")
        self.assertContains(page, f"someone@else.example ≠ {self.user}")
        self.assertFalse(Mailbox.objects.exists())

    def test_another_account_does_not_push_out_the_right_one(self):
        self.come_back(self.leave())
        mailbox = Mailbox.objects.get()
        page = self.come_back(self.leave(mailbox), account="someone@else.example")
        self.assertContains(page, "다른 계정으로 로그인")
        kept = Mailbox.objects.get()
        self.assertEqual(kept.refresh_token, mailbox.refresh_token)

    def test_a_second_click_or_a_reload_changes_nothing(self):
        first, second = self.leave(), self.leave()
        self.assertNotEqual(first["state"], second["state"])
        self.come_back(first)
        page = self.client.get(self.place.removeprefix("http://testserver"), follow=True)
        place = f"/console/mailboxes/{Mailbox.objects.get().pk}/"
        self.assertRedirects(page, place)
        self.assertNotContains(page, "notice--bad")
        # The other one is for an address that has its mailbox now.
        self.assertContains(self.come_back(second), "이미 연결한 계정이 있습니다")

    def test_a_sign_in_is_of_one_member_in_one_browser_for_half_an_hour(self):
        asked = self.leave()
        place = self.provider.decide(asked, self.user, "allow").removeprefix("http://testserver")
        other = Client()
        other.force_login(self.sora)
        self.assertContains(other.get(place), "이 브라우저에서", status_code=422)
        state = parse_qs(urlsplit(place).query)["state"][0]
        forged = place.replace(state, state[:-1] + ("y" if state.endswith("x") else "x"))
        self.assertContains(self.client.get(forged), "이 브라우저에서", status_code=422)
        MailboxSignIn.objects.update(created_at=timezone.now() - timedelta(minutes=31))
        self.assertContains(self.client.get(place, follow=True), "더는 받지 않습니다")
        self.assertFalse(Mailbox.objects.exists())

    def test_a_stolen_code_is_worth_nothing_without_the_verifier(self):
        mine, theirs = self.leave(), self.leave()
        stolen = one_each(urlsplit(self.provider.decide(theirs, self.user, "allow")).query)["code"]
        place = f"/console/mailboxes/signed-in/?code={stolen}&state={mine['state']}"
        self.assertContains(self.client.get(place, follow=True), "더는 받지 않습니다")
        self.assertFalse(Mailbox.objects.exists())

    def test_answers_are_looked_at_before_anybody_is_sent_away(self):
        self.leave(address="no address")
        self.assertEqual(self.page.status_code, 422)
        self.leave(folder_names="INBOX", after_reading="move")
        self.assertContains(self.page, "어느 폴더로", status_code=422)

    def test_who_came_by_another_name_of_the_machine_is_told_the_right_one(self):
        with self.settings(PUBLIC_URL="https://desk.onnuri.example"):
            headers = {"origin": "http://testserver"}
            page = self.client.post(
                "/console/mailboxes/new/sign-in/",
                {"app": "google", "address": self.user, "brand": self.onnuri.pk,
                 "security": "tls", "sign_in_by": "password", "folder_names": "INBOX",
                 "after_reading": "seen", "begin_with": "new", "interval": 60},
                headers=headers,
            )  # fmt: skip
        self.assertContains(page, "https://desk.onnuri.example", status_code=422)

    def test_a_folder_that_is_missing_is_told_and_the_sign_in_kept(self):
        page = self.come_back(self.leave(folder_names="없는 폴더"))
        self.assertContains(page, "이런 폴더가 없습니다")
        self.assertTrue(Mailbox.objects.get().refresh_token)

    def test_a_permission_taken_back_is_an_alarm_and_a_button(self):
        self.come_back(self.leave())
        mailbox = Mailbox.objects.get()
        self.provider.revoke()
        Mailbox.objects.update(trouble="grant", succeeded_at=timezone.now() - timedelta(minutes=10))
        page = self.client.get(f"/console/mailboxes/{mailbox.pk}/")
        self.assertContains(page, "다시 로그인하세요")
        self.assertContains(page, "Google에 다시 로그인")
        watch()
        self.assertContains(self.client.get("/console/alarms/"), self.user)
        self.come_back(self.leave(mailbox))
        self.assertEqual(Mailbox.objects.get().trouble, "")
        self.read(Mailbox.objects.get())

    def test_a_sign_in_is_told_to_no_other_server(self):
        self.come_back(self.leave())
        mailbox = Mailbox.objects.get()
        given = {
            "host": "localhost", "port": self.dovecot.port, "security": "none", "user": self.user,
            "sign_in_by": "oauth2", "folder_names": "INBOX", "after_reading": "seen",
            "interval": 60, "is_active": "on",
        }  # fmt: skip
        page = self.client.post(f"/console/mailboxes/{mailbox.pk}/", given)
        self.assertContains(page, "서버가 다릅니다", status_code=422)
        page = self.client.post(f"/console/mailboxes/{mailbox.pk}/", given | {"host": "127.0.0.1"})
        self.assertEqual(page.status_code, 302)


class MicrosoftTests(SignInCase):
    kind = "microsoft"

    def test_the_mailbox_is_read_and_a_new_refresh_token_kept(self):
        self.provider.tokens.rotates, self.provider.tokens.lasts = True, 1
        self.dovecot.deliver(self.user, mails(1))
        asked = self.leave()
        self.assertIn("offline_access", asked["scope"].split())
        self.assertContains(self.come_back(asked), "연결했습니다")
        mailbox = Mailbox.objects.get()
        first = mailbox.refresh_token
        self.assertEqual(self.read(mailbox), 1)
        self.assertNotEqual(Mailbox.objects.get().refresh_token, "")
        forget(mailbox)
        self.assertEqual(self.read(mailbox), 0)
        self.assertNotEqual(Mailbox.objects.get().refresh_token, first)
        self.assertIn(Mailbox.objects.get().refresh_token, self.provider.tokens.grants)

    def test_a_token_that_came_meanwhile_is_not_written_over(self):
        self.provider.tokens.rotates = True
        self.come_back(self.leave())
        stale = Mailbox.objects.get()
        anew = Mailbox.objects.get()
        anew.refresh_token = "given anew"
        anew.save()
        forget(stale)
        access_token(stale)
        self.assertEqual(Mailbox.objects.get().refresh_token, "given anew")

    def test_a_refusal_gives_microsofts_own_words_too(self):
        self.assertContains(self.come_back(self.leave(), "deny"), "AADSTS65004")


class ProviderAppTests(SupportTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.sora)

    def save(self, provider: str = "microsoft", **changes):
        given = {"client_id": "abc-123", "client_secret": "s3cret-value"}
        return self.client.post(f"/console/provider-apps/{provider}/", given | changes)

    def test_it_is_kept_once_for_all_and_the_secret_never_comes_out(self):
        self.assertEqual(self.save(tenant="contoso.onmicrosoft.com").status_code, 302)
        app = ProviderApp.objects.get()
        self.assertEqual(
            (app.client_secret, app.tenant), ("s3cret-value", "contoso.onmicrosoft.com")
        )
        self.assertIn("/contoso.onmicrosoft.com/", app.token_url)
        page = self.client.get("/console/provider-apps/microsoft/")
        self.assertNotContains(page, "s3cret-value")
        self.assertContains(page, "/console/mailboxes/signed-in/")
        self.assertEqual(Event.of(app).get().after["client_secret"], "***")
        self.assertEqual(self.save(client_secret="").status_code, 302)

    def test_another_client_wants_its_own_secret_and_new_sign_ins(self):
        self.save()
        mailbox = Mailbox(channel=self.mailbox, host="h.example", app=ProviderApp.objects.get())
        mailbox.sign_in_by, mailbox.refresh_token = "oauth2", "old"
        mailbox.save()
        page = self.save(client_id="another", client_secret="")
        self.assertEqual(page.status_code, 422)
        self.assertEqual(self.save(client_id="another", client_secret="new").status_code, 302)
        mailbox.refresh_from_db()
        self.assertTrue(mailbox.wants_sign_in)

    def test_bad_answers_have_words(self):
        for changes in [
            {"client_id": "two words"}, {"client_secret": ""}, {"tenant": "a/b"},
            {"server": "http://login.example"}, {"server": "https://login.example/path"},
        ]:  # fmt: skip
            self.assertEqual(self.save(**changes).status_code, 422, changes)
        self.assertEqual(self.client.get("/console/provider-apps/yahoo/").status_code, 404)
