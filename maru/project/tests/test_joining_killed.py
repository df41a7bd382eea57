"""Workers are killed around the joining of pieces: the whole comes once, and no piece is lost."""

import pytest

from maru.kit.blobs import store
from maru.kit.blobs.consistency import inspect
from maru.project.tests.dying_scenes import SCENES
from maru.project.tests.dying_worker import ends_of
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.models import Envelope, MailPiece, PiecedMail
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import mail
from maru.support.tickets.tests.pieces import cut

MAILS, PIECES = 3, 3


@pytest.mark.both
class JoiningKilledTests(LiveSupportTestCase):
    def test_each_whole_is_there_once_and_no_piece_is_lost(self):
        words = {n: f"{n}번 냄비 뚜껑이 깨져서 왔습니다.\n" * 12 for n in range(MAILS)}
        for n, text in words.items():
            whole = mail(text, Subject="whole", Message_ID=f"<whole-{n}@example.com>")
            pieces = cut(whole, PIECES, id=f"{n}@example.com")
            accept([Letter(raw, (self.mailbox.pk,)) for raw in pieces])
        points = SCENES["joining"].points
        self.assertEqual(ends_of("joining", *points, ""), [-9] * len(points) + [0])

        # First what would say why one is missing.
        left = Envelope.objects.exclude(state="opened")
        self.assertEqual(list(left.values_list("state", "attempts", "reason", "detail")), [])
        joined = PiecedMail.objects.exclude(state="joined")
        self.assertEqual(list(joined.values()), [])
        wholes = Message.objects.filter(message_id__startswith="whole-")
        self.assertEqual(
            sorted((m.message_id, m.text.strip()) for m in wholes),
            [(f"whole-{n}@example.com", text.strip()) for n, text in words.items()],
        )
        self.assertEqual(Envelope.objects.count(), MAILS * (PIECES + 1))
        self.assertEqual(MailPiece.objects.count(), MAILS * PIECES)
        self.assertEqual(
            set(PiecedMail.objects.values_list("state", "joined__message")),
            {("joined", message.pk) for message in wholes},
        )
        tickets = Ticket.objects.exclude(pk=self.ticket.pk)
        self.assertEqual([t.messages.count() for t in tickets], [PIECES + 1] * MAILS)
        self.assertEqual(inspect(store()).missing, [])
