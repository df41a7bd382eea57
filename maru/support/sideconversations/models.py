"""What is asked beside a ticket, of a colleague or of somebody outside."""

from maru.support.sideconversations.conversation import SideConversation
from maru.support.sideconversations.draft import SideDraft
from maru.support.sideconversations.file import SideFile
from maru.support.sideconversations.letter import SideLetter
from maru.support.sideconversations.message import SideMessage
from maru.support.sideconversations.participant import SideParticipant

__all__ = [
    "SideConversation",
    "SideDraft",
    "SideFile",
    "SideLetter",
    "SideMessage",
    "SideParticipant",
]
