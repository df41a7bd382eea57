"""Who listens is asked anew each time, of all at once (S16)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.staff.company.models import Brand
from maru.staff.members.live_door import SessionDoor
from maru.staff.members.models import Member
from maru.staff.members.roles import Role


class SessionDoorTests(TestCase):
    def signed_in(self, name: str) -> tuple[Member, str]:
        member = Member.objects.invite(f"{name}@x.kr", name=name, role=Role.AGENT)
        return member, self.session_of(member)

    def session_of(self, member: Member) -> str:
        client = Client()
        client.force_login(member)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def setUp(self) -> None:
        Brand.objects.create(name="온누리")
        self.jisu, self.here = self.signed_in("jisu")

    def test_who_is_signed_in_listens_in_each_browser(self) -> None:
        there = self.session_of(self.jisu)
        minho, his = self.signed_in("minho")
        heard = SessionDoor().listeners([self.here, there, his, "", "unknown"])
        self.assertEqual(heard, {self.here: self.jisu, there: self.jisu, his: minho})

    def test_nobody_else_does(self) -> None:
        away, gone = self.signed_in("away")
        away.sign_ins.update(ended_at=timezone.now())
        left, lost = self.signed_in("left")
        Member.objects.filter(pk=left.pk).update(is_active=False)
        changed, old = self.signed_in("changed")
        changed.set_password("another one, and a long one")
        changed.save()
        _late, expired = self.signed_in("late")
        past = timezone.now() - timedelta(seconds=1)
        Session.objects.filter(session_key=expired).update(expire_date=past)
        _forger, forged = self.signed_in("forger")
        Session.objects.filter(session_key=forged).update(session_data="eyJhIjoxfQ:1:a")
        client = Client()
        client.get("/sign-in/")
        session = client.session
        session["anything"] = 1
        session.save()
        sessions = [self.here, gone, lost, old, expired, forged, session.session_key]
        self.assertEqual(SessionDoor().listeners(sessions), {self.here: self.jisu})
        self.assertIsNone(SessionDoor().let_in({settings.SESSION_COOKIE_NAME: gone}))

    def test_a_session_that_now_says_otherwise_is_read_again(self) -> None:
        self.assertIn(self.here, SessionDoor().listeners([self.here]))
        minho, his = self.signed_in("minho")
        data = Session.objects.get(session_key=his).session_data
        Session.objects.filter(session_key=self.here).update(session_data=data)
        self.assertEqual(SessionDoor().listeners([self.here]), {self.here: minho})

    def test_the_same_answer_is_the_same_listeners_and_another_is_not(self) -> None:
        door = SessionDoor()
        (before,) = door.listeners([self.here]).values()
        self.assertIs(door.listeners([self.here])[self.here], before)
        Member.objects.filter(pk=self.jisu.pk).update(role=Role.LEAD)
        self.assertEqual(door.listeners([self.here])[self.here].role, Role.LEAD)
        Member.objects.filter(pk=self.jisu.pk).update(is_active=False)
        self.assertEqual(door.listeners([self.here]), {})

    def test_many_cost_two_queries(self) -> None:
        sessions = [self.here, *(self.signed_in(f"agent{n}")[1] for n in range(30))]
        with CaptureQueriesContext(connection) as asked:
            heard = SessionDoor().listeners(sessions)
        self.assertEqual((len(heard), len(asked)), (31, 2))
