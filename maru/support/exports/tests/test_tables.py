"""Rows of a table: sheets that are full, times, numbers."""

import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase
from django.utils import timezone

from maru.support.exports import tables
from maru.support.exports.export import Form, Times
from maru.support.exports.tables import table

AT = datetime(2026, 11, 28, 19, 13, 22, 123456, tzinfo=UTC)


class TableTests(SimpleTestCase):
    def written(self, form, rows, times=Times.LOCAL):
        path = Path(tempfile.mkdtemp()) / f"t.{form}"
        with timezone.override(ZoneInfo("Asia/Seoul")):
            out = table(form, path, ["번호", "언제"], times)
            for row in rows:
                out.write(row)
            out.close()
        return path

    def test_times_are_those_of_the_reader_or_iso_with_their_zone(self):
        local = self.written(Form.CSV, [[7, AT], [8, None]]).read_bytes().decode("utf-8-sig")
        self.assertEqual(local, '"번호","언제"\r\n7,"2026-11-29 04:13:22"\r\n8,""\r\n')
        iso = self.written(Form.CSV, [[7, AT]], Times.ISO).read_text("utf-8-sig")
        self.assertIn('"2026-11-29T04:13:22+09:00"', iso)
        with zipfile.ZipFile(self.written(Form.XLSX, [[7, AT]], Times.ISO)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("2026-11-29T04:13:22+09:00", sheet)

    def test_a_full_sheet_is_followed_by_another_with_the_same_head(self):
        with patch.object(tables, "MOST_ROWS", 3):
            path = self.written(Form.XLSX, [[n, AT] for n in range(5)])
        with zipfile.ZipFile(path) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            heads = [book.read(name).decode().count("번호") for name in sheets]
            rows = [book.read(name).decode().count("<row ") for name in sheets]
        self.assertEqual((heads, rows), ([1, 1, 1], [3, 3, 2]))
