from __future__ import annotations

from django.db import transaction

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.behaviour import Behaviour
from maru.support.tickets.participant import Admission, Participant


class Inviting(Behaviour):
    """Who else is in the conversation."""

    class Meta:
        abstract = True

    def admit(self, address: str, *, by: Member, name: str = "") -> Participant:
        """Let ``address`` get the answers from now on; nothing said before goes to them (S2).

        Raises Merged where the ticket has gone into another.
        """
        return self._decide(address, Admission.ADMITTED, by=by, name=name)

    def remove_participant(self, address: str, *, by: Member) -> Participant:
        return self._decide(address, Admission.REMOVED, by=by)

    def _decide(self, address: str, admission: str, *, by: Member, name: str = "") -> Participant:
        ticket = self._me
        ticket.must_stand()
        with transaction.atomic():
            participant, _ = Participant.objects.get_or_create(
                ticket=ticket, address=address.lower(), defaults={"name": name[:200]}
            )
            if participant.admission != admission:
                before, participant.admission, participant.decided_by = (
                    participant.admission, admission, by,
                )  # fmt: skip
                participant.save()
                change = {"address": participant.address}
                Event.record(
                    "ticket.participant", ticket, by=by,
                    before={**change, "admission": before},
                    after={**change, "admission": admission},
                )  # fmt: skip
        return participant

    def admitted(self) -> list[Participant]:
        ticket = self._me
        return list(ticket.participants.filter(admission=Admission.ADMITTED))
