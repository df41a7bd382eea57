"""What would have happened: arrivals, people and rules are played against one another, second by
second, without a clock or chance. The same values give the same days."""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from maru.support.routing.brain.deciding import decide
from maru.support.routing.brain.nouns import Person, Presence, Rules, Work
from maru.support.routing.brain.queueing import place_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """One piece of work, and how many seconds of somebody's attention it takes."""

    work: Work
    takes: float


@dataclass(frozen=True, slots=True)
class Staffed:
    """Somebody, and when they are there: pairs of seconds since 1970, in order, apart."""

    person: Person
    there: Sequence[tuple[float, float]]


@dataclass(slots=True)
class Fate:
    """What became of one piece of work; None: that did not happen until the end."""

    work: Work
    person: int | None = None
    given_at: float | None = None
    begun_at: float | None = None
    done_at: float | None = None
    given: int = 0  # how often: it went back when somebody was absent


@dataclass(slots=True)
class _Desk:
    """One person at work: what they have, what of it they are doing."""

    person: Person
    held: list[tuple[tuple[float, float, int], int]] = field(default_factory=list)
    doing: int | None = None
    left: float = 0.0  # seconds of what they are doing
    since: float = 0.0  # when they went on with it
    turn: int = 0  # makes an end that was foreseen before they left worth nothing
    worked: float = 0.0


@dataclass(slots=True)
class Played:
    """The fates in the order of arrival, and the seconds that each person worked and was there."""

    fates: list[Fate]
    worked: dict[int, float]
    there: dict[int, float]
    most: dict[int, int]  # what each had at once, at most
    absent_given: int = 0  # never anything but 0; a test asks
    over: int = 0  # the same of what was given above a capacity


def play(
    arrivals: Iterable[Arrival],
    staff: Sequence[Staffed],
    rules: Rules,
    *,
    until: float,
    absent_after: float | None = None,
) -> Played:
    """Return what becomes of ``arrivals`` until then.

    Everybody does one thing after another, the most pressing first; what they do when they leave
    waits for them, what they have not begun goes back after ``absent_after`` seconds (None: never).
    """
    return _Play(arrivals, staff, rules, until, absent_after).run()


