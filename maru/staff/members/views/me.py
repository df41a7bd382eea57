from typing import cast

from django.http import HttpRequest

from maru.staff.members.models import Member


def me(request: HttpRequest) -> Member:
    """Return who is signed in, for views whose policy makes sure that somebody is."""
    return cast(Member, request.user)
