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
    "password": _("The server does not take this user name and password. With a second step in "
                  "the account, many servers want an app password instead."),
    "app_password": _("The server does not take this password. This provider wants an app "
                      "password, made in the security settings of the account, and IMAP turned "
                      "on."),
    "oauth_needed": _("This provider takes no passwords any more: sign in there by its button."),
    "sign_in": _("Nobody has signed in at the provider for this mailbox yet."),
    "grant": _("The provider no longer honours the permission: it was taken back, or it ran out. "
               "Sign in there again."),
    "client": _("The provider does not know this client ID and client secret, or the secret has "
                "run out."),
    "token": _("The provider's token address did not answer as it should. Maru goes on trying."),
    "token_refused": _("The provider gave a token, but the mail server does not take it. Is the "
                       "user name the full address, and does the permission cover IMAP?"),
    "denied": _("The permission was refused at the provider, so nothing was changed."),
    "consent": _("An administrator of the company must allow Maru at the provider first."),
    "code": _("The provider no longer takes this sign-in: its code was used already, or it took "
              "too long. Sign in once more."),
    "no_refresh_token": _("The provider let Maru in for an hour only (no refresh token). Take "
                          "Maru off the list of connected apps in the account, then sign in "
                          "again."),
    "other_account": _("Somebody signed in to another account, which the mail server does not "
                       "let into this mailbox. Sign in to the mailbox's own account, or give the "
                       "account's address as user name."),
    "provider_away": _("The provider could not be asked, or did not answer as it should. Sign in "
                       "once more in some minutes."),
    "answers": _("What was filled in before the sign-in does not hold any more."),
    "sign_in_failed": _("The provider broke the sign-in off."),
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
