from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import signed_in
from maru.staff.members.forms.password import PasswordForm
from maru.staff.members.models import SignIn
from maru.staff.members.views.me import me
from maru.staff.members.views.sign_in_link import CAME_BY_LINK


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set a new password. Every other session of this member ends (S16)."""
    member = me(request)
    came_by_link = request.session.get(CAME_BY_LINK) == member.pk
    ask_old = member.has_usable_password() and not came_by_link
    form = PasswordForm(request.POST or None, request=request, member=member, ask_old=ask_old)
    if request.method == "POST" and form.is_valid():
        member.change_password(form.cleaned_data["new"])
        update_session_auth_hash(request, member)
        member.end_sign_ins(but=SignIn.id_of(request))
        request.session.pop(CAME_BY_LINK, None)
        messages.success(request, _("Your password is set. You are signed out everywhere else."))
        # Who came by a link wanted in, to work.
        return redirect("/" if came_by_link else "members:profile")
    status = 422 if form.is_bound else 200
    return render(request, "account/password_change.html", {"form": form}, status=status)
