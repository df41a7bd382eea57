"""Whose data went into an export: entered in the access ledger, without holding all of them."""

from __future__ import annotations

from collections.abc import Iterator

from maru.staff.journal.models import AccessRecord
from maru.support.exports.export import Export

PAGE = 1 << 16  # ids of one stretch: 8 KB


class Shown:
    """The customers of an export, a bit for each: a million take some 200 KB."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}
        self.count = 0

    def note(self, customer: int | None) -> None:
        if customer is None:
            return
        page, place = divmod(customer, PAGE)
        bits = self._pages.setdefault(page, bytearray(PAGE // 8))
        byte, bit = divmod(place, 8)
        if not bits[byte] >> bit & 1:
            bits[byte] |= 1 << bit
            self.count += 1

    def ids(self) -> Iterator[int]:
        """Yield them in their order."""
        for page in sorted(self._pages):
            for byte, bits in enumerate(self._pages[page]):
                if bits:
                    yield from (page * PAGE + byte * 8 + bit for bit in range(8) if bits >> bit & 1)

    def enter(self, export: Export) -> None:
        """Write down in the current transaction that they were shown to who asked."""
        AccessRecord.note_many(
            "export", by=export.by, subject_id=export.pk, customers=self.ids(), total=self.count
        )
