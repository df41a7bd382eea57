"""D13: every file that a row names is known to the store's inspection."""

from email.message import EmailMessage

from maru.kit.blobs import referred, store
from maru.kit.blobs.consistency import inspect
from maru.records.channels.models import Envelope
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Attachment
from maru.support.tickets.tests.cast import SupportTestCase


class AgreementTests(SupportTestCase):
    def test_envelopes_attachments_and_deliveries_refer_to_their_files(self):
        message = EmailMessage()
        message["From"], message["Subject"] = "a@b.example", "file"
        message.set_content("text")
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
        self.mail_in(message.as_bytes().replace(b"\n", b"\r\n"))
        sent = store().put(b"sent")
        self.ticket.reply("파일", by=self.jisu, files=[NewFile("b.txt", "text/plain", 4, sent)])
        named = {name: what for what, name in referred()}
        self.assertEqual(named[Envelope.objects.get().sha256], "envelope")
        files = {"a.pdf", "b.txt"}
        self.assertEqual(set(Attachment.objects.values_list("name", flat=True)), files)
        self.assertIn(("delivery", sent), set(referred()))
        self.assertIn(("attachment", sent), set(referred()))
        self.assertEqual(inspect(store()).missing, [])
        store().path(sent).unlink()
        self.assertEqual(dict(inspect(store()).missing), {"delivery": sent, "attachment": sent})
