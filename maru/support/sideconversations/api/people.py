"""/side-conversations/{id}/people: who takes part."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.roles import Power
from maru.support.sideconversations.api.finding import side_of
from maru.support.sideconversations.api.schemas import NewPeople, SideOut
from maru.support.sideconversations.inviting import invite, invited_in, take_out
from maru.support.sideconversations.models import SideConversation, SideParticipant

router = Routes()


@router.write(
    "POST", "/side-conversations/{id}/people", {200: SideOut},
    scope="tickets:write", summary="Let further people take part",
)  # fmt: skip
def add_people(request: HttpRequest, id: Id, data: NewPeople) -> SideConversation:
    """They get what is said from now on; members see what was said before."""
    member = caller_who_can(request, Power.NOTE)
    side = side_of(member, id)
    invite(side, invited_in("\n".join(data.to), side.ticket, member), by=member)
    return side_of(member, id)


@router.write(
    "DELETE", "/side-conversations/{id}/people/{person}", {204: None},
    scope="tickets:write", summary="Take somebody out",
)  # fmt: skip
def remove_person(request: HttpRequest, id: Id, person: Id) -> Status[None]:
    """They get nothing of what is said from now on."""
    member = caller_who_can(request, Power.NOTE)
    row = get_object_or_404(SideParticipant, conversation=side_of(member, id), pk=person)
    take_out(row, by=member)
    return Status(204, None)
