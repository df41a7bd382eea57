"""One parameter, however many there are."""

from django.db import connection
from django.db.models import F
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from maru.kit.database.among import Among
from maru.kit.tags.models import Tag


class AmongTests(TestCase):
    def setUp(self):
        self.tags = [Tag.objects.create(name=name) for name in ("하나", "it's", '"둘"', "%s")]

    def test_numbers_and_words_are_found_as_in_does(self):
        some = self.tags[1:3]
        found = Tag.objects.filter(Among(F("pk"), [tag.pk for tag in some] + [10**9]))
        self.assertCountEqual(found, some)
        for tag in self.tags:
            self.assertEqual(Tag.objects.get(Among(F("name"), [tag.name, "nobody"])), tag)

    def test_nothing_is_among_none(self):
        self.assertFalse(Tag.objects.filter(Among(F("pk"), [])).exists())

    def test_a_thousand_are_one_parameter(self):
        with CaptureQueriesContext(connection) as asked:
            list(Tag.objects.filter(Among(F("pk"), range(1000))))
        self.assertLess(len(asked[0]["sql"]), 6_000)
