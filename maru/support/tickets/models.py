"""Tickets and what they hold."""

from maru.support.tickets.attachment import Attachment
from maru.support.tickets.draft import Draft
from maru.support.tickets.duplicates.dismissal import NotDuplicate
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.linking.link import Link
from maru.support.tickets.mentioning.mention import Mention
from maru.support.tickets.merging.merger import Merger
from maru.support.tickets.message import Message
from maru.support.tickets.notices.notice import Notice
from maru.support.tickets.participant import Participant
from maru.support.tickets.pending_file import PendingFile
from maru.support.tickets.reading.beginning import Beginning
from maru.support.tickets.reading.seen import Seen
from maru.support.tickets.scheduling.scheduled import ScheduledAnswer
from maru.support.tickets.ticket import Ticket

__all__ = [
    "Attachment",
    "Beginning",
    "Draft",
    "Habits",
    "Link",
    "Mention",
    "Merger",
    "Message",
    "NotDuplicate",
    "Notice",
    "Participant",
    "PendingFile",
    "ScheduledAnswer",
    "Seen",
    "Ticket",
]
