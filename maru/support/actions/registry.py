"""Which actions there are. An upper app, or one whose actions rows define, brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from maru.staff.members.models import Member
from maru.support.actions.action import Action
from maru.support.actions.deeds.deed import Deed
from maru.support.actions.deeds.fields import Assigned, InTeam, Priority, Sort, Spam, Status
from maru.support.actions.deeds.following import Followed
from maru.support.actions.deeds.snoozing import Snoozed
from maru.support.actions.deeds.tagging import Tagged, Untagged
from maru.support.actions.saying import Note

Source = Callable[[], Iterable[Action]]

# In the order in which they are done: who may have a ticket depends on its team, and what must
# be said before it is solved is said before.
_FIRST: list[Action] = [
    InTeam(), Assigned(), Priority(), Sort(), Tagged(), Untagged(), Followed(), Snoozed(),
]  # fmt: skip
_LAST: list[Action] = [Note(), Spam(), Status()]
_sources: list[Source] = []


def actions_with(source: Source) -> None:
    """Have ``source`` give more actions, asked anew each time. Registering twice is once."""
    if source not in _sources:
        _sources.append(source)


def actions(by: Member | None = None) -> list[Action]:
    """Return all, or those that exist for ``by``, in the order in which they are done. Costs what
    the sources cost."""
    found = [*_FIRST, *(action for source in _sources for action in source()), *_LAST]
    return found if by is None else [action for action in found if action.exists_for(by)]


def deeds(by: Member | None = None) -> list[Deed]:
    """Return those of ``actions`` that can be done to many tickets at once."""
    return [
        action for action in actions(by) if isinstance(action, Deed) and not action.is_for_rules
    ]
