from maru.kit.fields.field import CustomField
from maru.kit.text.placeholders import UnknownPlaceholder, empties, fill, unknown
from maru.staff.fields.defining import make
from maru.support.tickets.composing import fill_in, left_empty
from maru.support.tickets.placeholders import PLACEHOLDERS, offered_to
from maru.support.tickets.tests.cast import SupportTestCase


class PlaceholderTests(SupportTestCase):
    def said(self, text, **how):
        return fill_in(text, self.ticket, self.jisu, **how)

    def test_both_names_mean_the_same(self):
        for each in PLACEHOLDERS:
            korean, english = ("{{" + name + "|–}}" for name in (each.korean, each.name))
            self.assertEqual(self.said(korean), self.said(english), each.name)

    def test_spaces_and_the_word_for_nothing(self):
        self.assertEqual(self.said("{{ 고객.이름 | 고객 }}"), "김하늘")
        self.assertEqual(self.said("{{고객.회사|귀사}}{{고객.회사|}}"), "귀사")
        self.assertEqual(self.said("{{고객.회사}}님", leave_empty=True), "{{고객.회사}}님")
        text = "{{고객.회사}} {{고객.회사|}} {{고객.이름}}"
        self.assertEqual(left_empty(text, self.ticket, self.jisu), ["고객.회사"])

    def test_a_nameless_customer_is_still_one(self):
        values = {"customer.name": "", "고객.이름": ""}
        self.assertEqual(fill("{{고객.이름}}님", values), "고객님")
        self.assertEqual(fill("Dear {{customer.name}}", values, language="en"), "Dear customer")
        self.assertEqual(empties("{{고객.이름}}", values), [])

    def test_an_unknown_one_is_named(self):
        with self.assertRaises(UnknownPlaceholder) as caught:
            self.said("{{고객.이믈}}")
        self.assertEqual(caught.exception.name, "고객.이믈")
        self.assertEqual(list(unknown("{{a.b}} {{오늘}} {{ 1 }} {{}}", {"오늘"})), ["a.b"])

    def test_custom_fields_of_ones_brands_are_among_them(self):
        order = CustomField(noun="ticket", kind="text", key="order", label="주문번호")
        make(order, [], by=self.sora)
        theirs = {"noun": "ticket", "kind": "text", "key": "theirs", "label": "남의 것"}
        make(CustomField(**theirs, brand_ids=[self.haneul.pk]), [], by=self.sora)
        self.ticket.fill_field(order, "A-77", by=self.jisu)
        self.assertEqual(self.said("{{문의.항목.order}} {{ticket.fields.order}}"), "A-77 A-77")
        names = {each.name for each in offered_to(self.jisu)}
        self.assertIn("ticket.fields.order", names)
        self.assertNotIn("ticket.fields.theirs", names)
