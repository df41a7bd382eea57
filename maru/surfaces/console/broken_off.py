"""A sign-in at a mail provider that came to nothing, shown on the page it began on."""

from __future__ import annotations

from django.http import HttpRequest

from maru.extensions.email.models import MailboxSignIn
from maru.staff.members.models import SignIn
from maru.staff.members.views.me import me

PARAMETER = "sign_in"


def broken_off(request: HttpRequest) -> MailboxSignIn | None:
    """Return the member's own sign-in that the address names; None for no such, or a good one."""
    number = request.GET.get(PARAMETER, "")
    if request.method != "GET" or not number.isascii() or not number.isdigit():
        return None
    mine = MailboxSignIn.objects.filter(member=me(request), browser=SignIn.id_of(request))
    return mine.filter(pk=int(number[:15])).exclude(trouble="").first()
