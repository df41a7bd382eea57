from django.test import SimpleTestCase
from django.utils import translation

from maru.kit.ui.amounts import filesize, money


class AmountsTests(SimpleTestCase):
    def test_size_has_a_unit_people_read(self):
        self.assertEqual(filesize(0), "0 B")
        self.assertEqual(filesize(337_000), "329 KB")
        self.assertEqual(filesize(2_200_000), "2.1 MB")
        self.assertEqual(filesize(3 * 1024**3), "3 GB")

    def test_money_keeps_its_currency(self):
        with translation.override("ko"):
            self.assertEqual(money(89000), "89,000원")
            self.assertEqual(money(12.5, "USD"), "US$12.50")
