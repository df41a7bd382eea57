from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.slots import fillings
from maru.staff.company.time_zones import COMMON
from maru.staff.members.access import signed_in
from maru.staff.members.forms.api_token import ApiTokenForm
from maru.staff.members.forms.profile import ProfileForm
from maru.staff.members.models import Member
from maru.staff.members.views.me import me


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    member = me(request)
    # A copy: a refused answer must not rename the person on the page that says so.
    form = ProfileForm(request.POST or None, instance=Member.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        form.save_by(member, noun="profile")
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Your profile is saved."))
        return redirect("members:profile")
    return show_profile(request, form=form, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def signature_preview(request: HttpRequest) -> HttpResponse:
    """Show how an answer would end with the signature that is being written."""
    return render(
        request,
        "members/_signature.html",
        {"signature": request.POST.get("signature", "")[:2000], "member": me(request)},
    )


def show_profile(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    member = me(request)
    context = {
        "form": ProfileForm(instance=member),
        "token_form": ApiTokenForm(),
        "new_token": "",
        "member": member,
        "signature": member.signature,
        "tokens": member.api_tokens.all(),
        "time_zones": COMMON,
        "fillings": fillings("profile"),
        **more,
    }
    return render(request, "members/profile.html", context, status=status)
