"""Setting up and taking away one's own second step."""

from __future__ import annotations

import base64
from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.company.models import Company
from maru.staff.members.access import View, signed_in
from maru.staff.members.second_step.forms import NewPasskeyForm
from maru.staff.members.second_step.state import (
    codes_left,
    recovery_codes_of,
    required_from,
    steps_of,
)
from maru.staff.members.views.me import me

# Who walks up to an open desk must not make a key of their own.
proven: Callable[[View], View] = reauthentication_required(app="allauth.mfa")


@signed_in
@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    member = me(request)
    steps = list(steps_of(member))
    context = {
        "app": next((each for each in steps if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in steps if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": codes_left(member),
        "required_from": required_from(member, Company.here()),
    }
    return render(request, "members/second_step.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven
def app(request: HttpRequest) -> HttpResponse:
    """Show the QR code of a new secret, and keep it once a code from it is right."""
    member = me(request)
    if steps_of(member).filter(type=Authenticator.Type.TOTP).exists():
        return redirect("mfa_index")
    form = ActivateTOTPForm(request.POST or None, user=member)
    if request.method == "POST" and form.is_valid():
        # Those of a passkey were shown, and hold on.
        had_codes = recovery_codes_of(member) is not None
        activate_totp(request, form)
        messages.success(request, _("The app is set up. Its codes are asked for from now on."))
        return redirect("mfa_index" if had_codes else "mfa_view_recovery_codes")
    address = get_adapter().build_totp_url(member, form.secret)
    svg = get_adapter().build_totp_svg(address).encode()
    context = {
        "form": form,
        "secret": form.secret,
        "picture": "data:image/svg+xml;base64," + base64.b64encode(svg).decode(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/second_step_app.html", context, status=status)


@signed_in
@require_POST
@proven
def app_removal(request: HttpRequest) -> HttpResponse:
    found = get_object_or_404(steps_of(me(request)), type=Authenticator.Type.TOTP)
    return _remove(request, found)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Have the browser make a passkey, and keep its public half."""
    member = me(request)
    form = NewPasskeyForm(request.POST or None, user=member)
    if request.method == "POST" and form.is_valid():
        made, codes = flows.add_authenticator(
            request, name=form.cleaned_data["name"][:80], credential=form.cleaned_data["credential"]
        )
        flows.reauthenticate(request, made)  # whoever just used it need not prove it again
        messages.success(request, _("The passkey is ready. You can sign in with it."))
        return redirect("mfa_view_recovery_codes" if codes else "mfa_index")
    options = auth.begin_registration(member, passwordless=False)
    # A key that keeps the account itself also signs in without a password.
    selection = {**options["publicKey"]["authenticatorSelection"]}
    selection |= {"residentKey": "preferred", "requireResidentKey": False}
    public_key = {**options["publicKey"], "authenticatorSelection": selection}
    context = {"form": form, "options": {"publicKey": public_key}}
    status = 422 if form.is_bound else 200
    return render(request, "members/passkey_new.html", context, status=status)


@signed_in
@require_POST
@proven
def passkey_removal(request: HttpRequest, passkey_id: int) -> HttpResponse:
    mine = steps_of(me(request)).filter(type=Authenticator.Type.WEBAUTHN)
    return _remove(request, get_object_or_404(mine, pk=passkey_id))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show new codes this once; afterwards only how many are left."""
    member = me(request)
    if not steps_of(member).exists():
        return redirect("mfa_index")
    if request.method == "POST":
        generate_recovery_codes(request)
        return redirect("mfa_view_recovery_codes")
    codes = recovery_codes_of(member)
    wrapped = codes.wrap() if codes else None
    context = {
        "codes": wrapped.get_unused_codes() if wrapped and not wrapped.did_view else [],
        "left": len(wrapped.get_unused_codes()) if wrapped else 0,
    }
    if wrapped and request.method == "GET":
        wrapped.mark_as_viewed()
    return render(request, "members/recovery_codes.html", context)


def _remove(request: HttpRequest, step: Authenticator) -> HttpResponse:
    member = me(request)
    since, is_last = required_from(member, Company.here()), steps_of(member).count() == 1
    if is_last and since and since <= timezone.now():
        messages.error(request, _("This company asks for a second step. Add another one first."))
    elif is_last and not member.has_usable_password():
        messages.error(request, _("You have no other way in. Choose a password first."))
    else:
        delete_and_cleanup(request, step)
        messages.success(request, _("It is taken away. You are signed out everywhere else."))
    return redirect("mfa_index")
