# ruff: noqa: E501  mails are quoted as they came
"""Each program's way of passing a mail on: who wrote it is found, and nobody else."""

import pytest

from maru.kit.mailparse.tests.mails import mail, read, read_html

BODY = "뚜껑이 깨져서 왔어요. 교환해 주세요."

GMAIL_EN = "---------- Forwarded message ---------\nFrom: {who}\nDate: Thu, Nov 26, 2026 at 10:00 AM\nSubject: 뚜껑\nTo: <jisu@onnuri.example>\n\n\n"
FORWARDS = {
    "gmail en": GMAIL_EN,
    "gmail ko": "---------- Forwarded message ---------\n보낸사람: {who}\nDate: 2026년 11월 26일 (목) 오전 10:00\nSubject: 뚜껑\nTo: <jisu@onnuri.example>\n\n\n",
    "outlook en": "________________________________\nFrom: {who}\nSent: Thursday, November 26, 2026 10:00 AM\nTo: Jisu <jisu@onnuri.example>\nSubject: 뚜껑\n\n",
    "outlook ko": "보낸 사람: {who}\n보낸 날짜: 2026년 11월 26일 목요일 오전 10:00\n받는 사람: 지수 <jisu@onnuri.example>\n제목: 뚜껑\n\n",
    "outlook old": "-----Original Message-----\nFrom: {who}\nSent: Thursday, November 26, 2026 10:00 AM\nTo: Jisu\nSubject: 뚜껑\n\n",
    "apple en": "Begin forwarded message:\n\nFrom: {who}\nSubject: 뚜껑\nDate: 26 November 2026 at 10:00:00 KST\nTo: jisu@onnuri.example\n\n",
    "apple ko": "전달된 메시지의 시작:\n\n보낸 사람: {who}\n제목: 뚜껑\n날짜: 2026년 11월 26일 오전 10:00:00 GMT+9\n받는 사람: jisu@onnuri.example\n\n",
    "apple marked": "> Begin forwarded message:\n> \n> From: {who}\n> Subject: 뚜껑\n> Date: 26 November 2026 at 10:00:00 KST\n> To: jisu@onnuri.example\n> \n> ",
    "thunderbird en": "-------- Forwarded Message --------\nSubject: \t뚜껑\nDate: \tThu, 26 Nov 2026 10:00:00 +0900\nFrom: \t{who}\nTo: \tjisu@onnuri.example\n\n",
    "thunderbird ko": "-------- 전달된 메시지 --------\n제목: \t뚜껑\n날짜: \tThu, 26 Nov 2026 10:00:00 +0900\n보낸 사람: \t{who}\n받는 사람: \tjisu@onnuri.example\n\n",
    "naver": "-----Original Message-----\nFrom: {who}\nTo: <jisu@onnuri.example>;\nCc: \nSent: 2026-11-26 (목) 10:00:00 (GMT+09:00)\nSubject: 뚜껑\n\n",
    "daum": "--------- 원본 메일 ---------\n보낸이: {who}\n받는이 : jisu@onnuri.example\n날짜: 2026년 11월 26일 목요일, 10시 00분 00초 +0900\n제목: 뚜껑\n\n",
    "bold labels": "*From:* {who}\n*Sent:* Thursday\n*To:* jisu@onnuri.example\n*Subject:* 뚜껑\n\n",
}
NAMES = {
    "김하늘 <haneul@example.com>": "김하늘",
    '"김하늘"<haneul@example.com>': "김하늘",
    "김하늘 [mailto:haneul@example.com]": "김하늘",
    "김하늘 <haneul@example.com<mailto:haneul@example.com>>": "김하늘",
    "haneul@example.com": "",
}


def original(text: str, *, subject: str = "Fwd: 뚜껑") -> tuple[str, str] | None:
    found = read(mail(text, subject=subject)).original
    return (found.name, found.address) if found else None


@pytest.mark.parametrize("program", FORWARDS)
@pytest.mark.parametrize("note", ["", "확인 부탁드립니다.\n\n"])
def test_the_original_sender_is_found(program: str, note: str) -> None:
    text = note + FORWARDS[program].format(who="김하늘 <haneul@example.com>") + BODY
    assert original(text) == ("김하늘", "haneul@example.com")


