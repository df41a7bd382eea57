"""Small mails for the tests, built from words."""

import os
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from maru.kit.mailparse import ParsedMail, parse


def mail(
    body: bytes | str = "안녕하세요",
    headers: str = "",
    *,
    sender: str = "Kim <kim@example.com>",
    subject: str = "Hello",
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    head = (
        f"From: {sender}\r\nTo: help@example.com\r\nSubject: {subject}\r\n"
        f"Date: Fri, 20 Nov 2026 09:26:00 +0900\r\nMessage-ID: <m1@example.com>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n{headers}\r\n"
    )
    return head.encode() + (body.encode() if isinstance(body, str) else body)


def read(raw: bytes) -> ParsedMail:
    with tempfile.TemporaryDirectory() as scratch:
        return parse(raw, Path(scratch))


def ends_within(seconds: float, work: Callable[[], object]) -> bool:
    """Return whether one of three tries takes this thread at most so many seconds of CPU.

    What grows with the square of the mail takes minutes in each of them; a machine that
    somebody else uses too is slow in one.
    """
    return any(_cpu_seconds(work) <= seconds for _ in range(3))


def _cpu_seconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start


def read_html(source: str) -> ParsedMail:
    return read(mail(source, kind="text/html; charset=utf-8"))


def multipart(sub: str, *parts: str, boundary: str = "BB") -> bytes:
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return mail(f"{inner}--{boundary}--\r\n", kind=f'multipart/{sub}; boundary="{boundary}"')


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def corpora() -> Path:
    root = Path(__file__).resolve().parents[4]
    folder = Path(os.environ.get("MARU_CORPORA", root.parent / "shared" / "corpora")) / "mail"
    if not folder.is_dir():
        pytest.skip("the mail corpora are not here; set MARU_CORPORA to their folder")
    return folder
