from maru.extensions.email.domains.dkim_key import DkimKey
from maru.extensions.email.domains.sending_domain import SendingDomain
from maru.extensions.email.hooks.bucket import Bucket
from maru.extensions.email.hooks.hook import Hook, HookUse
from maru.extensions.email.importing.imported_mail import ImportedCustomer, ImportedMail
from maru.extensions.email.importing.mail_import import MailImport
from maru.extensions.email.importing.upload import Upload
from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.mailbox_folder import MailboxFolder, Pending
from maru.extensions.email.oauth.mailbox_sign_in import MailboxSignIn
from maru.extensions.email.oauth.provider_app import ProviderApp
from maru.extensions.email.relay import Relay
from maru.extensions.email.security import Security

__all__ = [
    "Bucket",
    "DkimKey",
    "Hook",
    "HookUse",
    "ImportedCustomer",
    "ImportedMail",
    "MailImport",
    "Mailbox",
    "MailboxFolder",
    "MailboxSignIn",
    "Pending",
    "ProviderApp",
    "Relay",
    "Security",
    "SendingDomain",
    "Upload",
]
