"""The cast with a mailbox, a customer and one ticket that is already under way."""

from django.test import TestCase, TransactionTestCase, override_settings

from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel, Envelope
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.staff.members.tests.cast import StaffCast
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket


class SupportCast(StaffCast):
    """As StaffCast; kim is a customer whose ticket is self.ticket."""

    mailbox: Channel
    other_mailbox: Channel
    kim: Customer
    ticket: Ticket

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.mailbox = Channel.objects.create(
            address="support@onnuri.example", name="온누리 상점", brand=cls.onnuri, team=cls.team
        )
        cls.other_mailbox = Channel.objects.create(
            address="help@haneul.example", name="하늘 문구", brand=cls.haneul
        )
        cls.kim = recognise(
            ContactKind.EMAIL, "haneul.kim@example.com", brand=cls.onnuri, name="김하늘"
        )
        cls.ticket = open_ticket(
            by=cls.jisu,
            brand=cls.onnuri,
            requester=cls.kim,
            subject="무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요",
            text="방금 받았는데 뚜껑 손잡이 옆이 깨져 있습니다.",
            team=cls.team,
        )

    def mail_in(
        self, raw: bytes, *, to: Channel | None = None, mail_from: str = ""
    ) -> Message | None:
        """Take ``raw`` in by a mailbox and open it; return its message, None if there is none."""
        channel = to or self.mailbox
        accept([Letter(raw, (channel.pk,), {"mail_from": mail_from})])
        open_waiting()
        envelope = Envelope.objects.filter(channel=channel).latest("id")
        return Message.objects.filter(envelope=envelope).first()


class SupportTestCase(SupportCast, TestCase):
    """The cast in one transaction a test."""


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class LiveSupportTestCase(SupportCast, TransactionTestCase):
    """The cast committed, for tests with threads, processes and sockets."""

    def setUp(self) -> None:
        super().setUp()
        self.setUpTestData()
