"""D9: a full disk is known for what it is, whatever language the database speaks."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from maru.kit.database.full import is_full
from maru.kit.database.leases import went_away

SAYS = "DO $$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '{code}'; END $$"


def refusal(statement: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        connection.cursor().execute(statement)
    return caught.value


class FullTests(TestCase):
    @pytest.mark.postgres
    def test_a_full_disk_of_a_server_is_known_in_every_language(self) -> None:
        for words in ("No space left on device", "장치에 남은 공간이 없음"):
            error = refusal(SAYS.format(words=words, code="53100"))
            self.assertTrue(is_full(error))
            self.assertTrue(went_away(error))

    @pytest.mark.postgres
    def test_other_words_that_say_full_are_none(self) -> None:
        self.assertFalse(is_full(refusal(SAYS.format(words="full of holes", code="22000"))))

    @pytest.mark.sqlite
    def test_a_full_database_is_known(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            try:
                error = refusal(
                    "CREATE TABLE large AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                    " FROM n LIMIT 1000) SELECT i, randomblob(4000) FROM n"
                )
            finally:
                cursor.execute("PRAGMA max_page_count = 1073741823")
        self.assertTrue(is_full(error))
