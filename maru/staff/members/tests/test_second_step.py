"""S15, S16: the second step of signing in. Passkeys are tried in a real browser (e2e)."""

import time
from datetime import timedelta

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import HASH_SESSION_KEY
from django.core import mail
from django.test import Client
from django.utils import timezone

from maru.staff.company.models import Company
from maru.staff.journal.models import Event
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Member, SignInLink
from maru.staff.members.second_step.resetting import reset_second_step
from maru.staff.members.second_step.state import steps_of
from maru.staff.members.tests.cast import PASSWORD, StaffTestCase
from maru.staff.members.tests.test_sign_in import sign_in

SECRET = "JBSWY3DPEHPK3PXP"
STEP = "/sign-in/second-step/"


def code(steps: int = 0, secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


class AppTests(StaffTestCase):
    def setUp(self) -> None:
        TOTP.activate(self.jisu, SECRET)

    def at_the_step(self, **headers: str) -> Client:
        client = Client(**headers)
        self.assertEqual(sign_in(client, self.jisu.email).headers["Location"], STEP)
        return client

    def test_the_password_alone_does_not_let_in_and_a_code_does(self):
        client = self.at_the_step()
        self.assertFalse(is_in(client))
        self.assertContains(client.get(STEP), 'name="code"')
        client.post(STEP, {"code": code()})
        self.assertTrue(is_in(client))

    def test_a_code_is_good_once_in_every_browser(self):
        now = code()
        first, second = self.at_the_step(), self.at_the_step()
        first.post(STEP, {"code": now})
        second.post(STEP, {"code": now})
        self.assertEqual((is_in(first), is_in(second)), (True, False))

    def test_wrong_old_and_empty_codes_are_refused(self):
        client = self.at_the_step()
        for wrong in ["", "000000", "None", "\x00", code(-3), code(3), SECRET]:
            if wrong not in {code(-1), code(), code(1)}:
                self.assertEqual(client.post(STEP, {"code": wrong}).status_code, 200)
        self.assertFalse(is_in(client))

    def test_codes_are_tried_ten_times_and_then_the_right_one_is_refused_too(self):
        for n in range(10):
            self.at_the_step().post(STEP, {"code": f"x{n}"}, REMOTE_ADDR=f"203.0.113.{n}")
        client = self.at_the_step()
        client.post(STEP, {"code": code()})
        self.assertFalse(is_in(client))
        with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
            client = self.at_the_step()
            client.post(STEP, {"code": code()})
            self.assertTrue(is_in(client))

    def test_a_recovery_code_works_once(self):
        used = RecoveryCodes.activate(self.jisu).generate_codes()[0]
        first, second = self.at_the_step(), self.at_the_step()
        first.post(STEP, {"code": used})
        second.post(STEP, {"code": used})
        self.assertEqual((is_in(first), is_in(second)), (True, False))

    def test_a_sign_in_link_asks_for_the_second_step_too(self):
        client = Client()
        token = SignInLink.issue(self.jisu)
        self.assertEqual(client.post(f"/sign-in/{token}/").headers["Location"], STEP)
        self.assertFalse(is_in(client))
        client.post(STEP, {"code": code()})
        self.assertTrue(is_in(client))

    def test_the_step_without_the_password_before_leads_back(self):
        self.assertEqual(Client().post(STEP, {"code": code()}).headers["Location"], "/sign-in/")

    def test_the_key_changes_when_the_step_is_done(self):
        client = self.at_the_step()
        before = client.session.session_key
        client.post(STEP, {"code": code()})
        self.assertNotEqual(client.session.session_key, before)

    def test_secrets_are_sealed_at_rest(self):
        self.assertNotIn(SECRET, str(Authenticator.objects.values_list("data")))


class SettingUpTests(StaffTestCase):
    def proven(self) -> Client:
        client = Client()
        sign_in(client, self.jisu.email)
        client.post("/profile/proof/", {"password": PASSWORD})
        return client

    def set_up(self, client: Client) -> None:
        page = client.get("/profile/second-step/app/")
        self.assertContains(page, "data:image/svg+xml;base64,")
        secret = client.session["mfa.totp.secret"]
        done = client.post("/profile/second-step/app/", {"code": code(secret=secret)})
        self.assertRedirects(done, "/profile/second-step/codes/", fetch_redirect_response=False)

    def test_setting_up_asks_for_the_password_once_more(self):
        client = Client()
        sign_in(client, self.jisu.email)
        for path in ["/profile/second-step/app/", "/profile/passkeys/new/"]:
            self.assertIn("/profile/proof/", client.get(path).headers["Location"])
        client.post("/profile/proof/", {"password": "wrong"})
        self.assertEqual(client.get("/profile/second-step/app/").status_code, 302)

    def test_recovery_codes_are_shown_once(self):
        client = self.proven()
        self.set_up(client)
        codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
        self.assertContains(client.get("/profile/second-step/codes/"), codes[0])
        self.assertNotContains(client.get("/profile/second-step/codes/"), codes[0])

    def test_who_has_codes_already_is_not_led_to_codes_that_cannot_be_shown(self):
        client = self.proven()
        RecoveryCodes.activate(self.jisu)
        client.get("/profile/second-step/app/")
        secret = client.session["mfa.totp.secret"]
        done = client.post("/profile/second-step/app/", {"code": code(secret=secret)})
        self.assertRedirects(done, "/profile/second-step/", fetch_redirect_response=False)
        self.assertContains(client.get("/profile/second-step/"), "인증 앱을 설정했습니다")

    def test_it_ends_other_sessions_and_is_written_down(self):
        elsewhere = Client()
        sign_in(elsewhere, self.jisu.email)
        client = self.proven()
        with self.captureOnCommitCallbacks(execute=True):
            self.set_up(client)
        self.assertEqual((is_in(client), is_in(elsewhere)), (True, False))
        self.assertTrue(Event.of(self.jisu).filter(verb="member.second_step_added").exists())

    def test_taking_it_away(self):
        client = self.proven()
        self.set_up(client)
        client.post("/profile/second-step/app/removal/")
        self.assertFalse(Authenticator.objects.exists())

    def test_who_has_no_password_keeps_the_last_one(self):
        client = self.proven()
        self.set_up(client)
        self.jisu.set_unusable_password()
        self.jisu.save()
        session = client.session
        session[HASH_SESSION_KEY] = self.jisu.get_session_auth_hash()
        session.save()
        client.post("/profile/second-step/app/removal/")
        self.assertTrue(steps_of(self.jisu).exists())
        self.assertContains(client.get("/profile/second-step/"), "먼저 비밀번호를 정하세요")

    def test_made_up_passkeys_are_refused(self):
        client = self.proven()
        client.get("/profile/passkeys/new/")
        for wrong in ["", "{}", "[]", "null", '{"id": "x", "response": {}}', '{"id": 3}']:
            answer = client.post("/profile/passkeys/new/", {"credential": wrong})
            self.assertEqual(answer.status_code, 422, wrong)
        stranger = Client()
        stranger.get("/sign-in/passkey/", headers={"Accept": "application/json"})
        for wrong in ["", "{}", "[]", "null", '{"response": {"userHandle": "MQ"}}']:
            answer = stranger.post("/sign-in/passkey/", {"credential": wrong})
            self.assertEqual(answer.headers["Location"], "/sign-in/")
        self.assertFalse(is_in(stranger))

    def test_passkeys_are_tried_thirty_times_from_one_address(self):
        answers = [Client().post("/sign-in/passkey/", {"credential": "{}"}) for _ in range(40)]
        self.assertEqual([a.status_code for a in answers].count(302), 30)


class ResettingTests(StaffTestCase):
    def test_an_administrator_resets_it_and_the_member_is_told_by_mail(self):
        TOTP.activate(self.jisu, SECRET)
        client = Client()
        client.force_login(self.jisu)
        self.client.force_login(self.sora)
        self.client.post(f"/console/members/{self.jisu.pk}/second-step/reset/")
        self.assertFalse(Authenticator.objects.exists())
        self.assertFalse(is_in(client))
        self.assertEqual(mail.outbox[0].to, [self.jisu.email])
        event = Event.of(self.jisu).get(verb="member.second_step_reset")
        self.assertEqual(event.actor_name, self.sora.name)

    def test_nobody_else_does(self):
        TOTP.activate(self.jisu, SECRET)
        with self.assertRaises(Disallowed):
            reset_second_step(self.jisu, by=self.minho)
        self.assertTrue(Authenticator.objects.exists())

    def test_an_administrator_takes_their_own_away_in_their_profile_alone(self):
        TOTP.activate(self.sora, SECRET)
        self.client.force_login(self.sora)
        path = f"/console/members/{self.sora.pk}/"
        self.assertNotContains(self.client.get(path), "second-step/reset")
        page = self.client.post(f"{path}second-step/reset/", follow=True)
        self.assertContains(page, "프로필에서")
        self.assertTrue(Authenticator.objects.exists())


class RequiringTests(StaffTestCase):
    def ask(self, whom: str, days: int) -> None:
        since = timezone.now() + timedelta(days=days)
        Company.objects.update(second_step_for=whom, second_step_from=since)

    def test_until_the_day_one_is_only_reminded(self):
        self.ask("everybody", days=3)
        self.client.force_login(self.jisu)
        self.assertTrue(is_in(self.client))
        self.assertContains(self.client.get("/profile/second-step/"), "2단계")

    def test_after_it_every_page_leads_to_setting_it_up(self):
        self.ask("everybody", days=-1)
        self.client.force_login(self.jisu)
        self.assertRedirects(self.client.get("/profile/"), "/profile/second-step/")
        fragment = self.client.get("/profile/", headers={"HX-Request": "true"})
        self.assertEqual(fragment.headers["HX-Redirect"], "/profile/second-step/")
        TOTP.activate(self.jisu, SECRET)
        self.assertTrue(is_in(self.client))

    def test_leads_alone_are_asked_when_the_company_says_so(self):
        self.ask("leads", days=-1)
        for member, may in [(self.jisu, True), (self.minho, False), (self.sora, False)]:
            client = Client()
            client.force_login(member)
            self.assertEqual(is_in(client), may)

    def test_the_setting_counts_the_days_from_its_change(self):
        self.client.force_login(self.sora)
        answers = {"name": "온누리 상점", "language": "ko", "time_zone": "Asia/Seoul"}
        self.client.post(
            "/console/company/", {**answers, "second_step_for": "leads", "grace_days": "7"}
        )
        company = Company.here()
        days = (company.second_step_from - timezone.now()).total_seconds() / 86400
        self.assertAlmostEqual(days, 7, places=2)


class SignInsTests(StaffTestCase):
    CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"

    def setUp(self) -> None:
        self.here, self.there = Client(), Client(headers={"User-Agent": self.CHROME})
        sign_in(self.here, self.jisu.email)
        sign_in(self.there, self.jisu.email, REMOTE_ADDR="203.0.113.9")

    def test_the_list_names_browser_system_and_address(self):
        self.assertContains(self.here.get("/profile/sign-ins/"), "Chrome · Windows")
        self.assertContains(self.here.get("/profile/sign-ins/"), "203.0.113.9")

    def test_one_is_signed_out_and_the_others_stay(self):
        other = self.jisu.sign_ins.get(address="203.0.113.9")
        self.here.delete(f"/profile/sign-ins/{other.pk}/")
        self.assertEqual((is_in(self.here), is_in(self.there)), (True, False))

    def test_everywhere_else(self):
        self.here.post("/profile/sign-ins/")
        self.assertEqual((is_in(self.here), is_in(self.there)), (True, False))

    def test_somebody_elses_does_not_exist(self):
        self.client.force_login(self.eve)
        for each in self.jisu.sign_ins.all():
            self.assertEqual(self.client.delete(f"/profile/sign-ins/{each.pk}/").status_code, 404)
        self.assertTrue(is_in(self.there))

    def test_another_role_ends_every_session(self):
        member = Member.objects.get(pk=self.jisu.pk)
        member.revise(by=self.sora, name=member.name, email=member.email, role="senior",
                      brands=member.brands.all(), teams=member.teams.all())  # fmt: skip
        self.assertFalse(is_in(self.there))

    def test_being_let_in_again_brings_no_old_session_back(self):
        self.jisu.deactivate(by=self.sora)
        self.jisu.reactivate(by=self.sora)
        self.assertFalse(is_in(self.there))

    def test_a_live_page_of_an_ended_session_hears_nothing_more(self):
        from maru.staff.members.live_door import SessionDoor

        key = self.there.session.session_key
        self.assertIn(key, SessionDoor().listeners([key]))
        self.jisu.end_sign_ins()
        self.assertEqual(SessionDoor().listeners([key]), {})
