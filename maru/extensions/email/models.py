from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.mailbox_folder import MailboxFolder, Pending
from maru.extensions.email.relay import Relay
from maru.extensions.email.security import Security

__all__ = ["Mailbox", "MailboxFolder", "Pending", "Relay", "Security"]
