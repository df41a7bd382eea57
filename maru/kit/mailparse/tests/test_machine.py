"""Machines are known as machines, people as people (S5)."""

import pytest

from maru.kit.mailparse.tests.mails import mail, multipart, read


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied\r\n", "auto_reply"),
        ("Auto-Submitted: auto-replied (vacation)\r\n", "auto_reply"),
        ("Auto-Submitted: auto-generated; owner-email=x\r\n", "notification"),
        ("Auto-Submitted: (by cron) auto-replied\r\n", "auto_reply"),
        ("Auto-Submitted:\r\n auto-replied\r\n", "auto_reply"),
        ("Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n", "auto_reply"),
        ("X-Autoreply: yes\r\n", "auto_reply"),
        ("X-Autorespond: yes\r\n", "auto_reply"),
        ("Precedence: auto_reply\r\n", "auto_reply"),
        ("X-Failed-Recipients: a@b.example\r\n", "bounce"),
        ("List-Id: <x.example.com>\r\n", "list"),
        ("List-Unsubscribe: <mailto:x@example.com>\r\n", "list"),
        ("Precedence: list\r\n", "list"),
    ],
)
def test_machine_mail_is_named_and_never_answered(headers: str, kind: str) -> None:
    found = read(mail("x", headers))
    assert (found.automatic, found.may_answer) == (kind, False)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('"온누리 소식" <news.onnuri.example>', "온누리 소식"),
        ("=?utf-8?b?7Jio64iE66as?= <news.onnuri.example>", "온누리"),
        ("<dev.lists.example.com>", "dev.lists.example.com"),
        ("dev.lists.example.com", "dev.lists.example.com"),
        ("x" * 500, "x" * 80),
    ],
)
def test_a_mailing_list_is_called_what_it_calls_itself(field: str, name: str) -> None:
    assert read(mail("x", f"List-Id: {field}\r\n")).list_name == name


@pytest.mark.parametrize(
    "headers",
    [
        "Precedence: bulk\r\n",
        "Precedence: junk\r\n",
        "Return-Path: <>\r\n",
        "X-Auto-Response-Suppress: All\r\n",
    ],
)
def test_a_person_behind_a_list_is_kept_but_not_answered(headers: str) -> None:
    found = read(mail("x", headers))
    assert (found.automatic, found.may_answer) == ("", False)


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no\r\n",
        "Auto-Submitted: No (a person wrote it)\r\n",
        "Auto-Submitted: no; owner-email=x\r\n",
        "Precedence: normal\r\n",
        "Return-Path: <kim@example.com>\r\n",
        "X-Auto-Response-Suppress: None\r\n",
    ],
)
def test_a_person_may_be_answered(headers: str) -> None:
    found = read(mail("x", headers))
    assert (found.automatic, found.may_answer) == ("", True)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: 환불",
        "Out of Office: x",
        "[자동회신] 휴가입니다",
        "부재중 자동 응답",
        "자동 응답: 문의",
        "부재 중: 휴가",
    ],
)
def test_subject_tells_an_absence_note(subject: str) -> None:
    assert read(mail("x", subject=subject)).automatic == "auto_reply"


def test_question_about_absence_notes_is_a_person() -> None:
    assert read(mail("x", subject="How do I set up an out of office note?")).automatic == ""


def bounce_mail(status: str = "5.1.1", action: str = "failed") -> bytes:
    return multipart(
        "report",
        "Content-Type: text/plain\r\n\r\nIt did not work.",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        "Final-Recipient: rfc822; Gone@Example.com\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user",
        "Content-Type: text/rfc822-headers\r\n\r\nFrom: help@example.com\r\n"
        "Message-ID: <original@example.com>\r\nSubject: Re: x",
    )


def test_delivery_status_is_read() -> None:
    found = read(bounce_mail())
    assert found.automatic == "bounce"
    assert found.report is not None
    assert found.report.original_message_id == "original@example.com"
    (recipient,) = found.report.recipients
    assert recipient.address == "Gone@example.com"
    assert (recipient.action, recipient.status) == ("failed", "5.1.1")
    assert "no such user" in recipient.diagnostic
    assert found.report.fate == "failed"


