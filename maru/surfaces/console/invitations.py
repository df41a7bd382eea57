"""Inviting colleagues, and who was invited and has not come yet."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.members.access import needs
from maru.staff.members.forms.invitation import InvitationForm
from maru.staff.members.inviting import Invited, invite
from maru.staff.members.mails import invitation_link, mail_invitation
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Invitation
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.PEOPLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite one or many; the answer shows each link once, for where no mail goes out."""
    form = InvitationForm(request.POST or None, by=me(request))
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite(by=me(request), **form.cleaned_data)
        except Disallowed as why:
            form.add_error(None, str(why))
        else:
            return _show_links(request, invited, status=201)
    waiting = Invitation.objects.visible_to(me(request)).waiting().select_related("invited_by")
    context = {"form": form, "waiting": waiting}
    status = 422 if form.is_bound else 200
    return render(request, "console/invitations.html", context, status=status)


@needs(Power.PEOPLE)
@require_http_methods(["DELETE"])
def invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation: its link is dead at once."""
    _find(request, invitation_id).withdraw(by=me(request))
    return HttpResponse()


@needs(Power.PEOPLE)
@never_cache
@require_POST
def mail(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send it again, with a new link; the old one ends."""
    found = _find(request, invitation_id)
    with transaction.atomic():
        token = found.issue_again(by=me(request))
        if token:
            mail_invitation(found, token)
    if token is None:
        messages.error(request, _("This invitation was just accepted or withdrawn."))
        return redirect("console:invitations")
    return _show_links(request, [Invited(found, invitation_link(token))])


def _show_links(request: HttpRequest, invited: list[Invited], *, status: int = 200) -> HttpResponse:
    context = {"invited": invited, "goes_out": bool(settings.MAIL_OUT)}
    return render(request, "console/invited.html", context, status=status)


def _find(request: HttpRequest, invitation_id: int) -> Invitation:
    mine = Invitation.objects.visible_to(me(request)).waiting()
    return get_object_or_404(mine, pk=invitation_id)


urlpatterns = [
    path("invitations/", invitations, name="invitations"),
    path("invitations/<int:invitation_id>/", invitation, name="invitation"),
    path("invitations/<int:invitation_id>/mail/", mail, name="invitation_mail"),
]
