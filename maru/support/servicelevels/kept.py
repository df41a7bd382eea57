from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from maru.kit.database.leases import Leased
from maru.staff.company.working_time import moment
from maru.support.servicelevels.reckoning import Standing
from maru.support.servicelevels.targets import State
from maru.support.tickets.choices import label_of

# What ``keep`` and ``tell`` write.
WORKED_OUT = (
    "state", "goal", "used", "started_at", "promised_at", "warns_at", "paused_since", "ended_at",
    "due_at", "lease_until", "lease_owner", "warned_for", "breached_for",
)  # fmt: skip


class Kept(Leased):
    """How something stands to its time, as it was last worked out (0401).

    ``promised_at``: when it is, or was, too late. ``due_at``: when there is something to tell of
    it. ``warned_for``, ``breached_for``: the moment of which was told, so that nothing is told
    twice, whatever any clock says.
    """

    state = models.CharField(max_length=8, choices=State.choices)
    goal = models.PositiveIntegerField()  # seconds
    used = models.PositiveIntegerField()  # seconds that had run when it was worked out
    started_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    warns_at = models.DateTimeField(null=True)
    paused_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    warned_for = models.DateTimeField(null=True)
    breached_for = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        return label_of(State, self.state)

    @property
    def is_open(self) -> bool:
        """Whether it can still be kept, or at least be met late."""
        return self.ended_at is None

    @property
    def is_late(self) -> bool:
        late = self.promised_at is not None and self.promised_at <= timezone.now()
        return self.state == State.BREACHED or (self.state == State.RUNNING and late)

    @property
    def is_soon(self) -> bool:
        return bool(self.warns_at and self.warns_at <= timezone.now())

    @property
    def left(self) -> int:
        """Open seconds that were left when it was worked out."""
        return max(0, self.goal - self.used)

    def next_word(self) -> datetime | None:
        """Return when there is something to tell of it; None for nothing."""
        if self.state not in {State.RUNNING, State.BREACHED} or self.promised_at is None:
            return None
        if self.breached_for == self.promised_at:
            return None
        if self.state == State.BREACHED or not self.warns_at or self.warned_for == self.promised_at:
            return self.promised_at
        return self.warns_at

    def keep(self, now: Standing, goal: int) -> None:
        """Take over what was worked out; ``goal`` in seconds. Whoever calls saves it."""
        self.state, self.used, self.goal = now.state, now.used, goal
        self.started_at = moment(now.started_at)
        self.promised_at, self.warns_at = _moment(now.due_at), _moment(now.warns_at)
        self.paused_since, self.ended_at = _moment(now.since), _moment(now.ended_at)
        # Told as broken once, it is broken, though a clock was set back since (D11).
        if self.promised_at and self.breached_for == self.promised_at:
            self.state = State.BREACHED
        self.due_at = self.next_word()
        self.lease_until, self.lease_owner = None, ""

    def tell(self, now: datetime) -> str:
        """Note that it is told what is due by ``now``, and return what: "breached", "warned", or
        "" for nothing. Whoever calls tells it, in the same transaction."""
        if self.promised_at is None or self.due_at is None or self.due_at > now:
            return ""
        said = "breached" if self.promised_at <= now else "warned"
        if said == "breached":
            self.breached_for, self.state = self.promised_at, State.BREACHED
        else:
            self.warned_for = self.promised_at
        self.due_at = self.next_word()
        self.save(update_fields=["breached_for", "warned_for", "state", "due_at"])
        return said


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)
