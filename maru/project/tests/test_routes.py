"""S8: every route, every role, every object. What one may not see does not exist."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from maru.kit.blobs import store
from maru.project.tests.asking import Asking
from maru.project.tests.routes import Visit, load_makers, routes, visits
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Channel, Envelope, MailPiece, PiecedMail
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.editing import add_contact_point, edit
from maru.records.customers.recognition import recognise
from maru.staff.company.models import Brand
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.staff.members.roles import Role
from maru.staff.members.tests.routes import OTHER_BRAND, PRIVATE_TEAM, Thing
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Participant
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

# PostgreSQL is asked what may be seen, which is a query; writing starts with the same one.
ON_POSTGRES = connection.vendor == "postgresql"
UNSAFE = [] if ON_POSTGRES else ["POST", "PUT", "PATCH", "DELETE"]
PEOPLE = ["nobody", "stranger", "private team", *Role.values]
# The queries differ for these; the other roles see what an agent sees and differ in what they
# may do.
SEEING_OTHERWISE = [*PEOPLE[:3], Role.COLLEAGUE, Role.AGENT, Role.ADMIN]
WALKING = SEEING_OTHERWISE if ON_POSTGRES else PEOPLE

# What has no thing that this walk could make: a link to spend, a picture of the internet,
# a mail on its way.
NEVER_FOUND = {
    "api/v1/",
    "sign-in/<slug:token>/",
    "join/<slug:token>/",
    "setup/<slug:token>/",
    "tickets/pass/outside/<str:given>/",
    "side/pass/side-outside/<str:given>/",
    "profile/passkeys/<int:passkey_id>/removal/",
    "hooks/<slug:token>/mime/",
    "hooks/<slug:token>/events/",
    "in/<slug:token>/",
    "console/brands/<int:brand_id>/relay/tests/<int:delivery_id>/",
    "console/addresses/<int:channel_id>/relay/tests/<int:delivery_id>/",
}
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _kept(content: bytes) -> str:
    """Put ``content`` into the blobs and return its sha256."""
    return store().put_stream(iter([content]))[0]


class RouteTests(SupportTestCase):
    """The cast, one member of each role, and canaries in all that only some may see."""

    everyone: dict[str, Member | None]
    tickets: list[Any]
    planned: list[Visit]  # one for every route and every combination of things in it

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.haneul.name = f"하늘 문구 {OTHER_BRAND}"
        cls.haneul.save()
        cls.secret_team.name = f"결제팀 {PRIVATE_TEAM}"
        cls.secret_team.save()
        cls.other_mailbox.name = OTHER_BRAND
        cls.other_mailbox.save()
        cls.eve.name = f"이브 {OTHER_BRAND}"
        cls.eve.save()
        pay = cls.member("pay", "오결제", Role.AGENT, teams=[cls.secret_team])
        cls.tickets = [
            cls._ticket(cls.jisu, cls.onnuri, cls.mailbox, ""),
            cls._ticket(cls.eve, cls.haneul, cls.other_mailbox, OTHER_BRAND),
            cls._ticket(pay, cls.onnuri, cls.mailbox, PRIVATE_TEAM, team=cls.secret_team),
        ]
        people = [None, cls.eve, pay, *map(cls._someone, Role.values)]
        cls.everyone = dict(zip(PEOPLE, people, strict=True))
        load_makers()
        made: dict[str, list[Thing]] = {}
        cls.planned = [visit for route in routes() for visit in visits(route, cls, made)]

    @classmethod
    def _someone(cls, role: str) -> Member:
        first = {Role.AGENT: cls.jisu, Role.LEAD: cls.minho, Role.ADMIN: cls.sora,
                 Role.COLLEAGUE: cls.cole}.get(Role(role))  # fmt: skip
        return first or cls.member(role, role, role)

    @classmethod
    def _ticket(cls, by: Member, brand: Brand, mailbox: Channel, canary: str, **fields: Any) -> Any:
        """Return a ticket with a picture, a raw piece of a mail and somebody in Cc; all tell
        ``canary``."""
        # A customer belongs to the brand; a private team hides what was said, not who they are.
        told = OTHER_BRAND if canary == OTHER_BRAND else ""
        # One person writes to both brands: what either wrote down of them is its own.
        customer = recognise(
            ContactKind.EMAIL, "both@example.com", brand=brand, name=f"고객 {told}"
        )
        edit(customer, by=by, note=f"메모 {told}")
        add_contact_point(customer, ContactKind.EMAIL, f"more{told}@example.com", by=by)
        picture = NewFile(f"사진 {canary}.png", "image/png", len(PICTURE), _kept(PICTURE))
        ticket = open_ticket(
            by=by, brand=brand, requester=customer, files=[picture],
            subject=f"문의 {canary}", text=f"내용 {canary}", **fields,
        )  # fmt: skip
        raw = f"Subject: {canary}\r\n\r\n{canary}".encode()
        envelope = Envelope.objects.create(
            channel=mailbox, sha256=_kept(raw), size=len(raw), state=EnvelopeState.OPENED
        )
        pieced = PiecedMail.objects.create(channel=mailbox, key=str(ticket.pk))
        MailPiece.objects.create(of=pieced, envelope=envelope, number=1)
        ticket.messages.filter(pk=ticket.last_public_id).update(
            html=f"<p>{canary}</p>", envelope=envelope, marks=["partial"]
        )
        ticket.reply(f"답변 {canary}", by=by, seen=ticket.last_public_id)
        Participant.objects.create(ticket=ticket, address=f"cc{len(canary)}@x.kr", name=canary)
        return ticket

    def test_every_route_says_who_may_ask(self) -> None:
        self.assertEqual([r.pattern for r in routes() if r.policy is None], [])

    def test_every_parameter_is_fed(self) -> None:
        from maru.staff.members.tests.routes import makers

        unfed = {word for route in routes() for word in route.words} - set(makers)
        self.assertEqual(unfed, set(), "feed them in the app's tests/routes.py")

    maxDiff = None

    @pytest.mark.sqlite  # both databases walk by one plan
    def test_every_page_is_found_by_somebody(self) -> None:
        """A walk in which a page is never found would prove nothing about it."""
        left = {visit.route.pattern for visit in self.planned}
        for member in self.everyone.values():
            client = self._client(member)
            for visit in self.planned:
                is_left = visit.route.pattern in left and visit.is_for(member)
                if is_left and client.get(visit.path).status_code != 404:
                    left.remove(visit.route.pattern)
        self.assertEqual(left, NEVER_FOUND)

    def _walk(self, name: str) -> None:
        """Ask for everything as ``name``: what is theirs must be whole, the rest must be shut.

        Whom the policy of a route does not admit stands before its door, whatever stands in
        the address: there one address is asked for.
        """
        member = self.everyone[name]
        client, secret, wrong = Asking(self._client(member)), self._secret(member), []
        knocked: set[str] = set()
        for visit in self.planned:
            methods, is_first = ["GET"], visit.route.pattern not in knocked
            if not visit.is_for(member):
                if not is_first and not visit.admits(member):
                    continue
                if is_first or self._writes_everywhere(name, visit):
                    methods += UNSAFE
                knocked.add(visit.route.pattern)
            for method in methods:
                wrong += self._try(client, method, visit, member, secret)
        self.assertEqual(wrong, [], name)

    def _writes_everywhere(self, name: str, visit: Visit) -> bool:
        """Return whether ``name`` writes to each thing of others there, not only to the first.

        Who sees what an agent sees does so where no agent is admitted; elsewhere writing starts
        with the query that an agent has written through to everything.
        """
        return name in SEEING_OTHERWISE or not visit.admits(self.everyone[Role.AGENT])

    def _client(self, member: Member | None) -> Client:
        if member is None:
            return Client()
        token = ApiToken.issue(member, SCOPES)
        client = Client(headers={"Authorization": f"Bearer {token}"})
        client.force_login(member)
        return client

    def _try(
        self, asking: Asking, method: str, visit: Visit, member: Member | None, secret: list[str]
    ) -> list[str]:
        if asking.knows_no(method, visit.route):
            return []
        response = asking.ask(method, visit)
        where = f"{method} {visit.path} -> {response.status_code}"
        wrong = []
        if response.status_code >= 500:
            wrong.append(where)
        if not visit.is_for(member) and not asking.is_closed(method, visit, response):
            wrong.append(f"{where}, which is not theirs")
        body = response.getvalue().decode("utf-8", "replace") + str(response.headers)
        return wrong + [f"{where} tells {canary}" for canary in secret if canary in body]

    def _secret(self, member: Member | None) -> list[str]:
        """Return the canaries that this member must never see."""
        if member is None:
            return [OTHER_BRAND, PRIVATE_TEAM]
        knows_brand = member.role == Role.ADMIN or self.haneul.pk in member.brand_ids
        knows_team = member.role == Role.ADMIN or self.secret_team in member.teams.all()
        return [OTHER_BRAND] * (not knows_brand) + [PRIVATE_TEAM] * (not knows_team)


def _walk_of(name: str) -> Callable[[RouteTests], None]:
    return lambda case: case._walk(name)


# A test each: the workers share them.
for name in WALKING:
    setattr(RouteTests, f"test_{name.replace(' ', '_')}_gets_only_what_is_theirs", _walk_of(name))
