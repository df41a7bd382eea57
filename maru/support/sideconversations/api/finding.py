"""One side conversation, or many, with what the API tells of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from maru.staff.members.models import Member
from maru.support.sideconversations.models import SideConversation


def side_of(member: Member, pk: int) -> SideConversation:
    return get_object_or_404(loaded(SideConversation.objects.visible_to(member)), pk=pk)


def loaded(rows: Any) -> QuerySet[SideConversation]:
    related = (
        "ticket__brand",
        "ticket__team",
        "ticket__requester",
        "ticket__channel",
        "started_by",
    )
    people = ("participants__member", "participants__team")
    found: QuerySet[SideConversation] = rows.select_related(*related).prefetch_related(*people)
    return found
