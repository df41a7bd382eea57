"""The secret address at which a mail provider hands over the mail of one of our addresses."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.extensions.email.hooks.form import HookForm
from maru.extensions.email.hooks.hook import TROUBLES
from maru.extensions.email.models import Hook
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def hook(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = _channel(request, channel_id)
    kept = Hook.objects.filter(channel=channel).first()
    if request.method == "DELETE":
        if kept:
            with transaction.atomic():
                Event.record("hook.removed", kept, by=me(request), before={"hook": str(kept)})
                kept.delete()
        messages.success(request, _("The address is good no more."))
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    form = HookForm(request.POST or None, instance=kept or Hook(channel=channel))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved. Now enter the addresses at the provider."))
        return redirect("console:hook", channel.pk)
    context = {
        "form": form,
        "channel": channel,
        "hook": Hook.objects.filter(channel=channel).first(),
        "words": TROUBLES.get(kept.trouble, "") if kept else "",
    }
    return render(request, "console/hook.html", context, status=422 if form.is_bound else 200)


def _channel(request: HttpRequest, pk: int) -> Channel:
    brands = Brand.objects.visible_to(me(request))
    return get_object_or_404(Channel, kind="email", brand__in=brands, pk=pk)


urlpatterns = [path("addresses/<int:channel_id>/hook/", hook, name="hook")]
