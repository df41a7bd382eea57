"""What comes within a short time is one message in a chat, not one for each (0392)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile

from maru.kit.webhooks.announcement import Announcement, Gathered
from maru.kit.webhooks.bodies import CHATS
from maru.kit.webhooks.call import Call, CallState
from maru.kit.webhooks.webhook import Webhook

# The first is told at once; what follows within so long waits until it is over, and is one.
SHORTLY = timedelta(seconds=4)
MOST = 200  # in one message
NAMED = 5


def next_of(webhook: Webhook) -> list[Call]:
    """Return what ``webhook`` is to be told next, the oldest first: one, or what a chat can be told
    together. What may have come already stands apart from what has not. [] for nothing."""
    waiting = webhook.calls.filter(state=CallState.WAITING).order_by("id")
    most = MOST if webhook.form in CHATS else 1
    found = list(waiting[:most])
    return found[:1] + list(takewhile(lambda call: _fits(found[0], call), found[1:]))


def _fits(first: Call, call: Call) -> bool:
    are_gathered = can_be_gathered(first) and can_be_gathered(call)
    return are_gathered and call.is_unsure == first.is_unsure


def can_be_gathered(call: Call) -> bool:
    """Whether a chat may be told it together with others."""
    return not call.is_alone and bool(call.content.several)


def as_told(calls: Sequence[Call]) -> Announcement | Gathered:
    """Return ``calls`` as one message."""
    told = [call.content for call in calls]
    if len(told) == 1:
        return told[0]
    last = told[-1]
    return Gathered(
        " · ".join(_counted(told)),
        told[: -NAMED - 1 : -1],
        is_whole=len(told) <= NAMED,
        all_link=last.all_link,
        all_label=last.all_label,
        again=last.again,
    )


def _counted(told: Sequence[Announcement]) -> list[str]:
    counts = Counter(each.several for each in told)
    return [words % {"num": count} for words, count in counts.items()]
