"""What the DNS of a sending domain says of our mail, and the keys that sign it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.email.domains.checking import check
from maru.extensions.email.domains.dkim_key import Algorithm
from maru.extensions.email.domains.findings import in_words
from maru.extensions.email.domains.keeping import TooMany, force, make_key, remove_key
from maru.extensions.email.models import DkimKey, SendingDomain
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def domain(request: HttpRequest, domain_id: int) -> HttpResponse:
    found = _found(request, domain_id)
    context = {
        "domain": found,
        "findings": [
            {**each, "part": each["code"].partition(".")[0], "words": in_words(each)}
            for each in found.findings
        ],
        "keys": list(found.keys.all()),
        "algorithms": Algorithm.choices,
    }
    return render(request, "console/domain.html", context)


@needs(Power.COMPANY)
@require_POST
def domain_checks(request: HttpRequest, domain_id: int) -> HttpResponse:
    """Ask the DNS now: 15 seconds at the most."""
    found = _found(request, domain_id)
    check(found)
    messages.success(request, _("The DNS was asked again."))
    return redirect("console:domain", found.pk)


@needs(Power.COMPANY)
@require_POST
def domain_keys(request: HttpRequest, domain_id: int) -> HttpResponse:
    found = _found(request, domain_id)
    algorithm = request.POST.get("algorithm", "")
    if algorithm not in Algorithm.values:
        messages.error(request, _("Choose the kind of key."))
        return redirect("console:domain", found.pk)
    try:
        make_key(found, algorithm, by=me(request))
        messages.success(request, _("The key is made. Put its record into the DNS, then check."))
    except TooMany:
        messages.error(request, _("This domain has many keys already: remove one first."))
    return redirect("console:domain", found.pk)


@needs(Power.COMPANY)
@require_http_methods(["POST", "DELETE"])
def domain_key(request: HttpRequest, domain_id: int, key_id: int) -> HttpResponse:
    found = _found(request, domain_id)
    key = get_object_or_404(DkimKey.objects.filter(domain=found), pk=key_id)
    if request.method == "DELETE":
        remove_key(key, by=me(request))
        messages.success(request, _("The key is removed. Leave its record for some days."))
    else:
        force(key, request.POST.get("force") == "1", by=me(request))
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _found(request: HttpRequest, pk: int) -> SendingDomain:
    return get_object_or_404(SendingDomain.objects.visible_to(me(request)), pk=pk)


urlpatterns = [
    path("domains/<int:domain_id>/", domain, name="domain"),
    path("domains/<int:domain_id>/checks/", domain_checks, name="domain_checks"),
    path("domains/<int:domain_id>/keys/", domain_keys, name="domain_keys"),
    path("domains/<int:domain_id>/keys/<int:key_id>/", domain_key, name="domain_key"),
]
