"""S15: wherever a secret may be said, few are tried: of one account, and from one place.

What counts is how often a secret was compared, not what was answered.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from inspect import isclass, isfunction
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django.db import transaction
from django.db.models import Manager
from django.test import Client, override_settings
from django.utils import timezone

from maru.extensions.email.models import Hook
from maru.extensions.webform.models import Submission
from maru.extensions.webhooks.models import Inlet
from maru.kit.api import bearer
from maru.kit.secrets import digest
from maru.kit.throttling.throttle import Throttle
from maru.project.firststart import views as firststart
from maru.project.tests.routes import Route, routes
from maru.staff.company.models import Company
from maru.staff.members import by_pass
from maru.staff.members.models import ApiToken, Invitation, PasswordReset, SignInLink
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Role
from maru.staff.members.second_step import forms as second_step
from maru.staff.members.tests.cast import StaffTestCase
from maru.staff.members.tests.test_sign_in import sign_in
from tools.hashing import QuickHasher

GUESSES = int(os.environ.get("MARU_TEST_GUESSES", "34"))  # 10,000 before a release
SECRET = "JBSWY3DPEHPK3PXP"
WORDS = re.compile(r"token|pass|proof|second-step|code|secret|join|setup|sign-in")
Say = Callable[[Client, int, str], object]


def post(path: str, **fields: str) -> Say:
    """Return who says secret number n: every {n} in ``path`` and in ``fields`` is the number."""

    def say(client: Client, n: int, address: str) -> object:
        said = {name: value.replace("{n}", str(n)) for name, value in fields.items()}
        return client.post(path.replace("{n}", str(n)), said, REMOTE_ADDR=address)

    return say


def get(path: str, **headers: str) -> Say:
    def say(client: Client, n: int, address: str) -> object:
        said = {name: value.replace("{n}", str(n)) for name, value in headers.items()}
        return client.get(path.replace("{n}", str(n)), headers=said, REMOTE_ADDR=address)

    return say


@dataclass(frozen=True)
class Door:
    """Where a secret is said, what compares it, and how many of one account and of one place.

    ``of_account`` is None where a secret of 128 random bits and more belongs to nobody
    until it is found: there the place alone is counted.
    """

    say: Say
    compares: tuple[object, str]
    of_account: int | None
    of_place: int = 30
    # "jisu", "key": signed in, with an app, with a passkey; "step": after the password;
    # "first": before the set-up.
    who: str = ""


HASH = (QuickHasher, "encode")
CODE = (second_step, "right_one")
PASSKEY = (AuthenticateWebAuthnForm, "clean_credential")
FORGED = '{"id": "{n}"}'
DOORS: dict[str, list[Door]] = {
    "sign-in/": [
        Door(post("/sign-in/", login="jisu@onnuri.example", password="guess {n}"), HASH, 10),
        Door(post("/sign-in/", login="nobody@onnuri.example", password="guess {n}"), HASH, 10),
        Door(post("/sign-in/", login="person{n}@onnuri.example", password="guess"), HASH, None),
    ],
    "sign-in/<slug:token>/": [
        Door(post("/sign-in/guess-{n}/"), (SignInLink, "is_open"), None),
        Door(get("/sign-in/guess-{n}/"), (SignInLink, "is_open"), None),
    ],
    "sign-in/second-step/": [
        Door(post("/sign-in/second-step/", code="x{n}"), CODE, 10, who="step"),
        Door(post("/sign-in/second-step/", credential=FORGED), PASSKEY, 10, who="step"),
    ],
    "sign-in/passkey/": [Door(post("/sign-in/passkey/", credential=FORGED), PASSKEY, None)],
    "password-reset/": [
        Door(post("/password-reset/", email="jisu@onnuri.example"),
             (PasswordReset.objects, "create"), 3, 15),
        Door(post("/password-reset/", email="person{n}@onnuri.example"),
             (PasswordReset.objects, "create"), None, 15),
    ],
    "join/<slug:token>/": [
        Door(post("/join/guess-{n}/"), (Invitation, "of"), None),
        Door(get("/join/guess-{n}/"), (Invitation, "of"), None),
    ],
    "setup/<slug:token>/": [
        Door(post("/setup/guess-{n}/"), (firststart, "is_setup_token"), None, who="first"),
        Door(get("/setup/guess-{n}/"), (firststart, "is_setup_token"), None, who="first"),
    ],
    "form/confirm/<slug:token>/": [
        Door(post("/form/confirm/guess-{n}/"), (Submission.objects, "by_link"), None),
        Door(get("/form/confirm/guess-{n}/"), (Submission.objects, "by_link"), None),
    ],
    "hooks/<slug:token>/mime/": [
        Door(post("/hooks/guess-{n}/mime/"), (Hook.objects, "of"), None, 20),
    ],
    "hooks/<slug:token>/events/": [
        Door(post("/hooks/guess-{n}/events/"), (Hook.objects, "of"), None, 20),
    ],
    "in/<slug:token>/": [Door(post("/in/guess-{n}/"), (Inlet.objects, "of"), None, 20)],
    "profile/password/": [
        Door(post("/profile/password/", old="guess {n}", new="아무도 모를 새 비밀번호"),
             HASH, 10, who="jisu"),
    ],
    "profile/proof/": [
        Door(post("/profile/proof/", password="guess {n}"), HASH, 10, who="jisu"),
    ],
    "profile/proof/code/": [Door(post("/profile/proof/code/", code="x{n}"), CODE, 10, who="jisu")],
    "profile/proof/passkey/": [
        Door(post("/profile/proof/passkey/", credential=FORGED), PASSKEY, 10, who="key"),
    ],
    "api/v1/": [
        Door(get("/api/v1/me", Authorization="Bearer guess-{n}"), (bearer, "find_key"), None),
    ],
}  # fmt: skip
BY_PASS = {route.pattern for route in routes() if route.pattern.endswith("<str:given>/")}
A_PASS = Door(get("/tickets/pass/attachment/guess-{n}/"), (by_pass, "read_pass"), None)
# Open, or named like a place of secrets, and none is compared there.
NONE_SAID = {
    "form/<slug:address>/": "a public form, by its public address",
    "notifications/push/worker.js": "a script, the same for everybody",
    "console/teams/<int:team_id>/outlets/<int:pk>/secret/": "makes one",
    "console/webhooks/<int:pk>/secret/": "makes one",
    "setup/": "a page that says where the link is",
    "profile/second-step/": "what there is, after the proof",
    "profile/second-step/app/": "a code of one's own new app, after the proof",
    "profile/second-step/app/removal/": "after the proof",
    "profile/second-step/codes/": "after the proof",
    "profile/passkeys/new/": "after the proof",
    "profile/passkeys/<int:passkey_id>/removal/": "after the proof",
    "profile/tokens/": "one's own, made here",
    "profile/tokens/<int:token_id>/": "one's own, by number",
    "profile/sign-ins/": "one's own browsers",
    "profile/sign-ins/<int:sign_in_id>/": "one's own, by number",
    "console/mailboxes/new/sign-in/": "the way to a mail provider, who asks",
    "console/mailboxes/<int:mailbox_id>/sign-in/": "the way to a mail provider, who asks",
    "tickets/<int:number>/messages/<int:pk>/joining/": "joins a mail's pieces, for a lead",
    "offers/<int:pk>/passing/": "passes an offer on, by number",
    "console/members/<int:member_id>/sign-in-link/": "an administrator's, by number",
    "console/members/<int:member_id>/second-step/reset/": "an administrator's, by number",
}


def asks_for_a_secret(route: Route) -> bool:
    """Err on the side of yes: what is open to strangers, or named like a place of secrets."""
    is_open = route.policy is not None and route.policy.is_open
    return is_open or bool(WORDS.search(route.pattern))


@contextmanager
def counted(owner: Any, name: str) -> Iterator[list[Any]]:
    """Count the calls of the real thing."""
    if isinstance(owner, Manager):
        # A test that installs an app has Django make its managers anew.
        owner = owner.model._meta.managers_map[owner.name]
    real, calls = getattr(owner, name), []

    def call(*args: Any, **named: Any) -> Any:
        calls.append(args)
        return real(*args, **named)

    is_method = isclass(owner) and isfunction(real)
    with patch.object(owner, name, autospec=is_method, side_effect=call):
        yield calls


class GuessingTests(StaffTestCase):
    def test_every_place_of_a_secret_is_known(self) -> None:
        asked = {route.pattern for route in routes() if asks_for_a_secret(route)}
        asked = {"api/v1/" if p.startswith("api/v1/") else p for p in asked}
        self.assertEqual(
            asked, set(DOORS) | BY_PASS | set(NONE_SAID), "say in DOORS how it is guessed"
        )

    # At PostgreSQL's doors the last of the three guesses; that it counts a place too, the tests
    # of the throttle and of signing in show.
    @pytest.mark.sqlite
    def test_from_one_address(self) -> None:
        for door, tried in self.every_door(lambda n: "203.0.113.7"):
            self.assertLessEqual(tried.total(), min(door.of_account or 30, door.of_place))

    @pytest.mark.sqlite
    def test_five_hundred_addresses_of_one_ipv6_network_are_one_place(self) -> None:
        for door, tried in self.every_door(lambda n: f"2001:db8:1:2::{n % 500 + 1:x}"):
            self.assertLessEqual(tried.total(), min(door.of_account or 30, door.of_place))

    def test_from_five_hundred_addresses(self) -> None:
        # Every other guess from the first of them, so that an address has its fill too.
        where = lambda n: f"10.9.{n % 500 // 250}.{n % 250}" if n % 2 else "10.9.9.9"  # noqa: E731
        for door, tried in self.every_door(where):
            self.assertLessEqual(max(tried.values()), door.of_place)
            if door.of_account:
                self.assertLessEqual(tried.total(), door.of_account)

    def every_door(self, where: Callable[[int], str]) -> Iterator[tuple[Door, Counter[str]]]:
        """Guess at each door; yield it with how many were compared from each address."""
        # All files stand behind one and the same door.
        for pattern, doors in [*DOORS.items(), ("pass", [A_PASS])]:
            for number, door in enumerate(doors):
                with self.subTest(f"{pattern} {number}"), transaction.atomic():
                    client, tried = self.client_at(door), Counter[str]()
                    with counted(*door.compares) as compared:
                        for n in range(GUESSES):
                            before = len(compared)
                            door.say(client, n, where(n))
                            tried[where(n)] += len(compared) - before
                    transaction.set_rollback(True)
                    sys.stdout.write(f"{pattern} {number}: {GUESSES} said, {tried.total()} tried\n")
                    # A door that compares nothing is not the door.
                    self.assertGreater(tried.total(), 0)
                    yield door, tried

    def client_at(self, door: Door) -> Client:
        client = Client()
        if door.who in {"jisu", "step"}:
            TOTP.activate(self.jisu, SECRET)
        if door.who == "key":
            Authenticator.objects.create(user=self.jisu, type="webauthn", data={"name": "열쇠"})
        if door.who in {"jisu", "key"}:
            client.force_login(self.jisu)
        elif door.who == "step":
            sign_in(client, self.jisu.email)
        elif door.who == "first":
            Company.objects.all().delete()
            self.enterContext(override_settings(DEMO=False))
        return client


class WorthlessTests(StaffTestCase):
    """Used, ended, empty and made-up secrets let nobody in."""

    MADE_UP = ["x", "None", "null", "%00", "0" * 64, "-", ""]

    def assert_shut(self, path: str) -> None:
        for ask in (Client().get, Client().post):
            answer = ask(path, {"name": "나", "password": "아무도 모를 비밀번호"})
            self.assertNotIn("_auth_user_id", answer.client.session, path)

    def test_sign_in_links(self) -> None:
        used = SignInLink.issue(self.jisu)
        SignInLink.spend(used)
        late = SignInLink.issue(self.jisu, is_direct=True)
        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=True):
            for token in [used, digest(used), late, digest(late), *self.MADE_UP]:
                self.assert_shut(f"/sign-in/{token}/")

    def test_invitations(self) -> None:
        what: dict[str, Any] = {"by": self.sora, "role": Role.AGENT, "brands": [self.onnuri]}
        first, used = Invitation.issue("new@onnuri.example", teams=[], **what)
        first.accept(name="새로", password="아무도 모를 비밀번호")
        second, withdrawn = Invitation.issue("two@onnuri.example", teams=[], **what)
        second.withdraw(by=self.sora)
        _third, late = Invitation.issue("three@onnuri.example", teams=[], **what)
        with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
            for token in [used, withdrawn, late, digest(late), *self.MADE_UP]:
                self.assert_shut(f"/join/{token}/")

    def test_api_tokens(self) -> None:
        revoked = ApiToken.issue(self.jisu, ["tickets:read"])
        self.jisu.api_tokens.get().revoke(by=self.jisu)
        late = ApiToken.issue(self.jisu, ["tickets:read"])
        ApiToken.objects.update(expires_at=timezone.now())
        for token in [revoked, late, digest(late), *self.MADE_UP]:
            answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
            self.assertEqual(answer.status_code, 401, token)

    def test_passes(self) -> None:
        good = pass_to(self.jisu, "tickets:attachment", "key", alone=True)
        given = good.rstrip("/").rpartition("/")[2]
        for token in [given, given[:-1], given.upper(), *self.MADE_UP]:
            for pattern in BY_PASS:
                path = "/" + pattern.replace("<str:given>", token)
                self.assertEqual(Client().get(path).status_code, 404, path)

    def test_a_pass_that_ended_is_no_guess(self) -> None:
        path = pass_to(self.jisu, "tickets:attachment", "key")
        later = timezone.now() + timedelta(hours=2)
        with time_machine.travel(later, tick=True), counted(Throttle, "count") as guesses:
            Client().get(path)
        self.assertEqual(guesses, [])
