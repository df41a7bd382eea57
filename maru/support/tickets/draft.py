from __future__ import annotations

from typing import Any

from django.db import models

from maru.kit.written import Written
from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.message import Message
from maru.support.tickets.ticket import Ticket


class Draft(models.Model):
    """What a member was writing in a ticket, with its files: one each, kept until it is sent."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    direction = models.CharField(max_length=4, default=Direction.TO_CUSTOMER)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")  # cleaned; "": the words say all
    along = models.JSONField(null=True)  # what is to be done when it is sent: along.py
    # Which status is to be set with it; "": none was chosen.
    then = models.CharField(max_length=8, choices=Status.choices, blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "member"], name="one_draft_each")]

    @classmethod
    def keep(
        cls, ticket: Ticket, member: Member, said: str | Written, direction: str, *,
        then: str = "", along: Any = None,
    ) -> None:  # fmt: skip
        """Keep what is ``said`` and goes ``along``, or forget the draft when there is neither and
        no file hangs on it but pictures that its words had."""
        said = Written.of(said)
        text = said.text.replace("\x00", "")  # PostgreSQL keeps none
        kept = {"text": text, "html": said.html, "direction": direction, "then": then,
                "along": along}  # fmt: skip
        mine = cls.objects.filter(ticket=ticket, member=member)
        if said or along:
            cls.objects.update_or_create(ticket=ticket, member=member, defaults=kept)
        elif mine.filter(files__is_inline=False).exists():
            mine.update(**kept)
        else:
            mine.delete()

    @classmethod
    def of_message(cls, message: Message, *, then: str) -> Draft:
        """Return the draft that ``message``, about to be taken back, becomes: its words without
        the signature, before what its author began to write since.

        If that is a note, the whole is one: what only colleagues should read goes to no customer
        by itself.
        """
        draft, _new = cls.objects.get_or_create(ticket=message.ticket, member=message.member)
        said = message.written.unsigned().then(draft.written)
        draft.text, draft.html, draft.then = said.text, said.html, then
        draft.save()
        return draft

    @property
    def written(self) -> Written:
        return Written(self.text, self.html)
