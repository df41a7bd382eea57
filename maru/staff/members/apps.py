from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "maru.staff.members"
    label = "members"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from maru.kit.api.registry import find_keys_with, offer
        from maru.kit.live.seam import guard_with
        from maru.kit.ui.rail import RailItem, register
        from maru.staff.members import sign_in
        from maru.staff.members.live_door import SessionDoor
        from maru.staff.members.models import ApiToken
        from maru.staff.members.second_step import recording

        sign_in.listen()
        recording.listen()
        find_keys_with(ApiToken.of)
        user_logged_out.connect(_signed_out, dispatch_uid="members.signed_out")
        guard_with(SessionDoor())
        offer("maru.staff.members.api.router", tag="Staff")
        offer("maru.staff.members.api_access.router", tag="Operation")
        offer("maru.staff.members.api_company.router", tag="Staff")
        offer("maru.staff.members.api_invitations.router", tag="Staff")
        offer("maru.staff.members.api_sign_ins.router", tag="Staff")
        offer("maru.staff.members.api_teams.router", tag="Staff")
        register(RailItem("profile", _("My profile"), "user", "members:profile", 950, account=True))
        register(
            RailItem("sign-out", _("Sign out"), "signout", "account_logout", 990,
                     account=True, post=True)
        )  # fmt: skip


def _signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None:
        user.signed_out()
