"""The secret address at which a mail provider hands over the mail of one of our addresses."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.extensions.email.hooks import s3, s3_trouble
from maru.extensions.email.hooks.bucket_form import BucketForm
from maru.extensions.email.hooks.form import HookForm
from maru.extensions.email.hooks.hook import TROUBLES, HookProvider
from maru.extensions.email.models import Bucket, Hook
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
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
            kept.forget(by=me(request))
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
        "bucket": Bucket.objects.filter(hook=kept).first() if kept else None,
    }
    return render(request, "console/hook.html", context, status=422 if form.is_bound else 200)


@needs(Power.COMPANY)
@require_http_methods(["POST", "DELETE"])
def hook_overlap(request: HttpRequest, channel_id: int) -> HttpResponse:
    """POST: new addresses, the old ones good for a day. DELETE: what is old counts no more."""
    found = get_object_or_404(Hook.objects.visible_to(me(request)), channel_id=channel_id)
    try:
        if request.method == "POST":
            found.renew(by=me(request))
            messages.success(request, _("Here are new addresses. Enter them at the provider."))
        else:
            found.end_overlap(by=me(request))
            messages.success(request, _("Only the newest address and key count now."))
    except Hook.DoesNotExist:
        raise Http404 from None
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def bucket(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Where SES puts the mail of this address, and the key that reads it."""
    found = _ses_hook(request, channel_id)
    kept = Bucket.objects.filter(hook=found).first()
    if request.method == "DELETE":
        if kept:
            kept.forget(by=me(request))
        messages.success(request, _("The bucket is forgotten, and its key erased."))
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    form = BucketForm(request.POST or None, instance=kept or Bucket(hook=found))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved. Test now whether Maru can read it."))
        return redirect("console:bucket", channel_id)
    context = {
        "form": form,
        "channel": found.channel,
        # A refused form has written what was typed onto the instance.
        "bucket": Bucket.objects.filter(hook=found).first(),
        "account": found.key,
        "has_common_key": bool(settings.S3_KEY_ID and settings.S3_SECRET),
    }
    return render(request, "console/bucket.html", context, status=422 if form.is_bound else 200)


@needs(Power.COMPANY)
@require_POST
def bucket_trial(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Try the bucket as it is saved."""
    found = get_object_or_404(Bucket, hook=_ses_hook(request, channel_id))
    why = s3.try_out(found)
    context = {"trouble": why, "words": s3_trouble.in_words(why.code) if why else ""}
    return render(request, "console/_bucket_trial.html", context)


def _ses_hook(request: HttpRequest, channel_id: int) -> Hook:
    hooks = Hook.objects.visible_to(me(request)).select_related("channel")
    return get_object_or_404(hooks, channel_id=channel_id, provider=HookProvider.SES)


def _channel(request: HttpRequest, pk: int) -> Channel:
    brands = Brand.objects.visible_to(me(request))
    return get_object_or_404(Channel, kind="email", brand__in=brands, pk=pk)


urlpatterns = [
    path("addresses/<int:channel_id>/hook/", hook, name="hook"),
    path("addresses/<int:channel_id>/hook/overlap/", hook_overlap, name="hook_overlap"),
    path("addresses/<int:channel_id>/hook/bucket/", bucket, name="bucket"),
    path("addresses/<int:channel_id>/hook/bucket/trial/", bucket_trial, name="bucket_trial"),
]
