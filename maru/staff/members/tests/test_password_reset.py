"""S15: the page tells nothing about who is a member, and does the same for everybody."""

import re
from datetime import timedelta

import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member, PasswordReset, SignInLink
from maru.staff.members.password_reset import answer_resets
from maru.staff.members.tests.cast import PASSWORD, StaffTestCase
from maru.staff.members.tests.test_guessing import CSRF
from maru.staff.members.tests.test_sign_in import sign_in

NEW = "아침마다 마루를 닦습니다"
PATH = "/password-reset/"


def ask(email: str, **headers: str):
    return Client().post(PATH, {"email": email}, **headers)


class PasswordResetTests(StaffTestCase):
    def link(self, email: str) -> str:
        """Ask, have it answered, and return the path in the mail."""
        ask(email)
        answer_resets()
        (path,) = re.findall(r"/sign-in/[\w-]+/", mail.outbox[-1].body)
        return path

    def test_the_mailed_link_leads_to_a_new_password_and_ends_other_sessions(self):
        elsewhere, client = Client(), Client()
        sign_in(elsewhere, self.jisu.email)
        path = self.link(self.jisu.email.upper())
        self.assertEqual(mail.outbox[-1].to, [self.jisu.email])
        self.assertContains(client.get(path), "새 비밀번호 정하기")
        self.assertRedirects(client.post(path), "/profile/password/")
        done = client.post("/profile/password/", {"new": NEW})
        self.assertRedirects(done, "/", fetch_redirect_response=False)
        self.jisu.refresh_from_db()
        self.assertTrue(self.jisu.check_password(NEW))
        self.assertEqual(client.get("/profile/").status_code, 200)
        self.assertEqual(elsewhere.get("/profile/").status_code, 302)
        self.assertTrue(Event.of(self.jisu).filter(verb="member.reset").exists())

    def test_the_link_works_once_for_an_hour_and_a_newer_one_ends_it(self):
        used = self.link(self.jisu.email)
        Client().post(used)
        self.assertEqual(Client().post(used).status_code, 410)
        first = self.link(self.jisu.email)
        second = self.link(self.jisu.email)
        self.assertEqual(Client().post(first).status_code, 410)
        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=True):
            self.assertEqual(Client().post(second).status_code, 410)

    def test_asking_does_not_end_the_link_that_an_administrator_made(self):
        token = SignInLink.issue(self.jisu)
        self.link(self.jisu.email)
        self.assertTrue(SignInLink.is_open(token))

    def test_unknown_and_deactivated_people_get_no_mail(self):
        Member.objects.filter(pk=self.cole.pk).update(is_active=False)
        for email in ["nobody@onnuri.example", self.cole.email]:
            ask(email)
        answer_resets()
        self.assertEqual(mail.outbox, [])
        self.assertFalse(PasswordReset.objects.filter(handled_at=None).exists())

    def test_the_answer_and_the_work_are_the_same_whosever_the_address_is(self):
        answers, queries = set(), []
        for email in [self.jisu.email, "nobody@onnuri.example"]:
            with CaptureQueriesContext(connection) as captured:
                answer = ask(email)
            said = re.sub(CSRF, "", answer.content.decode())
            answers.add((answer.status_code, re.sub(r'value="\w{64}"', "", said)))
            queries.append([re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in captured])
        self.assertEqual(len(answers), 1)
        self.assertEqual(queries[0], queries[1])

    def test_one_account_is_written_to_three_times_an_hour_known_or_not(self):
        for email in [self.jisu.email, "nobody@onnuri.example"]:
            statuses = [ask(email, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(5)]
            self.assertEqual(statuses, [200, 200, 200, 429, 429])

    def test_one_address_asks_fifteen_times(self):
        answers = [ask(f"a{n}@onnuri.example").status_code for n in range(20)]
        self.assertEqual(answers.count(200), 15)

    def test_a_sweep_that_comes_late_sends_no_stale_link(self):
        ask(self.jisu.email)
        with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
            answer_resets()
        self.assertEqual(mail.outbox, [])

    def test_a_cookie_stolen_before_is_worth_nothing_after(self):
        victim, thief = Client(), Client()
        sign_in(victim, self.jisu.email, PASSWORD)
        name = settings.SESSION_COOKIE_NAME
        thief.cookies[name] = victim.cookies[name].value
        self.assertEqual(thief.get("/profile/").status_code, 200)
        path = self.link(self.jisu.email)
        victim.post(path)
        victim.post("/profile/password/", {"new": NEW})
        self.assertEqual(thief.get("/profile/").status_code, 302)
