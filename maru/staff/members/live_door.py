"""Who listens to live updates: whoever is signed in, asked anew each time (S8, S16)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from maru.staff.members.models import Member, SignIn


class SessionDoor:
    def let_in(self, cookies: dict[str, str]) -> str | None:
        session = cookies.get(settings.SESSION_COOKIE_NAME, "")
        return session if _member(session) else None

    def listeners(self, sessions: Iterable[str]) -> dict[str, Any]:
        """Three queries a session: a signed-out or deactivated member hears nothing more."""
        return {session: member for session in sessions if (member := _member(session))}


def _member(session: str) -> Member | None:
    if not session:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    user = get_user(request)
    if not isinstance(user, Member) or not user.is_active:
        return None
    return user if SignIn.is_alive(request.session, user) else None
