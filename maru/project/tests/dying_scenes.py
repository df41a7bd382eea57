"""What a dying worker does, and at which of its steps it is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maru.kit.jobs import Sweep

Step = Callable[..., Any]
Point = tuple[str, str, Callable[[Step], Step]]  # module, name in it, how it ends there


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(step: Step) -> Step:
    return die


def after(step: Step) -> Step:
    def dying(*given: Any, **named: Any) -> Any:
        step(*given, **named)
        die()

    return dying


def half_way(step: Step) -> Step:
    def dying(*given: Any, **named: Any) -> Iterator[Any]:
        yield next(iter(step(*given, **named)))
        die()

    return dying


@dataclass(frozen=True)
class Scene:
    """``sweeps``: what their names begin with. ``is_waiting``: whether there is still work."""

    points: Mapping[str, Point]
    sweeps: tuple[str, ...]
    is_waiting: Callable[[], bool]
    look_of: Callable[[Sweep], Callable[[], int]] = lambda sweep: sweep.look


JOINING = "maru.records.channels.joining"
_JOINING: dict[str, Point] = {
    "a piece is noted, not committed": ("maru.support.tickets.pieces", "PiecesAtHand.note", after),
    "claimed": (JOINING, "_each_once", before),
    "half of the bytes written": (JOINING, "joined", half_way),
    "bytes stored, no row": (JOINING, "_end", before),
    "marked as joined, not committed": (JOINING, "_end", after),
    "envelope written, not committed": (JOINING, "bell.ring", before),
    "committed": (JOINING, "ENVELOPES.labels", before),
    "the whole received, not committed": (
        "maru.support.tickets.receiving",
        "tell_received",
        before,
    ),
}


def _is_joining() -> bool:
    from maru.records.channels.models import Envelope, PiecedMail

    received = Envelope.objects.filter(state="received")
    # What is joined between the first look and the second is received by the third.
    waiting = [received, PiecedMail.objects.filter(state="ready"), received]
    return any(rows.exists() for rows in waiting)


def _once_all_is_opened(sweep: Sweep) -> Callable[[], int]:
    """Return the look for pieces for when no mail waits.

    Else a worker that dies as it joins takes a whole that is being opened with it: six such
    deaths, and that one is set aside, as it should be.
    """
    from maru.records.channels.models import Envelope

    look = sweep.look
    if sweep.name != "channels.pieces":
        return look
    return lambda: 0 if Envelope.objects.filter(state="received").exists() else look()


ANSWER = ("maru.support.sideconversations.answers", "SideAnswer.carry_out")
_ANSWERING: dict[str, Point] = {
    "an answer beside a ticket is known for one": (*ANSWER, before),
    "it is written, not committed": (*ANSWER, after),
}


def _is_receiving() -> bool:
    from maru.records.channels.models import Envelope

    return Envelope.objects.filter(state="received").exists()


SENDING = "maru.kit.webhooks.sending"
_TELLING: dict[str, Point] = {
    "claimed": (SENDING, "next_of", before),
    "marked as perhaps told, not told": (SENDING, "as_told", before),
    "told, and nothing written down": (SENDING, "tell", after),
    "the try noted, not what became of it": (SENDING, "_write_down", before),
    "written down, still leased": (SENDING, "_let_go", before),
}


def _is_telling() -> bool:
    from maru.kit.webhooks.models import Call

    return Call.objects.filter(state="waiting").exists()


PLANNING, PUSHING = (f"maru.support.notifications.push.{each}" for each in ("planning", "sending"))
_PUSHING: dict[str, Point] = {
    "taken, not planned": (PLANNING, "Push.to_all", before),
    "planned, not committed": (PLANNING, "bell.ring", before),
    "claimed": (PUSHING, "_parcels", before),
    "written, not pushed": (PUSHING, "_hand_over", before),
    "pushed, and nothing written down": (PUSHING, "push", after),
    "written down, not noted at its browser": (PUSHING, "PushBrowser.note", before),
}


def _is_pushing() -> bool:
    from maru.support.notifications.models import Notification, Push

    waiting = [Notification.objects.filter(push_due=True), Push.objects.filter(state="waiting")]
    return any(rows.exists() for rows in waiting)


TRIGGERING, CARRYING = (
    f"maru.support.automation.{each}" for each in ("triggering", "carrying_out")
)
_RULING: dict[str, Point] = {
    "claimed, no rule asked": (TRIGGERING, "ready_rules", before),
    "held, nothing done": (TRIGGERING, "carry_out", before),
    "noted as carried out, nothing done": (CARRYING, "_do_all", before),
    "all done, not committed": (TRIGGERING, "carry_out", after),
}


def _is_ruling() -> bool:
    from maru.support.automation.models import Stir

    return Stir.objects.waiting().exists()


TIMING = "maru.support.automation.timing"
_TIMING: dict[str, Point] = {
    "found due, nothing done": (TIMING, "_carry_out_batch", before),
    "one of them done, not committed": (TIMING, "carry_out", after),
    "one of them done and committed": (TIMING, "_carry_out", after),
    "all done, the next time not planned": (TIMING, "_carry_out_on", after),
}


def _is_timing() -> bool:
    from django.utils import timezone

    from maru.support.automation.models import Rule

    return Rule.objects.filter(next_at__lte=timezone.now()).exists()


TURNING, GIVING = (f"maru.support.routing.giving.{each}" for each in ("turning", "giving"))
_ROUTING: dict[str, Point] = {
    "in the queue, nobody chosen": (TURNING, "decide", before),
    "chosen, not given": (TURNING, "give", before),
    "given, its reason not noted": (GIVING, "why_of", before),
    "given with its reason, not committed": (GIVING, "Decision.objects.create", after),
    "one given, the others not": (TURNING, "give", after),
}


def _is_routing() -> bool:
    from maru.support.tickets.models import Ticket

    return Ticket.objects.filter(assignee=None).exists()


SCENES = {
    "joining": Scene(_JOINING, ("channels.",), _is_joining, _once_all_is_opened),
    "answering": Scene(_ANSWERING, ("channels.",), _is_receiving),
    "telling": Scene(_TELLING, ("channels.rescue", "webhooks.calls"), _is_telling),
    "pushing": Scene(
        _PUSHING,
        ("channels.rescue", "notifications.push", "notifications.pushes"),
        _is_pushing,
    ),
    "ruling": Scene(_RULING, ("channels.rescue", "automation.triggers"), _is_ruling),
    "timing": Scene(_TIMING, ("channels.rescue", "automation.timers"), _is_timing),
    "routing": Scene(_ROUTING, ("channels.rescue", "routing"), _is_routing),
}
