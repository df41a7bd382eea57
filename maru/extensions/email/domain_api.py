"""/sending-domains: what the DNS of our mail's domains says, and the keys that sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.domains.findings import in_words
from maru.extensions.email.domains.keeping import TooMany, force, make_key, remove_key
from maru.extensions.email.models import DkimKey, SendingDomain
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.jobs import bell
from maru.staff.members.calling import caller
from maru.staff.members.models import Member

router = Routes()


class DnsRecord(Schema):
    name: str
    type: str
    value: str


class FindingOut(Schema):
    code: str
    verdict: Literal["good", "warn", "bad", "unknown"]
    message: str = Field(description="What it means and how to mend it, for people.")
    found: list[str] = Field(description="The records as they stand.")
    record: DnsRecord | None = Field(description="What to add to the DNS to mend it.")

    @staticmethod
    def resolve_message(finding: dict[str, Any]) -> str:
        return in_words(finding)


class DkimKeyOut(Schema):
    id: int
    selector: str
    algorithm: str
    record: DnsRecord
    in_dns: str = Field(description="unseen, missing, right, other or unanswered.")
    is_forced: bool
    signs: bool = Field(description="Whether mail is signed with it.")

    @staticmethod
    def resolve_record(key: DkimKey) -> dict[str, str]:
        return {"name": key.name, "type": "TXT", "value": key.record}


class SendingDomainOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 1, "name": "onnuri.example", "verdict": "good",
                "checked_at": "2026-11-26T09:00:00Z", "findings": [], "keys": [],
            }
        }
    )  # fmt: skip
    id: int
    name: str
    verdict: str = Field(description="The worst of the findings; empty before the first check.")
    checked_at: datetime | None
    findings: list[FindingOut]
    keys: list[DkimKeyOut]

    @staticmethod
    def resolve_keys(domain: SendingDomain) -> list[DkimKey]:
        return list(domain.keys.all())


class NewKey(Schema):
    algorithm: Literal["rsa", "ed25519"] = "rsa"


class KeyChange(Schema):
    """``is_forced``: sign although the DNS was not seen right."""

    is_forced: bool = unset()


@router.read(
    "/sending-domains", Page[SendingDomainOut], scope="staff:read", summary="List sending domains"
)
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The domains of your mail addresses and what was last found. For administrators."""
    return paged(_seen(caller(request)), "id", paging=paging)


@router.read(
    "/sending-domains/{id}", SendingDomainOut, scope="staff:read", summary="Show a sending domain"
)
def show(request: HttpRequest, id: Id) -> SendingDomain:
    """One domain: what MX, SPF, DKIM and DMARC say, and how to mend it."""
    return _domain(caller(request), id)


@router.write(
    "POST", "/sending-domains/{id}/check", {202: SendingDomainOut},
    scope="staff:write", summary="Check a sending domain",
)  # fmt: skip
def check(request: HttpRequest, id: Id) -> Status[SendingDomain]:
    """Have the DNS asked again. It is done when checked_at is newer, within half a minute."""
    found = _domain(caller(request), id)
    SendingDomain.objects.filter(pk=found.pk).update(due_at=timezone.now())
    bell.ring("email.domains")
    return Status(202, found)


@router.write(
    "POST", "/sending-domains/{id}/keys", {201: DkimKeyOut},
    scope="staff:write", summary="Make a DKIM key", fails=(409,),
)  # fmt: skip
def make(request: HttpRequest, id: Id, data: NewKey) -> Status[DkimKey]:
    """Put its record into the DNS; mail is signed once it was seen there. 409: too many keys."""
    member = caller(request)
    try:
        return Status(201, make_key(_domain(member, id), data.algorithm, by=member))
    except TooMany:
        words = _("This domain has many keys already: remove one first.")
        raise ApiError(409, "too_many_keys", words) from None


@router.write(
    "PATCH", "/sending-domains/keys/{id}", {200: DkimKeyOut},
    scope="staff:write", summary="Force a DKIM key",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: KeyChange) -> DkimKey:
    """Sign with it although the DNS was not seen right, or no longer."""
    member = caller(request)
    key = _key(member, id)
    if "is_forced" in data.model_fields_set:
        force(key, data.is_forced, by=member)
    return key


@router.write(
    "DELETE", "/sending-domains/keys/{id}", {204: None},
    scope="staff:write", summary="Remove a DKIM key",
)  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Leave its record in the DNS for some days: mail under way still needs it."""
    member = caller(request)
    remove_key(_key(member, id), by=member)
    return Status(204, None)


def _seen(member: Member) -> Any:
    return SendingDomain.objects.visible_to(member).prefetch_related("keys__domain")


def _domain(member: Member, id: int) -> SendingDomain:
    found: SendingDomain = get_object_or_404(_seen(member), pk=id)
    return found


def _key(member: Member, id: int) -> DkimKey:
    return get_object_or_404(DkimKey.objects.visible_to(member).select_related("domain"), pk=id)
