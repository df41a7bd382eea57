"""Who listens to live updates: whoever is signed in, asked anew each time (S8, S16)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from maru.kit.database.among import Among
from maru.staff.members.models import Member, SignIn
from maru.staff.members.sign_in import KEY

# Rows of sessions, and of sign-ins with their members.
_ESSENTIALS = "id", "password", "role", "is_active"  # in the order of the model
_Answer = tuple[tuple[tuple[str, str], ...], tuple[tuple[int, int, str, str], ...]]


class Claim(NamedTuple):
    """What a session says of itself, until it is looked up whether that holds."""

    member: int
    hash: str
    sign_in: int


class SessionDoor:
    """Asks each time, and thinks anew only where an answer is not the last one."""

    def __init__(self) -> None:
        self._last: tuple[_Answer, dict[str, Any]] = ((), ()), {}

    def let_in(self, cookies: dict[str, str]) -> str | None:
        session = cookies.get(settings.SESSION_COOKIE_NAME, "")
        return session if self._listeners(_ask([session])) else None

    def listeners(self, sessions: Iterable[str]) -> dict[str, Any]:
        """Two queries however many: who signed out or was deactivated hears nothing more."""
        answer = _ask(list(sessions))
        if answer != self._last[0]:
            self._last = answer, self._listeners(answer)
        return self._last[1]

    @staticmethod
    def _listeners(answer: _Answer) -> dict[str, Any]:
        sessions, sign_ins = answer
        alive = {
            (sign_in, member): (role, password) for sign_in, member, role, password in sign_ins
        }
        keys = settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS
        members: dict[int, Member] = {}
        here = {}
        for session, data in sessions:
            claim = _read(data)
            if claim and (found := alive.get((claim.sign_in, claim.member))):
                role, password = found
                if any(constant_time_compare(claim.hash, one) for one in _hashes(password, keys)):
                    here[session] = members.get(claim.member) or members.setdefault(
                        claim.member,
                        Member.from_db(None, _ESSENTIALS, (claim.member, password, role, True)),
                    )
        return here


def _ask(sessions: list[str]) -> _Answer:
    """Return the rows of ``sessions`` as they are, and of the sign-ins that they claim to be."""
    rows = SessionStore.get_model_class().objects.filter(expire_date__gt=timezone.now())
    rows = rows.filter(Among(F("session_key"), sessions)).order_by("session_key")
    said = tuple(rows.values_list("session_key", "session_data"))
    claims = [claim for _session, data in said if (claim := _read(data))]
    alive = SignIn.objects.filter(ended_at=None, member__is_active=True).order_by("pk")
    alive = alive.filter(Among(F("pk"), [claim.sign_in for claim in claims]))
    columns = "pk", "member_id", "member__role", "member__password"
    return said, tuple(alive.values_list(*columns))


@lru_cache(maxsize=10_000)
def _hashes(password: str, keys: tuple[str, ...]) -> list[str]:
    """Return what a session of who has this ``password`` may hold; of keys before this one, too.

    ``keys`` are those of now. Remembered, as each costs as much as all else that is asked.
    """
    member = Member(password=password)
    return [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]


@lru_cache(maxsize=10_000)
def _read(data: str) -> Claim | None:
    """Return what the row of a session says, None where nobody is signed in by it.

    Remembered by the row itself, which is asked for each time: to open it takes 50 µs.
    """
    said = SessionStore().decode(data)
    try:
        if said[BACKEND_SESSION_KEY] not in settings.AUTHENTICATION_BACKENDS:
            return None
        return Claim(int(said[SESSION_KEY]), said[HASH_SESSION_KEY], int(said[KEY]))
    except (KeyError, ValueError):
        return None
