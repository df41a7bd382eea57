from __future__ import annotations

from datetime import timedelta

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maru.kit.secrets import new_token
from maru.kit.throttling.throttle import Throttle
from maru.staff.members.access import open_to_all
from maru.staff.members.second_step.forms import PasskeySignInForm
from maru.staff.members.throttle import client_address, locked_out

GUESSES = Throttle("passkey", limit=30, window=timedelta(minutes=15))


@open_to_all("Here one signs in with a passkey.")
@never_cache
@require_http_methods(["GET", "POST"])
def passkey_sign_in(request: HttpRequest) -> HttpResponseBase:
    """GET: what the browser is to sign. POST: who signed it is in, without a password."""
    if GUESSES.wait(client_address(request)):
        return locked_out(request)
    if request.method == "GET":
        return JsonResponse(auth.begin_authentication(user=None))
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        GUESSES.count(client_address(request), new_token())
        messages.error(request, _("This passkey is not known here."))
        return redirect("account_login")
    passkey = form.cleaned_data["credential"]
    login = Login(user=passkey.user, redirect_url=get_next_redirect_url(request))
    response: HttpResponse = flows.perform_passwordless_login(request, passkey, login)
    return response
