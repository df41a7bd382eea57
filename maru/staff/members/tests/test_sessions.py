"""S16: sessions cannot be planted, kept or forged."""

import json
import os
import subprocess
import sys

from django.conf import settings
from django.test import Client, override_settings

from maru.staff.members.roles import Role
from maru.staff.members.tests.cast import PASSWORD, StaffTestCase
from maru.staff.members.tests.test_sign_in import sign_in

NEW = "아침마다 마루를 닦습니다"


class SessionTests(StaffTestCase):
    def test_a_planted_session_key_is_not_kept(self):
        self.client.cookies[settings.SESSION_COOKIE_NAME] = "planted"
        sign_in(self.client, self.jisu.email)
        key = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.assertNotEqual(key, "planted")
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = "planted"
        self.assertEqual(thief.get("/profile/").status_code, 302)

    def test_signing_in_changes_the_key_of_an_existing_session(self):
        sign_in(self.client, self.eve.email)
        before = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.client.post("/sign-out/")
        sign_in(self.client, self.jisu.email)
        self.assertNotEqual(self.client.cookies[settings.SESSION_COOKIE_NAME].value, before)

    def test_a_new_password_changes_the_key_and_ends_every_other_session(self):
        elsewhere = Client()
        sign_in(self.client, self.jisu.email)
        sign_in(elsewhere, self.jisu.email)
        before = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.client.post("/profile/password/", {"old": PASSWORD, "new": NEW})
        self.assertNotEqual(self.client.cookies[settings.SESSION_COOKIE_NAME].value, before)
        self.assertEqual(self.client.get("/profile/").status_code, 200)
        self.assertEqual(elsewhere.get("/profile/").status_code, 302)
        stolen = Client()
        stolen.cookies[settings.SESSION_COOKIE_NAME] = before
        self.assertEqual(stolen.get("/profile/").status_code, 302)

    def test_a_password_is_changed_with_the_old_one_only(self):
        sign_in(self.client, self.jisu.email)
        answer = self.client.post("/profile/password/", {"old": "wrong", "new": NEW})
        self.assertEqual(answer.status_code, 422)
        self.client.post("/profile/password/", {"new": NEW})
        self.jisu.refresh_from_db()
        self.assertTrue(self.jisu.check_password(PASSWORD))

    def test_deactivating_ends_every_session_at_once(self):
        sign_in(self.client, self.jisu.email)
        self.jisu.deactivate(by=self.sora)
        self.assertEqual(self.client.get("/profile/").status_code, 302)

    def test_who_is_let_in_again_signs_in_anew(self):
        sign_in(self.client, self.jisu.email)
        self.jisu.deactivate(by=self.sora)
        self.jisu.reactivate(by=self.sora)
        self.assertEqual(self.client.get("/profile/").status_code, 302)

    def test_another_role_ends_every_session(self):
        sign_in(self.client, self.jisu.email)
        theirs = {"brands": self.jisu.brands.all(), "teams": self.jisu.teams.all()}
        now = {"name": "최지수", "email": self.jisu.email, "role": self.jisu.role, **theirs}
        self.jisu.revise(by=self.sora, **now)
        self.assertEqual(self.client.get("/profile/").status_code, 200)
        self.jisu.revise(by=self.sora, **{**now, "role": Role.SENIOR})
        self.assertEqual(self.client.get("/profile/").status_code, 302)

    def test_the_cookie_is_for_http_and_this_site_only(self):
        answer = sign_in(self.client, self.jisu.email)
        cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
        self.assertTrue(cookie["httponly"])
        self.assertEqual(cookie["samesite"], "Lax")
        self.assertEqual(cookie["domain"], "")

    def test_a_form_of_another_site_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.jisu)
        self.assertEqual(client.post("/sign-out/").status_code, 403)


class HttpsTests(StaffTestCase):
    def test_under_https_cookies_are_secure_and_bound_to_the_host(self):
        names = ["SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME",
                 "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]  # fmt: skip
        program = (
            "import json\nfrom maru.project import settings as s\n"
            f"print(json.dumps([getattr(s, name) for name in {names}]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "MARU_URL": "https://desk.example.com"},
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        expected = ["__Host-maru_session", True, "__Host-maru_csrf", True, 31_536_000]
        self.assertEqual(json.loads(done.stdout), expected)


class ForwardedTests(StaffTestCase):
    def addresses_counted(self, **headers: str) -> set[str]:
        from axes.models import AccessAttempt

        sign_in(Client(), self.jisu.email, "wrong", **headers)
        return set(AccessAttempt.objects.values_list("ip_address", flat=True))

    def test_a_forwarded_address_is_anybodys_claim(self):
        counted = self.addresses_counted(
            REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR="198.51.100.1",
            HTTP_CF_CONNECTING_IP="198.51.100.2", HTTP_X_REAL_IP="198.51.100.3",
        )  # fmt: skip
        self.assertEqual(counted, {"203.0.113.5"})

    @override_settings(TRUSTED_PROXIES=["203.0.113.0/24"])
    def test_a_trusted_proxy_is_believed_for_the_last_hop(self):
        counted = self.addresses_counted(
            REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR="10.9.9.9, 198.51.100.1"
        )
        self.assertEqual(counted, {"198.51.100.1"})

    def test_a_user_named_in_a_header_is_nobody(self):
        for header in ["HTTP_X_REMOTE_USER", "HTTP_REMOTE_USER", "HTTP_X_FORWARDED_USER"]:
            answer = self.client.get("/profile/", **{header: self.sora.email})
            self.assertEqual(answer.status_code, 302)
