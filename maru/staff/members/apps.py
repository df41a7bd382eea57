from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from maru.kit.ui.palette import Shelf


class MembersConfig(AppConfig):
    name = "maru.staff.members"
    label = "members"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from maru.kit.api.registry import find_keys_with, offer
        from maru.kit.live.seam import guard_with
        from maru.kit.slots import fill
        from maru.kit.ui import palette
        from maru.kit.ui.look import look_with
        from maru.kit.ui.rail import RailItem, register
        from maru.staff.members import sign_in
        from maru.staff.members.live_door import SessionDoor
        from maru.staff.members.models import ApiToken
        from maru.staff.members.personal.looking import look_of
        from maru.staff.members.second_step import recording

        sign_in.listen()
        recording.listen()
        find_keys_with(ApiToken.of)
        user_logged_out.connect(_signed_out, dispatch_uid="members.signed_out")
        guard_with(SessionDoor())
        look_with(look_of)
        fill("profile", "members/_profile_preferences.html", order=10)
        fill("rail.avatar", "members/_own_avatar.html")
        fill("rail.me", "members/_availability.html")
        offer("maru.staff.members.api.router", tag="Staff")
        offer("maru.staff.members.api_access.router", tag="Operation")
        offer("maru.staff.members.api_company.router", tag="Staff")
        offer("maru.staff.members.api_invitations.router", tag="Staff")
        offer("maru.staff.members.personal.api.router", tag="Staff")
        offer("maru.staff.members.api_sign_ins.router", tag="Staff")
        offer("maru.staff.members.api_teams.router", tag="Staff")
        offer("maru.staff.members.skills.api.router", tag="Staff")
        palette.offer(_own_pages)
        register(RailItem("profile", _("My profile"), "user", "members:profile", 950, account=True))
        register(
            RailItem("sign-out", _("Sign out"), "signout", "account_logout", 990,
                     account=True, post=True)
        )  # fmt: skip


def _own_pages(request: HttpRequest) -> Iterable[Shelf]:
    """Offer to the palette the pages about oneself."""
    from maru.kit.ui.palette import Entry, Shelf

    pages = [
        ("profile", gettext("My profile"), "members:profile", "user"),
        ("preferences", gettext("Look, sound and quiet hours"), "members:preferences", "sun"),
        ("password", gettext("Change password"), "account_change_password", "key"),
        ("second-step", gettext("Second step and passkeys"), "mfa_index", "shield"),
        ("sign-ins", gettext("Where you are signed in"), "members:sign_ins", "screen"),
    ]
    entries = [Entry(key, label, reverse(url_name), icon) for key, label, url_name, icon in pages]
    yield Shelf("own", gettext("My profile"), 60, entries)


def _signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None:
        user.signed_out()
