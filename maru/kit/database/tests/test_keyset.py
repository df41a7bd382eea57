from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Upper
from django.test import TestCase

from maru.kit.database.keyset import BadCursor, page, page_in_runs
from maru.kit.tags.models import Tag


class KeysetTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Tag.objects.bulk_create(Tag(name=f"{n:02}") for n in range(7))

    def walk(self, rows: QuerySet[Tag], order: tuple[str, ...]) -> list[str]:
        names, cursor = [], ""
        while True:
            found = page(rows, order, cursor=cursor, size=3)
            names += [tag.name for tag in found.rows]
            if found.next is None:
                return names
            cursor = found.next

    def test_every_row_comes_once_in_order(self):
        self.assertEqual(
            self.walk(Tag.objects.all(), ("-name", "id")), [f"{n:02}" for n in reversed(range(7))]
        )
        self.assertEqual(self.walk(Tag.objects.all(), ("id",)), [f"{n:02}" for n in range(7)])

    def test_what_rows_were_given_orders_them_too_and_a_page_alone_is_shown(self) -> None:
        def given(rows: QuerySet[Tag]) -> QuerySet[Tag]:
            return rows.annotate(given=F("name"))

        seen, cursor = [], ""
        while True:
            found = page(
                given(Tag.objects.exclude(name="03")), ("-given", "id"), cursor=cursor, size=3,
                show=lambda rows: given(rows).annotate(shown=Upper("name")),
            )  # fmt: skip
            seen += [tag.shown for tag in found.rows]  # type: ignore[attr-defined]
            if found.next is None:
                break
            cursor = found.next
        self.assertEqual(seen, ["06", "05", "04", "02", "01", "00"])

    def test_runs_follow_one_another_each_by_itself(self) -> None:
        even = {f"{n:02}" for n in range(0, 7, 2)}
        runs = [(1, lambda: Q(name__in=even)), (2, lambda: ~Q(name__in=even))]
        place = Case(When(name__in=even, then=Value(1)), default=Value(2))
        seen, cursor = [], ""
        while True:
            rows = Tag.objects.annotate(place=place)
            found = page_in_runs(rows, ("place", "name", "id"), runs, cursor=cursor, size=3)
            seen += [tag.name for tag in found.rows]
            if found.next is None:
                break
            cursor = found.next
        self.assertEqual(seen, ["00", "02", "04", "06", "01", "03", "05"])

    def test_a_full_last_page_has_no_next(self):
        self.assertIsNone(page(Tag.objects.all(), ("id",), size=7).next)

    def test_a_cursor_of_another_order_or_of_nobody_is_bad(self):
        cursor = page(Tag.objects.all(), ("id",), size=3).next
        assert cursor is not None
        for bad, order in [(cursor, ("-id",)), (cursor[:-1], ("id",)), ("\x00", ("id",))]:
            with self.assertRaises(BadCursor):
                page(Tag.objects.all(), order, cursor=bad)
