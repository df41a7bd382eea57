from __future__ import annotations

from typing import Any

from maru.extensions.email.imap.providers import PROVIDERS, Provider
from maru.extensions.email.imap.trial import try_out
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import SignInBy
from maru.extensions.email.mailbox_form import MailboxForm
from maru.extensions.email.oauth.access import remember
from maru.extensions.email.oauth.mailbox_sign_in import Permission
from maru.extensions.email.oauth.provider_app import ProviderApp


class SignInForm(MailboxForm):
    """The form of a mailbox that somebody signs in to at the provider: it asks for no secret."""

    def __init__(self, *args: Any, app: ProviderApp, **kwargs: Any) -> None:
        super().__init__(*args, tries=False, **kwargs)
        self.app = app

    @property
    def answers(self) -> dict[str, str]:
        """What was filled in, as it was sent, without secrets."""
        names = [name for name in self.fields if name not in self.secret_fields]
        return {name: self.data[name] for name in names if name in self.data}

    def let_in(self, permission: Permission) -> Trouble | None:
        """Put in what the provider gave, once the form is valid; return what is still wrong.

        Costs a visit to the mail server. What that does not let in is not to be saved.
        """
        mailbox = self.instance
        mailbox.app, mailbox.refresh_token = self.app, permission.refresh_token
        remember(mailbox, permission.access_token, permission.lasts)
        why = try_out(mailbox)
        mailbox.trouble, mailbox.trouble_detail = (why.code, why.detail) if why else ("", "")
        is_another = permission.account not in {"", mailbox.user.lower()}
        if why and why.code == "token_refused" and is_another:
            return Trouble("other_account", f"{permission.account} ≠ {mailbox.user}")
        return why

    def _demand_secrets(self, data: dict[str, Any]) -> None:
        pass

    def _fill_in(self, data: dict[str, Any]) -> None:
        super()._fill_in(data)
        data["sign_in_by"] = SignInBy.OAUTH2
        data["client_id"] = data["token_url"] = ""
        data["client_secret"] = data["refresh_token"] = ""

    def _provider(self, data: dict[str, Any]) -> Provider | None:
        # A company's own domain does not tell whose mail servers it has; the app does.
        if not data.get("host") and not data.get("provider"):
            return next(p for p in PROVIDERS if p.key == self.app.service.mail)
        return super()._provider(data)

    def _keeps_app(self, data: dict[str, Any]) -> bool:
        return True
