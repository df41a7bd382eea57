"""Whatever the bytes: a mail or a refusal, and no word of the text gets lost."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maru.kit.mailparse import Unreadable
from maru.kit.mailparse.tests.mails import b64, mail, multipart, read

SEEDS = [
    mail("안녕\n\nOn Fri, Nov 20, 2026 X <a@b.kr> wrote:\n> old\n", subject="=?utf-8?B?7ZWc?="),
    multipart(
        "report",
        "Content-Type: text/html; charset=euc-kr\r\n\r\n<p>hi<table><tr><td>x</table>",
        "Content-Type: message/delivery-status\r\n\r\nA: b\r\n\r\nFinal-Recipient: rfc822;a@b.kr",
        "Content-Type: application/pdf; name*=utf-8''%41\r\nContent-Transfer-Encoding: base64\r\n"
        f"\r\n{b64(b'%PDF-')}",
    ),
]
quick = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
LINES = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20),
        st.sampled_from(
            [
                "> old",
                "",
                "-- ",
                "On Nov 20, 2026 X wrote:",
                "-----Original Message-----",
                "From: a",
                "To: b",
                "Subject: c",
                "나의 iPhone에서 보냄",
                "________________",
                "2026. 11. 20. 오전 9:26, 김 <a@b.kr> 작성:",
            ]
        ),
    ),
    max_size=20,
)


@quick
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 12), st.binary(max_size=12)), max_size=8
    ),
)
def test_mutated_mail_is_read_or_refused(
    seed: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    raw = seed
    for anywhere, length, new in changes:
        where = anywhere % (len(raw) + 1)
        raw = raw[:where] + new + raw[where + length :]
    try:
        found = read(raw)
    except Unreadable:
        return
    assert "<script" not in found.html


@quick
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read(raw)
    except Unreadable:
        return


@quick
@given(LINES)
def test_text_and_quoted_lose_no_word(lines: list[str]) -> None:
    found = read(mail("\n".join(lines)))
    whole = sorted(re.findall(r"\S+", found.full_text))
    assert sorted(re.findall(r"\S+", f"{found.text}\n{found.quoted}")) == whole
    written = "".join("\n".join(lines).split())
    assert "".join(found.full_text.split()) == written or "begin" in written
