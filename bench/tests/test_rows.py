import json
import unittest

from bench.rows import Row, as_json, as_table


class RowTests(unittest.TestCase):
    def test_the_ratio_decides_where_there_is_one(self):
        row = Row("processed", 500, "mails/s", {"peer": 400}, ratio=1.25, target=">= 2")
        self.assertIs(row.holds, False)
        self.assertIs(Row("memory_idle", 300, "MB", target="<= 600").holds, True)

    def test_a_row_without_a_figure_or_a_target_neither_holds_nor_fails(self):
        self.assertIsNone(Row("processed", None, "mails/s", target=">= 2").holds)
        self.assertIsNone(Row("acknowledged", 300, "mails").holds)

    def test_one_lost_mail_does_not_hold(self):
        self.assertIs(Row("lost", 1, "mails", target="= 0").holds, False)
        self.assertIs(Row("raw_equal", 0.9999, "", target="= 1").holds, False)

    def test_json_has_the_fields_that_every_measure_has(self):
        (row,) = json.loads(as_json([Row("lost", 0, "mails", target="= 0")]))
        wanted = {"measure", "value", "unit", "beside", "ratio", "target", "holds"}
        self.assertLessEqual(wanted, row.keys())

    def test_columns_stand_straight_beside_korean_letters(self):
        text = as_table([Row("처리", 1, "통", target="= 1"), Row("lost", 0, "mails")])
        self.assertIn("처리     -         1 통", text)
        self.assertIn("yes", text)

    def test_notes_stand_below(self):
        text = as_table([Row("kills", 3, "", note="web 3", database="sqlite")])
        self.assertEqual(text.splitlines()[-1], "kills sqlite: web 3")
