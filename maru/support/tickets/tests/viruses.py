"""Mails with a virus, and a scanner beside the cast."""

from __future__ import annotations

from email.message import EmailMessage

from maru.kit.clamd.tests.scanners import EICAR, Impostor, impostor
from maru.records.viruses import uploading
from maru.records.viruses.models import Scan
from maru.records.viruses.scanning import scan_waiting
from maru.support.tickets.models import Attachment


def mail_with(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "김하늘 <haneul.kim@example.com>", "support@onnuri.example"
    message["Subject"] = "사진을 보냅니다"
    message.set_content("봐 주세요.")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="zip", filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")


class ScannerMixin:
    """``self.scanner`` is asked by whatever happens in the test."""

    scanner: Impostor

    def setUp(self) -> None:
        super().setUp()
        self.scanner = self.enterContext(impostor())
        self.enterContext(self.settings(CLAMD=self.scanner.place))
        uploading.rest.until = 0

    def received(self, *files: tuple[str, bytes]) -> list[Attachment]:
        """Take a mail with these files in; nothing is scanned yet."""
        message = self.mail_in(mail_with(*files))
        return list(message.attachments.all())

    def infected(self) -> Attachment:
        """Take a mail with a virus in, and scan it."""
        (file,) = self.received(("a.zip", EICAR))
        scan_waiting()
        return self.again(file)

    def again(self, file: Attachment) -> Attachment:
        return Attachment.objects.get(pk=file.pk)

    def make_due(self) -> None:
        Scan.objects.waiting().update(due_at="2000-01-01T00:00Z")
