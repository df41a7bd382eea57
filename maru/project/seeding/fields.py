"""What the seeded company wants to know of its tickets: a product group of two in three, and of
those who want their money how much."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from maru.kit.fields.definitions import field_named
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import SCALE
from maru.kit.fields.models import Value
from maru.project.seeding.life import Life
from maru.project.seeding.rows import Pen, Table
from maru.staff.fields.defining import Wanted, make

GROUPS = [Wanted("가전", "info"), Wanted("주방", "wood"), Wanted("의류", "good"), Wanted("기타")]
MONEY = "교환·환불팀"


class Fields:
    def __init__(self) -> None:
        self._group = _found("상품군", "choice", choices=GROUPS)
        self._refund = _found("환불_금액", "number", label="환불 금액", unit="원")
        self._groups = [choice.pk for choice in self._group.choices.all()]
        self._chosen = Table(Value, "field_id", "object_id", "choice_id")
        self._amounts = Table(Value, "field_id", "object_id", "number")

    def write(self, pen: Pen, lives: Iterable[tuple[int, Life]]) -> None:
        """Write what the tickets of these numbers say: by their subject, so that a run with the
        same number says the same."""
        chosen: list[tuple[object, ...]] = []
        amounts: list[tuple[object, ...]] = []
        for number, life in lives:
            luck = _luck(number, life)
            if group := self.group_of(number, life):
                chosen.append((self._group.pk, number, group))
            if life.topic["team"] == MONEY and luck % 2:
                amount = (luck // 2 % 200 + 1) * 500 * SCALE
                amounts.append((self._refund.pk, number, amount))
        self._chosen.write(pen, chosen)
        self._amounts.write(pen, amounts)

    def group_of(self, number: int, life: Life) -> int | None:
        """Return the id of the choice, None of a third."""
        luck = _luck(number, life)
        return self._groups[luck // 3 % len(self._groups)] if luck % 3 else None


def _luck(number: int, life: Life) -> int:
    return crc32(life.subject.text.encode()) ^ number


def _found(key: str, kind: str, *, choices: Iterable[Wanted] = (), **about: str) -> CustomField:
    known = field_named("ticket", key)
    if known is None:
        new = CustomField(noun="ticket", key=key, kind=kind, **{"label": key, **about})
        known = make(new, list(choices), by=None)
    return known
