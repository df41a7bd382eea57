from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from maru.kit.written import Written
from maru.staff.members.models import Member
from maru.support.sideconversations.conversation import SideConversation
from maru.support.tickets.models import Ticket


class SideDraft(models.Model):
    """What a member was writing in a side conversation, or to begin one: one each."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="side_drafts")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="side_drafts")
    # None: it is to begin one.
    conversation = models.ForeignKey(
        SideConversation, null=True, on_delete=models.CASCADE, related_name="drafts"
    )
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")  # cleaned
    to = models.TextField(blank=True, default="")  # whom to ask, as it was typed
    subject = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "conversation"], name="one_side_draft_each",
                condition=Q(conversation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["member", "ticket"], name="one_side_beginning_each",
                condition=Q(conversation__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"side draft of {self.member_id}"

    @property
    def written(self) -> Written:
        return Written(self.text, self.html)

    @classmethod
    def keep(
        cls, member: Member, said: Written, *, ticket: Ticket,
        conversation: SideConversation | None = None, to: str = "", subject: str = "",
    ) -> None:  # fmt: skip
        """Keep what is ``said``, or forget the draft when nothing was written."""
        where: dict[str, Any] = {"member": member, "conversation": conversation}
        if conversation is None:
            where["ticket"] = ticket
        if not (said or to.strip()):
            cls.objects.filter(**where).delete()
            return
        kept = {
            "ticket": ticket, "text": said.text.replace("\x00", ""), "html": said.html,
            "to": to.replace("\x00", "")[:5000], "subject": subject.replace("\x00", "")[:500],
        }  # fmt: skip
        cls.objects.update_or_create(**where, defaults=kept)
