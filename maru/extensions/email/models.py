from maru.extensions.email.domains.dkim_key import DkimKey
from maru.extensions.email.domains.sending_domain import SendingDomain
from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.mailbox_folder import MailboxFolder, Pending
from maru.extensions.email.relay import Relay
from maru.extensions.email.security import Security

__all__ = ["DkimKey", "Mailbox", "MailboxFolder", "Pending", "Relay", "Security", "SendingDomain"]
