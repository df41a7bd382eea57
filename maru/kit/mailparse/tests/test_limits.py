"""What is too much is refused by name and in time (S12)."""

from collections.abc import Callable

import pytest

from maru.kit.mailparse import Unreadable
from maru.kit.mailparse.tests.mails import ends_within, mail, multipart, read


def nested(depth: int) -> bytes:
    heads = (
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth)
    )
    return ("From: a@b.kr\r\n" + "".join(heads)).encode()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "only blanks": (lambda: b"\r\n \r\n", "empty"),
    "51 MB": (lambda: b"a" * (51 * 1024 * 1024), "too_large"),
    "depth 10^4": (lambda: nested(10_000), "too_deep"),
    "10^5 parts": (lambda: multipart("mixed", *["\r\nx"] * 100_000), "too_many_parts"),
    "endless header": (lambda: b"X-A: " + b"a" * 500_000 + b"\r\n\r\nx", "headers_too_large"),
    "many headers": (lambda: b"X: y\r\n" * 100_000, "headers_too_large"),
    "many folds": (lambda: b"X: y\r\n" + b" z\r\n" * 100_000, "headers_too_large"),
    "many addresses": (
        lambda: mail("x", f"Cc: {','.join(f'a{n}@b.kr' for n in range(2000))}\r\n"),
        "too_many_addresses",
    ),
}
READ: dict[str, Callable[[], bytes]] = {
    "10 MB of div": lambda: mail("<div>" * 2_000_000, kind="text/html"),
    "2 MB of closed div": lambda: mail("<div></b>" * 200_000, kind="text/html"),
    "open fonts": lambda: mail("".join(f"<font a={n}>" for n in range(100_000)), kind="text/html"),
    "many p": lambda: mail("<p>" * 600_000, kind="text/html"),
    "many br": lambda: mail("<br>" * 450_000, kind="text/html"),
    "many cells": lambda: mail("<table><tr>" + "<td>x" * 300_000, kind="text/html"),
    "open angles": lambda: mail("<" * 1_900_000, kind="text/html"),
    "long URL": lambda: mail("http://x.kr/" + "a" * 1_000_000),
    "long link": lambda: mail(f'<a href="http://x.kr/{"a" * 1_000_000}">x</a>', kind="text/html"),
    "quote marks": lambda: mail(">" * 900_000),
    "quote lines": lambda: mail("> \n" * 300_000),
    "dashes": lambda: mail("-" * 900_000 + "\n" + "- -" * 30_000),
    "separators": lambda: mail("2026\n" * 190_000),
    "header labels": lambda: mail("From: x\n" * 110_000),
    "attributions": lambda: mail("On 2026 x wrote:\nx\n" * 50_000),
    "rules": lambda: mail("__________\n" * 80_000),
    "rules and blanks": lambda: mail("__________\n" + "\n" * 900_000),
    "false boundaries": lambda: multipart("mixed", "\r\n" + "--BBx\r\n" * 90_000),
    "open quotes": lambda: mail("x", 'Cc: "' + '\\"' * 40_000 + "\r\n"),
    "open comments": lambda: mail("x", "Cc: " + "(" * 90_000 + "\r\n"),
    "open words": lambda: mail("x", "Cc: " + "=?a?b?" * 15_000 + "\r\n"),
    "semicolons": lambda: mail("x", kind="text/plain" + ";" * 90_000),
    "open parameter": lambda: mail("x", kind='text/plain; a="' + '\\"a="' * 15_000),
    "sections": lambda: mail("x", kind="text/plain" + "".join(f"; n*{n}*=a" for n in range(900))),
    "uu": lambda: mail("begin 644 a\nM\n" * 60_000),
    "words in subject": lambda: mail("x", subject="=?utf-8?b?7ZWc?= " * 5000),
}


@pytest.mark.parametrize("name", REFUSED)
def test_poison_is_refused(name: str) -> None:
    build, reason = REFUSED[name]
    raw = build()

    def refuse() -> None:
        with pytest.raises(Unreadable) as refusal:
            read(raw)
        assert refusal.value.reason == reason

    assert ends_within(1, refuse)


@pytest.mark.parametrize("name", READ)
def test_heavy_mail_is_read_in_time(name: str) -> None:
    raw = READ[name]()
    assert ends_within(2, lambda: read(raw))


def test_text_that_is_too_long_is_kept_as_a_file() -> None:
    found = read(mail("a" * 1_500_000))
    assert "text_truncated" in found.notes
    assert found.files[0].size == 1_500_000
