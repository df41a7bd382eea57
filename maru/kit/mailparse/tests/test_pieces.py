"""Pieces as bytes: what is joined, and what is refused."""

from io import BytesIO

import pytest

from maru.kit.mailparse import ParsedMail, Unreadable
from maru.kit.mailparse.limits import MAX_RAW
from maru.kit.mailparse.mail import Piece
from maru.kit.mailparse.pieces import joined
from maru.kit.mailparse.tests.mails import b64, mail, multipart, read
from maru.kit.mailparse.wire import from_json, to_json

FILE = "\r\n".join(["A" * 76] * 30)


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
    assert together(b"Subject: a", b"words").endswith(b"Subject: a\r\n\r\nwords")
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


def in_pieces(whole: bytes, at: int) -> list[ParsedMail]:
    kind = 'message/partial; id="a@example.com"; number={}; total=2'
    return [read(mail(b, kind=kind.format(n))) for n, b in enumerate((whole[:at], whole[at:]), 1)]


def test_the_first_piece_is_read_as_far_as_it_reaches_and_no_file_is_text() -> None:
    picture = f"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n{FILE}"
    words = "Content-Type: text/plain; charset=euc-kr\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    whole = multipart("mixed", words + b64("뚜껑이 깨졌어요".encode("euc-kr")), picture)
    first, second = in_pieces(whole, whole.index(FILE.encode()) + 780)
    assert first.text == "뚜껑이 깨졌어요"
    assert "A" * 20 not in second.text
    assert [[f.name for f in m.files] for m in (first, second)] == [["part-1.eml"], ["part-2.eml"]]


def test_pieces_of_plain_words_are_those_words() -> None:
    lines = [f"{n}번째 줄입니다." for n in range(9)]
    whole = mail("\r\n".join(lines), kind="text/plain; charset=utf-8")
    first, second = in_pieces(whole, whole.index("5번째".encode()))
    assert first.text.splitlines() + second.text.splitlines() == lines


def test_what_hides_in_a_piece_is_kept_closed() -> None:
    bomb = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500
    first = in_pieces(bomb, len(bomb))[0]
    assert "--b" in first.text
    nested = in_pieces(mail(b"a", kind="message/partial; id=x; number=1") * 3, 60)[0]
    assert nested.marks == ["partial"]


def test_a_mail_cut_within_its_head_is_whole_again() -> None:
    whole = mail("안녕하세요\r\n" * 3, "X-Long: a\r\n b\r\n")
    ends = [at + 2 for at in range(len(whole)) if whole[at : at + 2] == b"\r\n"]
    for first in ends:
        for second in (end for end in ends if end >= first):
            raw = together(whole[:first], whole[first:second], whole[second:])
            assert read(raw).text.split() == ["안녕하세요"] * 3, (first, second)
            assert raw.count(b"Message-ID: <m1@") == 1
