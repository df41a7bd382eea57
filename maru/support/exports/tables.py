"""The two forms of a table, written row by row: neither holds more than a row in memory."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

from django.utils import timezone
from xlsxwriter import Workbook

from maru.support.exports.columns import Value
from maru.support.exports.export import Form, Times
from maru.support.exports.harmless import harmless, writable

MOST_ROWS = 1_048_576  # of one sheet of Excel, the head among them
BOM = "\ufeff"  # by this Excel knows, in Korea too, that it is UTF-8


class Table(Protocol):
    def write(self, row: Sequence[Value]) -> None: ...
    def close(self) -> None: ...


def table(form: str, path: Path, heads: Sequence[str], times: str) -> Table:
    """Begin a table at ``path``; times are written in the current time zone."""
    kind = CsvTable if form == Form.CSV else XlsxTable
    return kind(path, heads, times)


class CsvTable:
    """UTF-8 with a mark at its start, commas, every text in quotation marks."""

    def __init__(self, path: Path, heads: Sequence[str], times: str) -> None:
        self._file: TextIO = path.open("x", encoding="utf-8", newline="")
        self._file.write(BOM)
        self._rows = csv.writer(self._file, quoting=csv.QUOTE_NONNUMERIC)
        self._times = times
        self.write(heads)

    def write(self, row: Sequence[Value]) -> None:
        self._rows.writerow([self._cell(value) for value in row])

    def _cell(self, value: Value) -> str | int:
        if isinstance(value, datetime):
            return in_words(value, self._times)
        return harmless(value) if isinstance(value, str) else value if value is not None else ""

    def close(self) -> None:
        self._file.close()


class XlsxTable:
    """A workbook whose texts are texts, whatever they begin with; a full sheet is followed by
    another with the same head. Needs as much room beside ``path`` as the file has unpacked."""

    def __init__(self, path: Path, heads: Sequence[str], times: str) -> None:
        options = {
            "constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False,
        }  # fmt: skip
        self._book = Workbook(str(path), options)
        self._book.use_zip64()
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._bold = self._book.add_format({"bold": True})
        self._heads, self._times = heads, times
        self._begin()

    def _begin(self) -> None:
        self._sheet: Any = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for column, head in enumerate(self._heads):
            self._sheet.write_string(0, column, writable(head), self._bold)
            self._sheet.set_column(column, column, 20)
        self._row = 1

    def write(self, row: Sequence[Value]) -> None:
        if self._row == MOST_ROWS:
            self._begin()
        for column, value in enumerate(row):
            if isinstance(value, datetime) and self._times == Times.LOCAL:
                local = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
                self._sheet.write_datetime(self._row, column, local, self._moment)
            elif isinstance(value, datetime):
                self._sheet.write_string(self._row, column, in_words(value, self._times))
            elif isinstance(value, int):
                self._sheet.write_number(self._row, column, value)
            elif value:
                self._sheet.write_string(self._row, column, writable(value))
        self._row += 1

    def close(self) -> None:
        self._book.close()


def in_words(moment: datetime, times: str) -> str:
    local = timezone.localtime(moment)
    if times == Times.ISO:
        return local.isoformat(timespec="seconds")
    return local.strftime("%Y-%m-%d %H:%M:%S")
