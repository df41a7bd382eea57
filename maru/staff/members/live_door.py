"""Who listens to live updates: whoever is signed in, asked anew each time (S8, S16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from maru.staff.members.models import Member, SignIn
from maru.staff.members.sign_in import KEY

_AT_ONCE = 5_000  # sessions of one query


class Claim(NamedTuple):
    """What a session says of itself, until it is looked up whether that holds."""

    member: int
    hash: str
    sign_in: int


class SessionDoor:
    def let_in(self, cookies: dict[str, str]) -> str | None:
        session = cookies.get(settings.SESSION_COOKIE_NAME, "")
        return session if self.listeners([session]) else None

    def listeners(self, sessions: Iterable[str]) -> dict[str, Any]:
        """Three queries however many: who signed out or was deactivated hears nothing more."""
        claims = dict(_claims(list(sessions)))
        essentials = Member.objects.active().only("role", "is_active", "password")
        members = essentials.in_bulk({claim.member for claim in claims.values()})
        wanted = {claim.sign_in for claim in claims.values()}
        rows = SignIn.objects.filter(pk__in=wanted, ended_at=None)
        alive = set(rows.values_list("pk", "member_id"))
        keys = settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS
        hashes = {pk: _hashes(member.password, keys) for pk, member in members.items()}
        return {
            session: members[claim.member]
            for session, claim in claims.items()
            if (claim.sign_in, claim.member) in alive
            and claim.member in members
            and any(constant_time_compare(claim.hash, each) for each in hashes[claim.member])
        }


@lru_cache(maxsize=10_000)
def _hashes(password: str, keys: tuple[str, ...]) -> list[str]:
    """Return what a session of who has this ``password`` may hold; of keys before this one, too.

    ``keys`` are those of now. Remembered, as each costs as much as all else that is asked.
    """
    member = Member(password=password)
    return [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]


def _claims(sessions: list[str]) -> Iterator[tuple[str, Claim]]:
    rows = SessionStore.get_model_class().objects.filter(expire_date__gt=timezone.now())
    for start in range(0, len(sessions), _AT_ONCE):
        some = rows.filter(session_key__in=sessions[start : start + _AT_ONCE])
        for session, data in some.values_list("session_key", "session_data"):
            if claim := _read(data):
                yield session, claim


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