@pytest.mark.parametrize("who", NAMES)
def test_however_the_address_is_written(who: str) -> None:
    assert original(GMAIL_EN.format(who=who)) == (NAMES[who], "haneul@example.com")


def test_a_folded_line_is_read_on() -> None:
    who = "아주 긴 이름의 고객 김하늘\n<haneul@example.com>"
    assert original(GMAIL_EN.format(who=who)) == (
        "아주 긴 이름의 고객 김하늘",
        "haneul@example.com",
    )


@pytest.mark.parametrize("subject", ["FW: a", "Fwd: a", "전달: a", "[전달] a", "[FW] a", "fw : a"])
def test_the_marks_of_a_forward(subject: str) -> None:
    text = FORWARDS["naver"].format(who="김하늘 <haneul@example.com>")
    assert original(text, subject=subject)


@pytest.mark.parametrize("program", ["naver", "daum", "outlook ko", "outlook en", "outlook old"])
@pytest.mark.parametrize("subject", ["Re: 뚜껑", "뚜껑", "RE: FW: 뚜껑", "회신: 전달: 뚜껑"])
def test_an_answer_is_no_forward(program: str, subject: str) -> None:
    text = "네.\n\n" + FORWARDS[program].format(who="김하늘 <haneul@example.com>") + BODY
    assert original(text, subject=subject) is None


def test_what_was_forwarded_earlier_is_not_this_writers() -> None:
    quoted = "\n".join(f"> {line}" for line in GMAIL_EN.format(who="a <a@b.example>").split("\n"))
    text = f"네, 봤습니다.\n\nOn Fri, Nov 20, 2026 at 9:26 AM Help <help@example.com> wrote:\n\n{quoted}"
    assert original(text, subject="Re: Fwd: 뚜껑") is None


def test_the_outermost_of_two_forwards_counts() -> None:
    text = GMAIL_EN.format(who="김하늘 <haneul@example.com>") + GMAIL_EN.format(
        who="b <b@b.example>"
    )
    assert original(text) == ("김하늘", "haneul@example.com")


def test_html_alone_will_do() -> None:
    html = (
        "<div>확인 부탁드려요</div><div class='gmail_quote'><div dir='ltr' class='gmail_attr'>---------- Forwarded message ---------<br>"
        "보낸사람: <strong class='gmail_sendername'>김하늘</strong> <span dir='auto'>&lt;<a href='mailto:haneul@example.com'>haneul@example.com</a>&gt;</span><br>"
        "Date: 2026년 11월 26일 (목) 오전 10:00<br>Subject: 뚜껑<br>To:  &lt;<a href='mailto:jisu@onnuri.example'>jisu@onnuri.example</a>&gt;<br></div><br>뚜껑이 깨졌어요</div>"
    )
    found = read_html(html).original
    assert found is not None
    assert (found.name, found.address) == ("김하늘", "haneul@example.com")


INNER = "From: =?utf-8?b?6rmA7ZWY64qY?= <haneul@example.com>\r\nSubject: a\r\n\r\n뚜껑\r\n"


def attached(*inner: str) -> bytes:
    parts = "".join(f"--b\r\nContent-Type: message/rfc822\r\n\r\n{one}\r\n" for one in inner)
    return (
        "From: jisu@onnuri.example\r\nSubject: Fwd: a\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n{parts}--b--\r\n"
    ).encode()


def test_one_attached_mail_is_a_forward_and_two_are_none() -> None:
    found = read(attached(INNER)).original
    assert found is not None
    assert (found.name, found.address) == ("김하늘", "haneul@example.com")
    assert read(attached(INNER, INNER)).original is None


def test_one_s_own_mail_passed_on_names_nobody_else() -> None:
    mine = INNER.replace("haneul@example.com", "JISU@onnuri.example")
    assert read(attached(mine)).original is None


def test_a_bounce_forwards_nothing() -> None:
    raw = attached(INNER).replace(b"Subject: Fwd: a", b"X-Failed-Recipients: a@b.example", 1)
    assert read(raw).original is None


def test_a_hostile_block_costs_no_time() -> None:
    assert original("From: " + "<" * 100_000 + "\nTo: a\nSubject: b\n" * 3) is None
