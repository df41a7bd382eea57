"""How much somebody bears: what they have, what they were given, what they had to read, and when
they last paused. For themselves and who leads them; nobody is ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.utils import timezone

from maru.staff.members.models import Member, Spell
from maru.staff.members.personal.availability import Availability
from maru.staff.members.roles import POWERS, Power
from maru.support.routing.kinds import kinds
from maru.support.routing.models import Decision, MemberCapacity, RoutingRule
from maru.support.shielding.exposure import led_by
from maru.support.shielding.models import Opening

WEEK = timedelta(days=7)
WORKING = [role for role, powers in POWERS.items() if Power.CHANGE in powers]
MOST = 200  # people of one page


@dataclass(frozen=True)
class Load:
    """What one member bears. ``capacity`` None: nobody says how much they take. ``given``: by the
    routing since their midnight. ``opened``: abusive messages of seven days. ``breaks`` and
    ``break_minutes``: of today. ``last_break``: when their last one ended, None: none of seven
    days, or they are on one."""

    member: Member
    has: int
    capacity: int | None
    given: int
    opened: int
    breaks: int
    break_minutes: int
    last_break: datetime | None
    is_on_break: bool

    @property
    def resting_until(self) -> datetime | None:
        return self.member.resting_until if self.member.is_resting_at(timezone.now()) else None


def load_of(member: Member) -> Load:
    return loads_of([member])[0]


def loads_led_by(lead: Member) -> list[Load]:
    """Return those of the people whom ``lead`` leads, by name; [] for who leads nobody."""
    return loads_of(list(led_by(lead).filter(role__in=WORKING)[:MOST]))


def loads_of(members: Sequence[Member]) -> list[Load]:
    """Some six queries, however many people."""
    keys = [member.pk for member in members]
    now = timezone.now()
    midnights = {member.pk: _midnight(member, now) for member in members}
    has: Counter[int] = Counter()
    for kind in kinds():
        has.update(kind.loads(keys))
    capacities, opened, given = _capacities(keys), _opened(keys, now), _given(midnights)
    spells = _breaks(keys, now)
    return [
        Load(
            member, has[member.pk], capacities.get(member.pk), given[member.pk],
            opened.get(member.pk, 0),
            *_paused(spells.get(member.pk, []), midnights[member.pk], now),
            is_on_break=member.is_on_break_at(now),
        )
        for member in members
    ]  # fmt: skip


def _midnight(member: Member, now: datetime) -> datetime:
    here = now.astimezone(ZoneInfo(member.time_zone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _capacities(keys: Sequence[int]) -> dict[int, int]:
    """Return how much each takes: as is said of them, else the most that one of their teams whose
    routing is on says."""
    of_teams = RoutingRule.objects.on().filter(team__members__in=keys).order_by()
    usual = of_teams.values("team__members").annotate(most=Max("capacity"))
    found = dict(usual.values_list("team__members", "most"))
    own = MemberCapacity.objects.filter(member__in=keys).order_by()
    return found | dict(own.values_list("member", "most"))


def _given(midnights: dict[int, datetime]) -> Counter[int]:
    since = min(midnights.values(), default=None)
    if since is None:
        return Counter()
    rows = Decision.objects.filter(member__in=midnights.keys(), at__gte=since).order_by()
    return Counter(pk for pk, at in rows.values_list("member", "at") if at >= midnights[pk])


def _opened(keys: Sequence[int], now: datetime) -> dict[int, int]:
    rows = Opening.objects.filter(
        member__in=keys, at__gt=now - WEEK, abuse__dismissed_at=None
    ).order_by()
    return dict(rows.values("member").annotate(n=Count("pk")).values_list("member", "n"))


def _breaks(
    keys: Sequence[int], now: datetime
) -> dict[int, list[tuple[datetime, datetime | None]]]:
    rows = Spell.objects.filter(
        member__in=keys, availability=Availability.BREAK, began_at__gt=now - WEEK
    )
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for pk, began, ended in rows.order_by("began_at").values_list("member", "began_at", "ended_at"):
        found.setdefault(pk, []).append((began, ended))
    return found


def _paused(
    spells: Sequence[tuple[datetime, datetime | None]], midnight: datetime, now: datetime
) -> tuple[int, int, datetime | None]:
    """Return how many breaks began today, how many minutes they took, and when the last ended."""
    today = [(began, ended or now) for began, ended in spells if began >= midnight]
    seconds = sum(max(0.0, (ended - began).total_seconds()) for began, ended in today)
    last = max((ended for _began, ended in spells if ended), default=None)
    return len(today), int(seconds // 60), last
