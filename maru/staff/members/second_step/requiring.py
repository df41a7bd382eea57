from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.staff.company.models import Company
from maru.staff.members.member import Member
from maru.staff.members.second_step.state import has_second_step, required_from

# Where one sets it up, proves who one is, or leaves.
STILL_OPEN = {
    "mfa_index", "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_add_webauthn",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_logout", "account_change_password",
}  # fmt: skip


def second_step_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead members who must have a second step by now to setting it up. One query a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        member = request.user if isinstance(request.user, Member) else None
        if member is None or not _is_missing(member, Company.of(request)):
            return get_response(request)
        if resolve(request.path_info).url_name in STILL_OPEN:
            return get_response(request)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
        messages.warning(request, _("Set up a second step first: this company asks for one."))
        return redirect("mfa_index")

    return middleware


def _is_missing(member: Member, company: Company | None) -> bool:
    since = required_from(member, company)
    return since is not None and since <= timezone.now() and not has_second_step(member)
