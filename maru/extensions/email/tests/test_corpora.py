"""Mail that nobody here wrote, by real SMTP: every file is one message or one visible envelope."""

import gzip
import hashlib
import re
import resource
from pathlib import Path

import pytest

from conftest import CORPORA
from maru.extensions.email.tests.port import mail_port
from maru.kit.blobs import store
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import LiveSupportTestCase

FOLDER = CORPORA / "mail"
MACHINE = re.compile(
    r"multipart_report_emails|/bounce/|/complaints/|delivery-status|disposition-notification|"
    r"feedback-report"
)


def wire(path: Path) -> bytes:
    """Return what a mail program would send of the file: all line ends CRLF."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    raw = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


@pytest.mark.corpora
class CorporaTests(LiveSupportTestCase):
    def test_every_file_is_one_message_or_one_quarantined_envelope(self):
        sent = self.send_everything()
        cpu = _children_cpu()
        while open_waiting():
            pass
        per_mail = (_children_cpu() - cpu) / len(sent)
        opened = dict(Message.objects.exclude(envelope=None).values_list("envelope__sha256", "id"))
        aside = dict(Envelope.objects.filter(state="quarantined").values_list("sha256", "reason"))
        self.assertEqual(set(opened) | set(aside), set(sent))
        self.assertEqual(set(opened) & set(aside), set())
        self.assertEqual(Envelope.objects.count(), len(sent))
        self.assertEqual(Message.objects.exclude(envelope=None).count(), len(opened))
        self.assertTrue(all(aside.values()))
        for sha256 in sent:
            self.assertEqual(hashlib.sha256(store().read(sha256)).hexdigest(), sha256)
        self.assertLess(per_mail, 0.5)
        self.machine_mail_is_classed(sent)

    def send_everything(self) -> dict[str, Path]:
        sent = {}
        with mail_port() as port, port.client() as client:
            for path in sorted(p for p in FOLDER.rglob("*") if p.is_file()):
                raw = wire(path)
                # sendmail() would mind 8-bit senders; the bytes go out as they are.
                client.sendmail("kim@example.com", ["support@onnuri.example"], raw)
                sent[hashlib.sha256(raw).hexdigest()] = path
        return sent

    def machine_mail_is_classed(self, sent: dict[str, Path]) -> None:
        missed = []
        for sha256, path in sent.items():
            if MACHINE.search(str(path)) and path.suffix != ".json":
                message = Message.objects.filter(envelope__sha256=sha256).first()
                if message and not message.automatic:
                    missed.append(path.name)
        self.assertEqual(missed, [])


def _children_cpu() -> float:
    # Of children that have ended and those that live: the readers live on.
    from maru.extensions.email import reading

    reading.close_readers()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
