"""/provider-apps: Maru as it is registered with Google and with Microsoft."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.extensions.email.models import ProviderApp
from maru.extensions.email.oauth.app_form import ProviderAppForm
from maru.kit.api.fields import Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.jobs import bell
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power

router = Routes()


class ProviderAppOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "provider": "microsoft", "client_id": "0f3c", "tenant": "common", "server": "",
            }
        }
    )  # fmt: skip
    provider: str
    client_id: str
    tenant: str = Field(description="Microsoft's directory; of Google it means nothing.")
    server: str = Field(description="Another sign-in server; empty: the provider's own.")


Provider = Literal["google", "microsoft"]


class ProviderAppIn(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"provider": "google", "client_id": "0f3c", "client_secret": "value"}
        }
    )
    provider: Provider
    client_id: Line
    client_secret: Words = unset()
    tenant: Line = unset()
    server: Line = unset()


@router.read(
    "/provider-apps", Page[ProviderAppOut], scope="staff:read", summary="List provider apps"
)
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """As what Maru is registered with Google and Microsoft, without the secrets."""
    return paged(ProviderApp.objects.visible_to(caller(request)), "id", paging=paging)


@router.read(
    "/provider-apps/{provider}",
    ProviderAppOut,
    scope="staff:read",
    summary="Show a provider app",
    fails=(422,),
)
def show(request: HttpRequest, provider: Provider) -> ProviderApp:
    """Without its secret. For administrators."""
    return get_object_or_404(ProviderApp.objects.visible_to(caller(request)), provider=provider)


@router.write(
    "POST", "/provider-apps", {200: ProviderAppOut}, scope="staff:write",
    summary="Register a provider app",
)  # fmt: skip
def register(request: HttpRequest, data: ProviderAppIn) -> ProviderApp:
    """There is one for each provider: a second time it is changed. Leave the secret out to keep
    the one that is there.

    Members then sign in to mailboxes by the button on their page. With another client ID or
    server its mailboxes must be signed in to anew.
    """
    member = caller_who_can(request, Power.COMPANY)
    kept = ProviderApp.objects.filter(provider=data.provider).first()
    before = {"tenant": kept.tenant, "server": kept.server} if kept else {}
    form = ProviderAppForm(
        {**before, **data.dict(exclude_unset=True)},
        instance=kept or ProviderApp(provider=data.provider),
    )
    require_valid(form)
    app = form.save_by(member, noun="provider_app")
    bell.ring("email.mailboxes")
    return app
