"""Which deeds there are. An upper app, or one whose deeds rows define, brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from maru.staff.members.models import Member
from maru.support.bulk.deeds.deed import Deed
from maru.support.bulk.deeds.fields import Assigned, InTeam, Priority, Sort, Spam, Status
from maru.support.bulk.deeds.following import Followed
from maru.support.bulk.deeds.tagging import Tagged, Untagged

Source = Callable[[], Iterable[Deed]]

# In the order in which they are done: who may have a ticket depends on its team, and what must
# be said before it is solved is said before.
_FIRST: list[Deed] = [
    InTeam(), Assigned(), Priority(), Sort(), Tagged(), Untagged(), Followed(),
]  # fmt: skip
_LAST: list[Deed] = [Spam(), Status()]
_sources: list[Source] = []


def deeds_with(source: Source) -> None:
    """Have ``source`` give more deeds, asked anew each time. Registering twice is once."""
    if source not in _sources:
        _sources.append(source)


def deeds(by: Member | None = None) -> list[Deed]:
    """Return all, or those that exist for ``by``, in the order in which they are done. Costs what
    the sources cost."""
    found = [*_FIRST, *(deed for source in _sources for deed in source()), *_LAST]
    return found if by is None else [deed for deed in found if deed.exists_for(by)]


def deed_named(name: str) -> Deed | None:
    return next((deed for deed in deeds() if deed.name == name), None)
