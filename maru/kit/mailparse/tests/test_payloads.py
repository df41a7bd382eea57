"""All payloads through every spelling of a mail's body and headers (S6)."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable

import pytest

from maru.kit.mailparse.html import sanitise, well_formed
from maru.kit.mailparse.tests.hostile import PAYLOADS, slices
from maru.kit.mailparse.tests.inert import dangers_in_mail
from maru.kit.mailparse.tests.mails import mail, read

Spelling = Callable[[str], tuple[str, bytes]]  # HTML -> its kind, the body


def _as(charset: str, transfer: str, *, codec: str = "", html: bool = True) -> Spelling:
    def spelt(text: str) -> tuple[str, bytes]:
        data = text.encode(codec or charset, "xmlcharrefreplace")
        data = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(
            transfer, bytes
        )(data)
        kind = "text/html" if html else "text/plain"
        return f"{kind}; charset={charset}\r\nContent-Transfer-Encoding: {transfer}", data.replace(
            b"\r\n", b"\n"
        ).replace(b"\n", b"\r\n")

    return spelt


SPELLINGS = {
    "8bit": _as("utf-8", "8bit"),
    "base64": _as("utf-8", "base64"),
    "quoted-printable": _as("utf-8", "quoted-printable"),
    "korean": _as("ks_c_5601-1987", "base64", codec="cp949"),
    "utf-7": _as("utf-7", "7bit"),
    "utf-7 called utf-8": _as("utf-8", "7bit", codec="utf-7"),
    "utf-16": _as("utf-16", "base64"),
    "utf-16 called ascii": _as("us-ascii", "base64", codec="utf-16-le"),
    "iso-2022-kr": _as("iso-2022-kr", "7bit"),
    "no such charset": _as("x-unknown", "base64", codec="utf-8"),
    "no such transfer": _as("utf-8", "x-none"),
    "html called plain": _as("utf-8", "base64", html=False),
}  # fmt: skip


def test_they_are_many_and_alive() -> None:
    assert len(PAYLOADS) > 1_000
    # The net that counts what is left must see what is put in.
    assert sum(1 for payload in PAYLOADS if dangers_in_mail(payload)) > 1_000


def test_none_is_alive_alone() -> None:
    alive = {p: found for p in PAYLOADS if (found := dangers_in_mail(sanitise(well_formed(p))[0]))}
    assert alive == {}


def test_cleaning_again_and_without_the_first_pass_leaves_none_alive_either() -> None:
    for some in slices(20):
        once = sanitise("".join(some))[0]
        assert dangers_in_mail(once) == []
        assert dangers_in_mail(sanitise(once)[0]) == []


@pytest.mark.parametrize("name", SPELLINGS)
def test_none_is_alive_out_of_a_mail(name: str) -> None:
    for some in slices(100):
        kind, body = SPELLINGS[name]("<p>처음</p>" + "\n".join(some))
        found = read(mail(body, kind=kind))
        assert dangers_in_mail(found.html) == []
        assert found.text or found.html


def test_a_header_stays_one_line_of_words() -> None:
    for some in slices(10):
        words = f"=?utf-8?b?{base64.b64encode(''.join(some).encode()).decode()}?="
        found = read(mail("x", f"Cc: {words} <c@e.com>\r\n", subject=words, sender="k@e.com"))
        assert len(found.subject.splitlines()) <= 1
        assert [one.address for one in found.cc] == ["c@e.com"]
