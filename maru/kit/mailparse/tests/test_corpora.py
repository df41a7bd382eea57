"""Real mail of others: each ends as a mail or a refusal, in time."""

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from maru.kit.mailparse import ParsedMail, Unreadable, parse
from maru.kit.mailparse.tests.mails import corpora, ends_within

pytestmark = pytest.mark.corpora
MACHINES = (
    "multipart_report_emails/",
    "/bounce/",
    "/complaints/",
    "delivery-status",
    "disposition-notification",
    "feedback-report",
)
# By hand in the corpora: a null Return-Path, bulk, no-reply. Not machines by class.
FOLDERS = ("flanker", "mimekit", "mimekit-partial", "ruby-mail")


def every_mail() -> Iterator[tuple[str, bytes]]:
    root = corpora()
    for path in sorted(root.rglob("*")):
        if path.suffix == ".json" or not path.is_file() or "addresses" in path.parts[-2]:
            continue
        raw = path.read_bytes()
        yield str(path.relative_to(root)), gzip.decompress(raw) if path.suffix == ".gz" else raw


def read(raw: bytes) -> ParsedMail:
    with tempfile.TemporaryDirectory() as scratch:
        return parse(raw, Path(scratch))


def test_every_mail_ends_in_time() -> None:
    refused: set[str] = set()

    def end(name: str, raw: bytes) -> None:
        try:
            read(raw)
        except Unreadable as refusal:
            refused.add(f"{name}: {refusal.reason}")

    for name, raw in every_mail():
        assert ends_within(2, lambda name=name, raw=raw: end(name, raw)), name
    assert len(refused) <= 4, refused


def test_reports_are_machines_and_never_answered() -> None:
    seen = 0
    for name, raw in every_mail():
        if any(mark in name for mark in MACHINES):
            found = read(raw)
            assert found.automatic in {"bounce", "report"}, name
            assert found.may_answer is False, name
            seen += 1
    assert seen >= 8


def test_other_mails_are_not_taken_for_machines() -> None:
    for name, raw in every_mail():
        is_machine = any(mark in name for mark in MACHINES) or b"delivery-status" in raw
        if is_machine or not name.startswith(FOLDERS):
            continue
        try:
            assert read(raw).automatic in {"", "list"}, name
        except Unreadable:
            continue


def test_sender_and_subject_agree_with_another_parser() -> None:
    total = agreed = 0
    for path in sorted(corpora().glob("stalwart-*/*.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))["parts"][0]["headers"]
        expected = {str(field["name"]): field["value"] for field in fields}
        found = read(path.with_suffix(".eml").read_bytes())
        subject = expected.get("subject")
        theirs = (subject.get("Text") or "") if isinstance(subject, dict) else ""
        total += 1
        agreed += found.subject.split() == theirs.split() and _same_sender(expected, found)
    assert agreed >= total - 1, f"{agreed} of {total}"


def _same_sender(expected: dict[str, object], found: ParsedMail) -> bool:
    people = expected.get("from")
    ours = found.sender.address if found.sender else ""
    theirs = ""
    if isinstance(people, dict) and "Address" in people:
        boxes = people["Address"].get("List") or people["Address"]["Group"][0]["addresses"]
        theirs = boxes[0].get("address") or ""
    return ours.lower() == theirs.lower()
