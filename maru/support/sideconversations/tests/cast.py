"""A question to the vendor of the lid, and one to the colleague of the warehouse."""

from __future__ import annotations

from maru.records.channels.incoming import Incoming, Party
from maru.records.channels.models import Envelope
from maru.records.channels.reception import Arrival
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.writing import start
from maru.support.tickets.receiving import receive
from maru.support.tickets.tests.cast import SupportTestCase

VENDOR = "vendor@parts.example"


class SideTestCase(SupportTestCase):
    def ask(self, to: str = VENDOR, text: str = "뚜껑만 따로 있나요?", **how) -> SideConversation:
        by = how.pop("by", self.jisu)
        ticket = how.pop("ticket", self.ticket)
        invited = invited_in(to, ticket, by)
        return start(ticket, invited, how.pop("subject", "뚜껑 재고"), text, by=by, **how)

    def arrive(self, sender: str, text: str, answers: str, *, verified: bool = False, **fields):
        """Let a mail come in that answers the Message-ID ``answers``."""
        count = Envelope.objects.count()
        envelope = Envelope.objects.create(
            channel=fields.pop("to", self.mailbox), sha256=f"{count:064}", size=1, state="opened"
        )
        incoming = Incoming(
            sender=Party(sender, fields.pop("name", "")), text=text, subject="Re: 뚜껑 재고",
            in_reply_to=[answers] if answers else [],
            message_id=fields.pop("message_id", f"in{count}@parts.example"),
            authentication={"verified": verified}, **fields,
        )  # fmt: skip
        receive([Arrival(envelope, incoming)])
        return envelope
