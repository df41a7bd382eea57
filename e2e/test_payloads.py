"""Every payload on every page that shows what strangers write: nothing runs or calls out (S6)."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from maru.kit.mailparse.tests.hostile import PAYLOADS, WORDS, slices
from maru.kit.written import TooHeavy, Written
from maru.project.tests.routes import routes
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.staff.company.models import Brand
from maru.staff.members.passes import pass_to
from maru.support.tickets.models import Message, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_MAIL = 120  # payloads; the whole is a score of mails and of pages
NAMED = {"/", "/customers/", "/console/quarantine/", "/console/mailbox/", "/console/members/"}


def hostile_mail(some: list[str], number: int) -> bytes:
    """Return a mail that holds ``some`` payloads in bodies, names and files.

    Written by hand, because an honest library refuses to.
    """
    words = _one_line(" ".join(some))
    word = b64encode(words[:300].encode()).decode()
    files = "".join(
        f"--BB\r\nContent-Type: image/png\r\nContent-Disposition: attachment;\r\n"
        f" filename*=utf-8''{quote(payload)}\r\n\r\n<svg onload=alert(1)>\r\n"
        for payload in some[:20]
    )
    body = "\n".join(some)
    return (
        f"From: =?utf-8?b?{word}?= <from{number}@example.com>\r\n"
        f"To: =?utf-8?b?{word}?= <support@onnuri.example>\r\n"
        f'Cc: "{words[:200]}" <c@d.example>\r\n'
        f"Subject: {words[:900]}\r\nX-Mailer: {words[:900]}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/mixed; boundary=BB\r\n\r\n"
        f"--BB\r\nContent-Type: multipart/alternative; boundary=AA\r\n\r\n"
        f"--AA\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
        f"--AA\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>처음</p>{body}\r\n--AA--\r\n"
        f"{files}--BB--\r\n"
    ).encode()


def formed(some: list[str]) -> str:
    """Return ``some`` payloads as a program may send them in the html of a message."""
    found = ""
    for payload in some:
        with suppress(TooHeavy):
            found += Written.in_html(payload).as_html
    return found


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


@pytest.fixture
def payloads(cast: Any) -> Any:
    """The cast, all payloads by mail, and again as if a cleaner of old had let them through."""
    mails = [hostile_mail(some, number) for number, some in enumerate(slices(A_MAIL))]
    unreadable = [b"Subject: " + p.encode() + b"\r\n" * 2 + b"\x00" for p in WORDS]
    unreadable += [b"From: a@b.c\r\n" + b"X: y\r\n" * 20_000 + WORDS[0].encode()]
    accept([Letter(raw, (cast.mailbox.pk,), {"mail_from": WORDS[0]}) for raw in mails + unreadable])
    while Envelope.objects.filter(state="received").exists():
        open_waiting()
    for number, some in enumerate(slices(A_MAIL)):
        message = Message.objects.get(from_address=f"from{number}@example.com")
        message.ticket.reply("\n".join(some).replace("{{", "{ {"), by=cast.jisu,
                             seen=message.ticket.last_public_id)  # fmt: skip
        note = message.ticket.note(Written("", formed(some)), by=cast.jisu)
        if number % 2:  # as if a cleaner of old had let them through
            Message.objects.filter(pk=note.pk).update(html="\n".join(some))
        message.ticket.tag_only([p[:40] for p in some[:5]], by=cast.jisu)
        Message.objects.filter(pk=message.pk).update(html="\n".join(some), quoted="\n".join(some))
        type(cast.kim).objects.filter(pk=message.customer_id).update(note="\n".join(some))
    Brand.objects.filter(pk=cast.onnuri.pk).update(name=WORDS[0])
    type(cast.mailbox).objects.filter(pk=cast.mailbox.pk).update(name=WORDS[1])
    type(cast.team).objects.filter(pk=cast.team.pk).update(name=WORDS[3])
    type(cast.cole).objects.filter(pk=cast.cole.pk).update(name=WORDS[6])
    return cast


def test_no_page_runs_or_loads_anything_of_theirs(payloads: Any, opens: Any) -> None:
    page = opens(payloads.sora)
    tickets = Ticket.objects.filter(messages__from_address__endswith="@example.com").distinct()
    assert tickets.count() >= len(PAYLOADS) / A_MAIL
    assert seen_pages(page) >= NAMED
    for ticket in tickets:
        look(page, f"/tickets/{ticket.pk}/")
        look(page, f"/customers/{ticket.requester_id}/")
    set_aside = Envelope.objects.filter(state="quarantined")
    assert set_aside
    for envelope in set_aside:
        look(page, f"/console/quarantine/{envelope.pk}/")
    assert (page.seen.dialogs, page.seen.outside, page.seen.errors) == ([], [], [])
    # Nothing of theirs even got so far that the policy had to stop it.
    assert [line for line in page.seen.console if "Content Security Policy" in line] == []


def test_no_frame_does_even_with_what_an_old_cleaner_let_through(payloads: Any, opens: Any) -> None:
    page = opens(payloads.sora)
    for message in Message.objects.filter(from_address__startswith="from"):
        look(page, pass_to(payloads.sora, "tickets:frame", [message.pk, False]))
    message = Message.objects.filter(from_address="from0@example.com").get()
    Message.objects.filter(pk=message.pk).update(html="<p>끝까지 왔습니다</p>" + PAYLOADS[0])
    page.goto(f"/tickets/{message.ticket_id}/")
    page.click("[data-show-mail]")
    frame = page.frame_locator(".mail-frame iframe")
    expect(frame.locator("body")).to_contain_text("끝까지 왔습니다")
    with pytest.raises(Exception, match=r"sandbox|scripts|timeout|Timeout"):
        # The frame's own origin is opaque: not even we can run anything in it.
        page.frames[-1].evaluate("alert(1); document.cookie", timeout=1000)
    assert (page.seen.dialogs, page.seen.outside, page.seen.errors) == ([], [], [])


def seen_pages(page: Page) -> set[str]:
    """Open each page whose address has no parameter; return which showed themselves."""
    plain = {route.path(()) for route in routes() if not route.words}
    found = {path for path in sorted(plain) if not path.startswith("/api/") and shows(page, path)}
    return found | {path for path in ["/?view=all", "/?view=unassigned"] if shows(page, path)}


def shows(page: Page, address: str) -> bool:
    if page.request.get(address, max_redirects=0).status != 200:
        return False  # Chromium itself refuses to show an empty 405
    answer = page.goto(address)
    return answer is not None and answer.status == 200


def look(page: Page, address: str) -> None:
    assert shows(page, address), address
