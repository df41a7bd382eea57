"""Whoever plans somebody holds their row: of two at once the second sees what the first planned."""

from __future__ import annotations

from collections.abc import Iterable

from maru.staff.members.models import Member


def hold(members: Iterable[int]) -> None:
    """Hold the rows of ``members`` until the transaction ends, always in the same order, so that
    two who hold several do not wait for each other. One query."""
    rows = Member.objects.get_queryset().select_for_update(no_key=True).order_by("pk")
    list(rows.filter(pk__in=list(members)).values_list("pk"))
