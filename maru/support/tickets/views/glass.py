"""Behind glass: a mail's own HTML, in a page that can do nothing and knows nobody (S6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maru.staff.members.files_host import is_files_host
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.support.tickets.hung_file import HungFile
from maru.support.tickets.mail_body import Source, body

# An origin of its own, whatever asks for this address: no scripts, no forms, and
# nothing is loaded but our stylesheet and pictures that we drew. Framed by the desk alone.
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "img-src 'self' data:; style-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors {desk}"
)


def behind_glass(
    request: HttpRequest, html: str, files: Iterable[HungFile], reader: Member, *,
    outside: Callable[[str], str] | None, language: str = "",
) -> HttpResponse:  # fmt: skip
    """Show ``html`` with the pictures that came along; ``outside`` makes the addresses by which
    those from outside come from us, None holds them back."""

    def remote(address: str) -> str | None:
        is_web = address.startswith(("http://", "https://"))
        return outside(address) if outside and is_web else None

    shown = body(html, inline=_within(files, reader), remote=remote)
    context = {"shown": shown, "language": language}
    response = render(request, "tickets/mail_frame.html", context)
    desk = settings.PUBLIC_URL if is_files_host(request) else "'self'"
    response["Content-Security-Policy"] = POLICY.format(desk=desk)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _within(files: Iterable[HungFile], reader: Member) -> Source:
    keys = {file.content_id: file.key for file in files if file.content_id}

    def address(content_id: str) -> str | None:
        key = keys.get(content_id)
        return pass_to(reader, "tickets:inside", key, alone=True) if key else None

    return address
