"""What can be wrong with a mailbox, as a code that is stored and in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "name": _("There is no server of this name. Is it spelled right?"),
    "closed": _("The server does not answer on this port. Is the port right, and is IMAP on?"),
    "slow": _("The server did not answer in time. Is the port right, and does a firewall stand "
              "between?"),
    "private": _("This server is in a private network. If Maru may use it, name it in "
                 "MARU_MAIL_ALLOW and start Maru again."),
    "certificate": _("The server's certificate is not valid for this name, so nobody can tell "
                     "whether it is the right server."),
    "tls": _("The encryption did not work out. Port 993 usually goes with TLS, 143 with STARTTLS."),
    "not_imap": _("Something answers there, but it does not speak IMAP."),
    "password": _("The server does not take this user name and password."),
    "app_password": _("The server does not take this password. This provider wants an app "
                      "password, made in the security settings of the account, and IMAP turned "
                      "on."),
    "oauth_needed": _("This provider takes no passwords any more: choose OAuth2."),
    "grant": _("The provider no longer honours the permission (refresh token). Give it anew."),
    "client": _("The provider does not know this client ID and client secret."),
    "token": _("The provider's token address did not answer as it should. Maru goes on trying."),
    "token_refused": _("The provider gave a token, but the mail server does not take it. Is the "
                       "user name the full address, and does the permission cover IMAP?"),
    "folder": _("There is no such folder on the server."),
    "move_folder": _("The folder to move read mail to is not on the server."),
    "refused": _("The server took the sign-in but refused a command."),
    "read_only": _("Mail comes in, but the server does not let Maru mark or move it."),
    "lost": _("The connection broke off. Maru connects again by itself."),
    "storage": _("Maru could not store mail (disk or database). It waits safely on the server."),
    "failed": _("Something went wrong that Maru has no words for."),
}  # fmt: skip


class Trouble(Exception):
    """A mailbox cannot be read. ``code`` is one of WORDS, ``detail`` what the server said."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.code, self.detail = code, str(detail)[:500]
        super().__init__(f"{code}: {self.detail}" if self.detail else code)


def in_words(code: str) -> str | Promise:
    """Return the sentence for a code, '' for ''."""
    return WORDS.get(code, WORDS["failed"]) if code else ""
