"""Pieces as bytes: what is joined, and what is refused."""

from io import BytesIO

import pytest

from maru.kit.mailparse import Unreadable
from maru.kit.mailparse.limits import MAX_RAW
from maru.kit.mailparse.mail import Piece
from maru.kit.mailparse.pieces import joined
from maru.kit.mailparse.tests.mails import mail, read
from maru.kit.mailparse.wire import from_json, to_json


def cut(*bodies: bytes) -> list[BytesIO]:
    count = len(bodies)
    kind = 'message/partial; id="a@example.com"; number={}; total={}'
    return [BytesIO(mail(b, kind=kind.format(n, count))) for n, b in enumerate(bodies, 1)]


def together(*bodies: bytes) -> bytes:
    return b"".join(joined(cut(*bodies)))


def test_a_piece_crosses_the_pipe_and_one_that_lies_does_not() -> None:
    sent = to_json(read(cut(b"a", b"b")[1].getvalue()))
    assert from_json(sent).piece == Piece("a@example.com", 2, 2)
    for wrong in ({"number": 3}, {"total": 101}, {"id": ""}, {"id": 7}, {"number": "x"}):
        with pytest.raises((ValueError, TypeError)):
            from_json({**sent, "piece": {**sent["piece"], **wrong}})


def test_what_may_not_be_encoded_is_no_piece() -> None:
    raw = mail(
        b"a", "Content-Transfer-Encoding: base64\r\n", kind="message/partial; id=a; number=1"
    )
    assert read(raw).piece is None


def test_an_inner_head_may_be_missing_folded_or_without_an_end() -> None:
    assert together(b"\r\nwords\r\n", b"more\r\n").endswith(b"\r\n\r\nwords\r\nmore\r\n")
    folded = together(b"Subject: a\r\n b\r\nX-No: c\r\n d\r\n\r\nwords\r\n")
    assert b"Subject: a\r\n b\r\n\r\nwords" in folded
    assert b"X-No" not in folded
    assert b" d\r\n" not in folded
    assert together(b"Subject: a", b"words").endswith(b"Subject: a\r\n\r\n\r\nwords")
    assert together(b"Subject: a\r\n", b"words").endswith(b"Subject: a\r\n\r\nwords")


def test_a_piece_that_lost_its_last_line_end_gets_it_back() -> None:
    assert together(b"\r\none", b"two").endswith(b"one\r\ntwo")


def test_a_long_piece_is_joined_whole() -> None:
    line = b"x" * 76 + b"\r\n"
    assert together(b"\r\n" + line * 40_000, line * 40_000).count(line) == 80_000


def test_the_sum_is_bounded_while_it_is_written() -> None:
    half = b"\r\n" + b"x" * (MAX_RAW // 2)
    written: list[int] = []
    with pytest.raises(Unreadable, match="too_large"):
        written.extend(len(chunk) for chunk in joined(cut(half, half)))
    assert sum(written) <= MAX_RAW
