"""/search: over everything that the caller may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.bearer import Bearer, key_of
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import LARGEST, Paging, Words
from maru.kit.api.routes import Routes
from maru.kit.search.finding import find
from maru.kit.search.hits import Hit, hits
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller_who_can
from maru.staff.members.roles import Power
from maru.support.sideconversations.models import SideConversation
from maru.support.tickets.models import Ticket

router = Routes()


class HitOut(Schema):
    kind: str = Field(description="ticket, customer, organization or side (conversation).")
    id: int = Field(description="The ticket's number; the id of all others.")
    moment: datetime = Field(description="When something was last said there.")
    words: str = Field(description="Where it says so; '' where only the title does.")


class GuessOut(Schema):
    typed: str
    meant: str


class FoundOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [
                    {"kind": "ticket", "id": 41, "moment": "2026-11-22T09:00:00Z",
                     "words": "… 어제 환불했는데 아직 입금이 안 됐어요"}
                ],
                "next": None, "guesses": [], "loosened": False, "problems": [],
            }
        }
    )  # fmt: skip
    items: list[HitOut]
    next: str | None = Field(description="Pass it as ?cursor= for the next page; null at the end.")
    guesses: list[GuessOut] = Field(description="Typing errors, and what they were taken for.")
    loosened: bool = Field(
        description="Little or nothing says all of a sentence: these say the words that tell most."
    )
    problems: list[str] = Field(description="What was not understood, and is left out, in words.")


class SearchIn(Paging):
    q: Words = Field("", description="As in the search of the desk.", max_length=500)
    kind: Literal["ticket", "customer", "organization", "side"] | None = None
    order: Literal["newest", "best"] = "newest"
    limit: int = Field(20, ge=1, le=100, description="How many at most.")


@router.read("/search", FoundOut, scope="tickets:read", summary="Search", fails=(422,))
def search(request: HttpRequest, asked: Query[SearchIn]) -> dict[str, Any]:
    """Words, "exact words", -without, and fields such as status:open, from:name, before:2026-01.

    With `order=best` there is one page: the best among the newest few hundred.
    """
    by = caller_who_can(request, Power.READ)
    found = find(
        asked.q, by, kinds=_kinds(request, asked.kind), order=asked.order,
        before=_before(asked.cursor), size=asked.limit,
    )  # fmt: skip
    shown = hits(found)
    AccessRecord.note(request, "search", by=by, customers=_customers(shown))
    query = found.query
    return {
        "items": [_told(hit) for hit in shown],
        "next": str(found.next) if found.next else None,
        "guesses": [{"typed": t, "meant": m} for t, m in found.guesses],
        "loosened": query.is_loosened if query else False,
        "problems": list(query.problems) if query else [],
    }


def _kinds(request: HttpRequest, asked: str | None) -> list[str]:
    """Return what is searched: customers and organizations only with the scope for them."""
    theirs = ["customer", "organization"]
    if asked in theirs:
        Bearer("customers:read")(request)
    if asked:
        return [asked]
    return ["ticket", "side", *(theirs if "customers:read" in key_of(request).scopes else [])]


def _before(cursor: str | None) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 20):
        message = _("This cursor is not from this list. Begin again without one.")
        raise ApiError(422, "bad_cursor", message, fields={"cursor": message})
    return min(int(cursor), LARGEST)


def _told(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.document.kind,
        "id": hit.document.object_id,
        "moment": hit.document.moment,
        "words": "".join(stretch.text for stretch in hit.words),
    }


def _customers(shown: list[Hit]) -> list[int | None]:
    ids: dict[str, list[int]] = {"ticket": [], "customer": [], "organization": [], "side": []}
    for hit in shown:
        ids[hit.document.kind].append(hit.document.object_id)
    theirs = Ticket.objects.filter(pk__in=ids["ticket"]).values_list("requester_id", flat=True)
    beside = SideConversation.objects.filter(pk__in=ids["side"])
    asked_for = beside.values_list("ticket__requester_id", flat=True) if ids["side"] else []
    return [*theirs, *asked_for, *ids["customer"]]