class _Play:
    def __init__(
        self,
        arrivals: Iterable[Arrival],
        staff: Sequence[Staffed],
        rules: Rules,
        until: float,
        absent_after: float | None,
    ) -> None:
        self.rules, self.until, self.absent_after = rules, until, absent_after
        self.desks = {one.person.key: _Desk(_absent(one.person)) for one in staff}
        self.people = [desk.person for desk in self.desks.values()]
        self.there = {
            one.person.key: sum(max(0.0, min(end, until) - start) for start, end in one.there)
            for one in staff
        }
        self.most = dict.fromkeys(self.desks, 0)
        self.fates: dict[int, Fate] = {}
        self.takes: dict[int, float] = {}
        self.queue: list[tuple[tuple[float, float, int], int]] = []
        self.events: list[tuple[float, int, str, int, int]] = []
        self.count = self.absent_given = self.over = 0
        for arrival in sorted(arrivals, key=lambda a: (a.work.since, a.work.key)):
            self.fates[arrival.work.key] = Fate(arrival.work)
            self.takes[arrival.work.key] = max(1.0, arrival.takes)
            self._later(arrival.work.since, "arrives", arrival.work.key)
        for one in staff:
            for start, end in one.there:
                self._later(start, "comes", one.person.key)
                self._later(end, "goes", one.person.key)

    def _later(self, at: float, what: str, key: int, turn: int = 0) -> None:
        heappush(self.events, (at, self.count, what, key, turn))
        self.count += 1

    def run(self) -> Played:
        while self.events and self.events[0][0] <= self.until:
            now = self.events[0][0]
            # All of one moment first, so that their order in it makes no difference.
            while self.events and self.events[0][0] == now:
                _at, _count, what, key, turn = heappop(self.events)
                getattr(self, f"_{what}")(now, key, turn)
            self._route(now)
        for desk in self.desks.values():
            if desk.doing is not None and desk.person.presence == Presence.HERE:
                desk.worked += self.until - desk.since
        worked = {key: desk.worked for key, desk in self.desks.items()}
        return Played(
            list(self.fates.values()), worked, self.there, self.most, self.absent_given, self.over
        )

    def _arrives(self, now: float, key: int, turn: int) -> None:
        work = self.fates[key].work
        insort(self.queue, (place_of(work), key))

    def _comes(self, now: float, key: int, turn: int) -> None:
        desk = self.desks[key]
        desk.person.presence = Presence.HERE
        desk.turn += 1
        self._go_on(desk, now)

    def _goes(self, now: float, key: int, turn: int) -> None:
        desk = self.desks[key]
        desk.person.presence = Presence.OFF
        desk.turn += 1
        if desk.doing is not None:
            desk.left -= now - desk.since
            desk.worked += now - desk.since
        if self.absent_after is not None:
            self._later(now + self.absent_after, "misses", key, desk.turn)

    def _misses(self, now: float, key: int, turn: int) -> None:
        desk = self.desks[key]
        if desk.turn != turn:
            return  # they came back
        for place, item in desk.held:
            fate = self.fates[item]
            fate.person = fate.given_at = None
            insort(self.queue, (place, item))
        self._load(desk, -len(desk.held))
        desk.held = []

    def _ends(self, now: float, key: int, turn: int) -> None:
        desk = self.desks[key]
        if desk.turn != turn or desk.doing is None:
            return
        self.fates[desk.doing].done_at = now
        desk.worked += now - desk.since
        desk.doing = None
        self._load(desk, -1)
        self._go_on(desk, now)

    def _go_on(self, desk: _Desk, now: float) -> None:
        """Do what they were doing, or begin the next."""
        if desk.person.presence != Presence.HERE:
            return
        if desk.doing is None:
            if not desk.held:
                return
            _place, desk.doing = desk.held.pop(0)
            desk.left = self.takes[desk.doing]
            self.fates[desk.doing].begun_at = now
        desk.since = now
        desk.turn += 1
        self._later(now + desk.left, "ends", desk.person.key, desk.turn)

    def _load(self, desk: _Desk, more: int) -> None:
        for kind in desk.person.capacity:
            desk.person.load[kind] = desk.person.load.get(kind, 0) + more
            break

    def _route(self, now: float) -> None:
        hopeless: set[Hashable] = set()
        left: list[tuple[tuple[float, float, int], int]] = []
        for n, (place, item) in enumerate(self.queue):
            work = self.fates[item].work
            if not any(
                person.presence == Presence.HERE and person.room(work.kind) > 0
                for person in self.people
            ):
                left += self.queue[n:]
                break
            like = (work.brand, work.needs, work.language, work.passed_by)
            choice = None if like in hopeless else decide(work, self.people, self.rules)
            if choice is None or choice.person is None:
                hopeless.add(like)
                left.append((place, item))
                continue
            self._give(self.desks[choice.person], place, item, now)
        self.queue = left

    def _give(self, desk: _Desk, place: tuple[float, float, int], item: int, now: float) -> None:
        person, fate = desk.person, self.fates[item]
        self.absent_given += person.presence != Presence.HERE
        fate.person, fate.given_at = person.key, now
        fate.given += 1
        person.given_at = now
        self._load(desk, 1)
        kind = fate.work.kind
        self.most[person.key] = max(self.most[person.key], person.load[kind])
        self.over += person.load[kind] > person.capacity.get(kind, 0)
        insort(desk.held, (place, item))
        if desk.doing is None:
            self._go_on(desk, now)


def _absent(person: Person) -> Person:
    """Return one of one's own, so that playing changes nothing of whoever plays."""
    return replace(person, presence=Presence.OFF, load=dict(person.load))
