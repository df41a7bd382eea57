"""Generated mail, Korean and English, the same for the same seed."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

KOREAN = """주문한 냄비의 뚜껑이 깨져서 도착했습니다. 교환을 부탁드립니다.
배송이 일주일째 오지 않아 문의드립니다. 운송장 번호를 알려 주세요.
결제는 되었는데 주문 내역에 보이지 않습니다. 확인해 주시겠어요?
색상이 화면과 많이 다릅니다. 반품하고 환불받고 싶습니다.
회원 정보의 주소를 바꾸고 싶은데 저장이 되지 않습니다.
사용 설명서를 잃어버렸습니다. 파일로 받을 수 있을까요?
어제 통화한 내용대로 처리되었는지 궁금합니다.
선물 포장을 추가하고 싶습니다. 추가 비용이 있나요?""".splitlines()

ENGLISH = """The lid of the pot arrived broken. Could you please send a replacement?
My parcel has not moved for a week; what is its tracking number?
I was charged, yet the order does not show in my account.
The colour differs a lot from the picture. I would like a refund.
Saving my new address fails with no explanation at all.
I lost the manual. Is there a copy that I can download?
Has what we agreed on the phone yesterday been arranged?
Can I add gift wrapping, and is there an extra charge?""".splitlines()

FAMILIES, GIVEN = (
    "김이박최정강조윤장임한오서신권황",
    ["하늘", "지우", "서연", "민준", "도윤", "수아", "예준", "지호"],
)
FIRST, LAST = (
    ["Anna", "Ben", "Clara", "David", "Emma", "Finn"],
    ["Miller", "Brown", "Smith", "Jones", "Park"],
)


@dataclass(frozen=True)
class Mail:
    """One mail as it goes over the wire (CRLF, no dot-stuffing), and what judges need of it."""

    raw: bytes
    message_id: str
    sender: str
    answers: str = ""  # Message-ID of the first mail of its conversation; "" for a first mail
    mailboxes: tuple[str, ...] = ()
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.raw).hexdigest())


class Writer:
    """Writes mails to ``mailbox``: a fifth answer an earlier one, half are Korean."""

    def __init__(self, seed: int, mailbox: str, *, replies: float = 0.2) -> None:
        self._dice = random.Random(seed)
        self._seed, self._mailbox, self._replies = seed, mailbox, replies
        self._firsts: list[tuple[str, str, str, bool]] = []  # id, From, subject, is Korean

    def mails(
        self, count: int, *, size: int | None = None, files: bool = True, also_to: str = ""
    ) -> Iterator[Mail]:
        """Yield ``count`` mails; a reply always comes after the mail it answers.

        ``size`` in bytes (about) for all; without it they differ as real ones
        do: most short, some with a file of up to 400 KB. With ``also_to``
        one in fifty goes to that second mailbox too.
        """
        for number in range(count):
            is_reply = bool(self._firsts) and self._dice.random() < self._replies
            yield self._write(number, is_reply, size, files, also_to)

    def _write(
        self, number: int, is_reply: bool, size: int | None, files: bool, also_to: str
    ) -> Mail:
        dice = self._dice
        message_id = f"<{self._seed}.{number}.{dice.randrange(16**8):08x}@customers.example>"
        mail = EmailMessage(policy=SMTP)
        answers = ""
        if is_reply:
            answers, sender, subject, is_korean = dice.choice(self._firsts)
            mail["In-Reply-To"] = mail["References"] = answers
            subject = f"{'회신' if is_korean and dice.random() < 0.3 else 'Re'}: {subject}"
        else:
            is_korean = dice.random() < 0.5
            sender = self._person(number, is_korean)
            line = dice.choice(KOREAN if is_korean else ENGLISH)
            subject = f"{line[:30]} ({number})"
            self._firsts.append((message_id, sender, subject, is_korean))
        mailboxes = [self._mailbox]
        if also_to and dice.random() < 0.02:
            mailboxes.append(also_to)
        mail["From"], mail["To"], mail["Subject"] = sender, ", ".join(mailboxes), subject
        mail["Message-ID"], mail["Date"] = message_id, "Mon, 16 Nov 2026 10:00:00 +0900"
        self._fill(mail, is_korean, size)
        if files and size is None and dice.random() < 0.08:
            self._attach(mail, is_korean)
        for part, boundary in zip(
            (p for p in mail.walk() if p.is_multipart()), ("one", "two"), strict=False
        ):
            part.set_boundary(f"=_{self._seed}_{number}_{boundary}")
        address = sender.rpartition("<")[2].rstrip(">")
        return Mail(mail.as_bytes(), message_id, address, answers, tuple(mailboxes))

    def _person(self, number: int, is_korean: bool) -> str:
        dice = self._dice
        address = f"customer{self._seed}.{number}@customers.example"
        if is_korean:
            return f"{dice.choice(FAMILIES)}{dice.choice(GIVEN)} <{address}>"
        return f"{dice.choice(FIRST)} {dice.choice(LAST)} <{address}>"

    def _fill(self, mail: EmailMessage, is_korean: bool, size: int | None) -> None:
        dice, lines = self._dice, KOREAN if is_korean else ENGLISH
        wanted = (
            size * 7 // 10 if size else int(dice.lognormvariate(6.5, 0.8))
        )  # base64 adds a third
        words = [dice.choice(lines) for _ in range(max(1, wanted // len(lines[0].encode())))]
        text = "\n".join(words) + "\n"
        if is_korean and dice.random() < 0.15:
            mail.set_content(text, charset="euc-kr", cte="base64")
        else:
            mail.set_content(text, cte="base64" if is_korean else "quoted-printable")
        if size is None and dice.random() < 0.4:
            html = "".join(f"<p>{word}</p>" for word in words)
            mail.add_alternative(f"<html><body>{html}</body></html>", subtype="html", cte="base64")

    def _attach(self, mail: EmailMessage, is_korean: bool) -> None:
        length = self._dice.choice((2_000, 20_000, 100_000, 400_000))
        data = base64.b64encode(self._dice.randbytes(length * 3 // 4))
        name = "사진 자료.pdf" if is_korean else "picture.pdf"
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
