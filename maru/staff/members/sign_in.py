"""One browser in which a member is signed in: to be seen, and to be ended from elsewhere (S16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maru.kit.database.notes import note
from maru.kit.jobs import sweep
from maru.staff.members.member import Member
from maru.staff.members.throttle import client_address

KEY = "sign_in"  # in the session, which is the server's own
FRESH = timedelta(minutes=1)  # looking must not write each time


class SignIn(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sign_ins")
    address = models.CharField(max_length=64, default="")
    browser = models.CharField(max_length=300, default="")  # as it names itself
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seen_at", "-id"]
        indexes = [models.Index(fields=["member", "ended_at"], name="sign_ins_of_member")]

    @classmethod
    def begin(cls, request: HttpRequest, member: Member) -> SignIn:
        """Remember that ``member`` signed in by this request's session."""
        sign_in = cls.objects.create(
            member=member,
            address=client_address(request)[:64],
            browser=request.META.get("HTTP_USER_AGENT", "")[:300],
        )
        request.session[KEY] = sign_in.pk
        return sign_in

    @staticmethod
    def id_of(request: HttpRequest) -> int | None:
        """Return the number of this request's own sign-in, None for none."""
        session = getattr(request, "session", None)
        return session.get(KEY) if session is not None else None

    @classmethod
    def is_alive(cls, session: Any, member: Member) -> bool:
        """Return whether ``session`` still stands for ``member``. One query."""
        pk = session.get(KEY)
        return pk is not None and cls.objects.filter(pk=pk, member=member, ended_at=None).exists()

    def see(self, request: HttpRequest) -> None:
        """Remember the use and from where, to the minute."""
        now = timezone.now()
        if now - self.seen_at > FRESH:
            address = client_address(request)[:64]
            mine = type(self).objects.filter(pk=self.pk)
            note(lambda: mine.update(seen_at=now, address=address))

    def end(self) -> None:
        type(self).objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now())

    @property
    def device(self) -> str:
        """Browser and system in two words, as far as the browser tells: "Chrome · Windows"."""
        return " · ".join(
            filter(None, [_first(BROWSERS, self.browser), _first(SYSTEMS, self.browser)])
        )


# The order matters: each names those after it too.
BROWSERS = {"Whale/": "Whale", "SamsungBrowser/": "Samsung Internet", "Edg": "Edge",
            "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome",
            "Chrome/": "Chrome", "Safari/": "Safari"}  # fmt: skip
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
           "Mac OS X": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip


def _first(names: dict[str, str], text: str) -> str:
    return next((name for mark, name in names.items() if mark in text), "")


def keep_sign_ins(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who was signed out from elsewhere. One query a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Member):
            _check(request, request.user)
        return get_response(request)

    return middleware


def _check(request: HttpRequest, member: Member) -> None:
    pk = SignIn.id_of(request)
    if pk is None:  # signed in before there were sign-ins
        SignIn.begin(request, member)
        return
    sign_in = SignIn.objects.filter(pk=pk, member=member, ended_at=None).first()
    if sign_in is None:
        logout(request)
    else:
        sign_in.see(request)


def _begin(request: HttpRequest, user: Any, **_: Any) -> None:
    if isinstance(user, Member):
        SignIn.begin(request, user)


def _end(request: HttpRequest, user: Any, **_: Any) -> None:
    pk = SignIn.id_of(request)
    if pk is not None:
        SignIn.objects.filter(pk=pk, ended_at=None).update(ended_at=timezone.now())


def listen() -> None:
    user_logged_in.connect(_begin, dispatch_uid="sign-in begins")
    user_logged_out.connect(_end, dispatch_uid="sign-in ends")


@sweep("members.sign_ins", every=3600)
def forget_old_sign_ins() -> int:
    """Forget what ended, or what no cookie can reach any more."""
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    SignIn.objects.filter(seen_at__lt=oldest).delete()
    return 0
