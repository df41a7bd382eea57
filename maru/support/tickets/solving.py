from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from maru.kit.fields.reading import forget
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.tickets.choices import DONE, Status
from maru.support.tickets.filling import Filling, Unfilled
from maru.support.tickets.snoozing.snoozing import AWAKE


class Solving(Filling):
    """Where a ticket stands between its first word and its last."""

    class Meta:
        abstract = True

    def set_status(
        self,
        status: str,
        *,
        by: Actor | None,
        because: Event | None = None,
        even_unfilled: bool = False,
    ) -> bool:
        """Move to ``status``; return False if it stood there already.

        Raises Unfilled, whoever asks, where it would be done and a field that is needed says
        nothing; ``even_unfilled``: it was done before, and is put back.
        """

        def along(before: str) -> dict[str, Any]:
            # By what it really was: a customer may have opened it again meanwhile.
            if (status in DONE) == (before in DONE):
                return {}
            if status in DONE and not even_unfilled:
                self._must_be_filled()
            if status not in DONE:
                return {"solved_at": None}
            return {"solved_at": timezone.now(), **AWAKE}

        return self.change("status", status, by=by, because=because, along=along)

    def _must_be_filled(self) -> None:
        forget(self._me)  # of now, with its row held
        if missing := self.unfilled():
            raise Unfilled(self._me, missing)

    def solve(self, *, by: Actor | None) -> bool:
        return self.set_status(Status.SOLVED, by=by)

    def close(self, *, by: Actor | None) -> bool:
        return self.set_status(Status.CLOSED, by=by)

    def reopen(self, *, by: Actor | None, because: Event | None = None) -> bool:
        return self.set_status(Status.OPEN, by=by, because=because)

    @property
    def reopens_until(self) -> datetime | None:
        """Until when a customer's word opens it again; None while it is not done.

        Costs one query unless ``brand`` is loaded.
        """
        ticket = self._me
        if not ticket.is_done or ticket.solved_at is None:
            return None
        return ticket.solved_at + timedelta(days=ticket.brand.reopen_days)

    def reopens_for_reply(self, at: datetime) -> bool:
        """Return whether a customer's word at ``at`` still belongs here rather than in a follow-up.

        Costs what ``reopens_until`` does.
        """
        until = self.reopens_until
        return until is None or at <= until
