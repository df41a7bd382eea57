from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import open_to_all
from maru.staff.members.models import PasswordReset
from maru.staff.members.throttle import client_address, locked_out


class AskingForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


@open_to_all("Who forgot the password cannot sign in.")
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Take the wish for a new password; say and do the same whosever the address is (S15)."""
    form = AskingForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked and not PasswordReset.ask(
        form.cleaned_data["email"], address=client_address(request)
    ):
        return locked_out(request)
    context = {"form": form, "is_asked": is_asked}
    status = 422 if form.is_bound and not is_asked else 200
    return render(request, "members/password_reset.html", context, status=status)