@pytest.mark.parametrize(("status", "action"), [("4.2.2", "delayed"), ("4.2.2", "failed")])
def test_delay_is_not_permanent(status: str, action: str) -> None:
    found = read(bounce_mail(status, action)).report
    assert found is not None
    assert found.fate == "delayed"


def test_bounce_of_qmail_is_read() -> None:
    body = (
        "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to "
        "deliver your message.\n\n<gone@example.net>:\n192.0.2.1 does not like recipient.\n"
        "Remote host said: 550 5.1.1 unknown user\n\n--- Below this line is a copy of the message."
        "\n\nReturn-Path: <help@example.com>\nMessage-ID: <original@example.com>\nSubject: x\n"
    )
    found = read(
        mail(
            body,
            "Return-Path: <>\r\n",
            sender="MAILER-DAEMON@mx.example.com",
            subject="failure notice",
        )
    )
    assert found.automatic == "bounce"
    assert found.report is not None
    assert found.report.recipients[0].address == "gone@example.net"
    assert found.report.recipients[0].status == "5.1.1"
    assert found.report.original_message_id == "original@example.com"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_a_report_and_no_bounce(action: str) -> None:
    found = read(bounce_mail("2.0.0", action))
    assert (found.automatic, found.may_answer) == ("report", False)
    assert found.report is not None
    assert (found.report.fate, found.report.original_message_id) == (
        "delivered",
        "original@example.com",
    )


def test_one_lost_recipient_weighs_more_than_those_who_got_it() -> None:
    raw = bounce_mail("2.0.0", "delivered").replace(
        b"\r\n\r\nFinal-Recipient",
        b"\r\n\r\nFinal-Recipient: rfc822; lost@example.com\r\nAction: failed\r\nStatus: 5.1.1"
        b"\r\n\r\nFinal-Recipient",
        1,
    )
    found = read(raw)
    assert found.report is not None
    assert (found.automatic, found.report.fate) == ("bounce", "failed")


def receipt_mail(disposition: str) -> bytes:
    return multipart(
        "report",
        "Content-Type: text/plain\r\n\r\nI have seen it.",
        "Content-Type: message/disposition-notification\r\n\r\n"
        "Reporting-UA: mail.example.com; Program 1.0\r\n"
        "Final-Recipient: rfc822;kim@example.com\r\n"
        f"Original-Message-ID: <original@example.com>\r\nDisposition: {disposition}",
    )


@pytest.mark.parametrize(
    ("disposition", "fate"),
    [
        ("manual-action/MDN-sent-manually; displayed", "read"),
        ("automatic-action/MDN-sent-automatically; displayed/error", "read"),
        ("automatic-action/MDN-sent-automatically; deleted", ""),
        ("automatic-action/MDN-sent-automatically; dispatched", ""),
    ],
)
def test_a_read_receipt_says_whether_it_was_seen(disposition: str, fate: str) -> None:
    found = read(receipt_mail(disposition))
    assert found.automatic == "report"
    assert found.report is not None
    assert (found.report.fate, found.report.original_message_id) == (fate, "original@example.com")


def test_complaint_and_read_receipt_are_reports() -> None:
    for kind in ("feedback-report", "disposition-notification"):
        found = read(multipart("report", "\r\nhello", f"Content-Type: message/{kind}\r\n\r\nA: b"))
        assert (found.automatic, found.may_answer) == ("report", False)


def test_bounce_in_a_sentence_names_the_recipient() -> None:
    found = read(
        mail(
            "Delivery failed 10 attempts: gone@example.net\n\nOriginal message follows.",
            sender="postmaster@example.com",
            subject="Undeliverable Mail",
        )
    )
    assert found.automatic == "bounce"
    assert found.report is not None
    assert [item.address for item in found.report.recipients] == ["gone@example.net"]


def test_postmaster_writing_by_hand_is_a_person() -> None:
    found = read(mail("hello", sender="postmaster@example.com"))
    assert (found.automatic, found.may_answer) == ("", False)
