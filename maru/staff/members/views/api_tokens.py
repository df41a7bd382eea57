from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import signed_in
from maru.staff.members.forms.api_token import ApiTokenForm
from maru.staff.members.models import ApiToken
from maru.staff.members.views.me import me
from maru.staff.members.views.profile import show_profile


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """Make a token of one's own; this answer is the only place that ever shows it."""
    if request.method != "POST":
        return redirect("members:profile")  # who loads the answer's address again
    form = ApiTokenForm(request.POST)
    if not form.is_valid():
        return show_profile(request, token_form=form, status=422)
    token = ApiToken.issue(
        me(request),
        form.cleaned_data["scopes"],
        name=form.cleaned_data["name"],
        expires_at=form.expires_at,
    )
    return show_profile(request, new_token=token, status=201)


@signed_in
@require_http_methods(["DELETE"])
def api_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    member = me(request)
    get_object_or_404(member.api_tokens, pk=token_id).revoke(by=member)
    return render(request, "members/_api_tokens.html", {"tokens": member.api_tokens.all()})
