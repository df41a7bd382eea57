"""An export: what its reader sees at that moment, in the order of the list, once."""

import csv
import io
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.kit.blobs import referred, store
from maru.kit.fields.field import CustomField
from maru.kit.refusing.refusal import Refusal
from maru.staff.errands.carrying import carry
from maru.staff.errands.errand import ErrandState
from maru.staff.fields.defining import make
from maru.staff.journal.models import AccessedCustomer, AccessRecord, Event
from maru.staff.members.roles import Role
from maru.support.exports import making
from maru.support.exports.columns import columns
from maru.support.exports.export import UNDER_WAY
from maru.support.exports.forgetting import forget_expired
from maru.support.exports.keeping import Shown
from maru.support.exports.making import begin
from maru.support.exports.models import Export
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.orders import ORDERS, order_of
from maru.support.tickets.tests.cast import SupportTestCase

FIELDS = {
    "name": "전체", "source": {"filter": {}}, "form": "csv", "times": "iso",
    "columns": ["status", "email", "tags"],
}  # fmt: skip


class MakingTests(SupportTestCase):
    def setUp(self):
        self.second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="=1+1", text="."
        )

    def make(self, by=None, **fields):
        by = by or self.minho
        return begin(Ticket.objects.visible_to(by), by=by, **{**FIELDS, **fields})

    def rows(self, export):
        text = store().read(export.sha256).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    def test_it_holds_what_its_reader_sees_in_the_order_of_the_list(self):
        self.ticket.tag_only(["파손", "교환"], by=self.jisu)
        self.second.set_kind("problem", by=self.jisu)  # the newest activity
        export = self.make()
        self.assertEqual((export.state, export.rows, export.customers), ("done", 2, 1))
        head, *rows = self.rows(export)
        self.assertEqual(head, ["번호", "제목", "고객 메일 주소", "상태", "태그"])
        mail, status = "haneul.kim@example.com", "새 문의"
        self.assertEqual(
            rows,
            [
                [str(self.second.pk), "'=1+1", mail, status, ""],
                [str(self.ticket.pk), self.ticket.subject, mail, status, "교환, 파손"],
            ],
        )

    def test_every_column_can_be_written_in_both_forms(self):
        for form in ("csv", "xlsx"):
            export = self.make(form=form, columns=list(columns(self.minho)))
            self.assertEqual((export.state, export.rows), ("done", 2), form)
            self.assertGreater(export.size, 100)

    def test_a_custom_field_is_a_column_as_in_views(self):
        field = CustomField(noun="ticket", kind="text", key="order", label="주문 번호")
        self.ticket.fill_field(make(field, (), by=self.sora), "=A1", by=self.jisu)
        export = self.make(columns=["fields.order"])
        head, *rows = self.rows(export)
        self.assertEqual(head[-1], "주문 번호")
        self.assertEqual({row[-1] for row in rows}, {"'=A1", ""})

    def test_what_the_reader_may_not_see_is_not_in_it(self):
        open_ticket(by=self.sora, brand=self.onnuri, requester=self.kim, subject="비밀", text=".",
                    team=self.secret_team)  # fmt: skip
        self.assertEqual(self.make().rows, 2)
        self.assertEqual(self.make(by=self.sora).rows, 3)

    def test_what_is_hidden_while_it_is_made_is_left_out(self):
        whole = making._tickets

        def hides(*args):
            self.second.hand_to(self.secret_team, by=self.sora)
            return whole(*args)

        with patch.object(making, "_tickets", hides):
            export = self.make()
        self.assertEqual((export.rows, export.errand.total), (1, 2))

    def test_whose_data_it_was_is_in_the_ledger_and_how_many(self):
        export = self.make()
        record = AccessRecord.objects.get(what="export")
        self.assertEqual((record.member_id, record.subject_id, record.total, record.customers),
                         (self.minho.pk, export.pk, 1, [self.kim.pk]))  # fmt: skip
        self.assertTrue(AccessRecord.objects.of_customers([self.kim.pk]).filter(pk=record.pk))
        self.assertEqual(AccessedCustomer.objects.filter(record=record).count(), 1)
        verbs = Event.objects.filter(verb__startswith="export.").values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["export.asked", "export.done"])

    def test_who_may_not_export_any_more_gets_nothing(self):
        with patch.object(making, "AT_ONCE", 0):
            export = self.make()
        self.minho.role = Role.AGENT
        self.minho.save()
        self.carried(export)
        self.assertEqual((export.errand.state, export.errand.trouble, export.sha256),
                         ("failed", "not_allowed", ""))  # fmt: skip
        self.assertFalse(Export.objects.visible_to(self.minho).exists())

    def test_a_view_that_is_gone_is_said(self):
        with patch.object(making, "AT_ONCE", 0):
            export = self.make(source={"filter": {"view": 99}})
        self.carried(export)
        self.assertEqual(export.errand.trouble, "unaskable")

    def test_one_that_is_killed_anywhere_is_made_anew_with_each_ticket_once(self):
        for killed in (
            patch.object(making, "table", side_effect=SystemExit),  # once it knows which tickets
            patch.object(
                making, "rows_of", side_effect=[[[1, "", "", "", ""]], SystemExit]
            ),  # between two
            patch.object(Export, "made", side_effect=SystemExit),  # once the file is a blob
        ):
            with patch.object(making, "AT_ONCE", 0):
                export = self.make()
            with killed, patch.object(making, "TOGETHER", 1), self.assertRaises(SystemExit):
                self.carried(export)
            open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject="그 사이", text="."
            )
            self.carried(export)
            seen = Ticket.objects.visible_to(self.minho)
            numbers = [int(number) for number, *_rest in self.rows(export)[1:]]
            self.assertEqual(sorted(numbers), sorted(seen.values_list("pk", flat=True)))
            self.assertEqual((export.state, export.rows), ("done", seen.count()))
            records = AccessRecord.objects.filter(what="export", subject_id=export.pk)
            self.assertEqual(records.count(), 1)
            self.assertEqual([name for _what, name in referred() if name == export.sha256],
                             [export.sha256])  # fmt: skip

    def test_every_order_of_a_list_is_one_of_its_file(self):
        for word in ORDERS:
            found = (Ticket.objects.all(), order_of(word))
            with patch.object(making, "asked", return_value=found):
                self.assertEqual(self.make().rows, 2, word)

    def carried(self, export):
        export.errand.refresh_from_db()
        export.errand.lease_owner = "here"
        export.errand.save(update_fields=["lease_owner"])
        carry(export.errand, seconds=60)
        export.refresh_from_db()

    def test_one_that_is_deleted_while_it_is_made_leaves_no_file(self):
        with patch.object(making, "AT_ONCE", 0):
            export = self.make()
        export.remove(by=self.minho)
        self.carried(export)
        self.assertEqual((export.errand.state, export.sha256), (ErrandState.STOPPED, ""))

    def test_no_more_than_three_are_under_way(self):
        with patch.object(making, "AT_ONCE", 0):
            for _n in range(UNDER_WAY):
                self.make()
            with self.assertRaises(Refusal):
                self.make()
            self.assertTrue(self.make(by=self.sora))

    def test_an_expired_one_is_named_by_nobody_and_given_to_nobody(self):
        export = self.make()
        self.assertIn(("export", export.sha256), list(referred()))
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertNotIn("export", [what for what, _name in referred()])
        self.assertFalse(Export.objects.fetchable().exists())
        forget_expired()
        export.refresh_from_db()
        self.assertEqual((export.state, export.sha256), ("expired", ""))

    def test_queries_do_not_grow_with_the_tickets(self):
        def cost():
            with CaptureQueriesContext(connection) as seen:
                self.make(columns=list(columns(self.minho)))
            return len(seen)

        cost()
        before = cost()
        for number in range(5):
            open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject=f"{number}", text="."
            )
        self.assertEqual(cost(), before)


class ShownTests(SupportTestCase):
    def test_each_customer_is_counted_once_however_far_apart_they_are(self):
        shown = Shown()
        for customer in (7, None, 2**62, 7, 1, 65_536):
            shown.note(customer)
        self.assertEqual((shown.count, list(shown.ids())), (4, [1, 7, 65_536, 2**62]))
