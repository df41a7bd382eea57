"""What can be wrong with the road that mail leaves by, as a code and in words for people."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "name": _("There is no server of this name. Is it spelled right?"),
    "closed": _("Nothing answers on this port of the server. Is the port right?"),
    "slow": _("The server did not answer in time. Is the port right, does it go with the "
              "encryption (587 with STARTTLS, 465 with TLS), and does a firewall stand between?"),
    "private": _("This server is in a private network. If Maru may use it, name it in "
                 "MARU_MAIL_ALLOW and start Maru again."),
    "unreachable": _("No way leads to this server. Is Maru's machine on the network?"),
    "certificate": _("The server's certificate is not valid for this name, so nobody can tell "
                     "whether it is the right server."),
    "tls": _("The encryption did not work out. Port 587 usually goes with STARTTLS, 465 with TLS."),
    "no_starttls": _("The server offers no STARTTLS on this port. Try TLS with port 465."),
    "not_smtp": _("Something answers there, but it does not speak SMTP."),
    "turned_away": _("The server turns Maru away before anything is said."),
    "no_sign_in": _("The server asks for no user name here. Leave user name and password empty, "
                    "or choose the port for signed-in senders (587, 465)."),
    "sign_in_needed": _("The server wants a user name and a password."),
    "password": _("The server does not take this user name and password."),
    "app_password": _("The server does not take this password. This provider wants an app "
                      "password, made in the security settings of the account."),
    "as_mailbox": _("The provider gives no access by the mailbox's sign-in. The page of the mail "
                    "account says why, and has the button to sign in again."),
    "not_to_send": _("The server does not take the mailbox's sign-in. Does the permission cover "
                     "sending (SMTP.Send), and is SMTP switched on for the account?"),
    "letters": _("User name and password of a mail server can only hold letters without accents, "
                 "digits and signs (ASCII)."),
    "sender": _("The server does not let this address send. Is it an address of the account that "
                "signs in, or set up there as one that may send?"),
    "relay": _("The server takes no mail for others from here. It wants a user name and a "
               "password, or to know the address of Maru's machine."),
    "recipient": _("The server does not take mail to your own address."),
    "later": _("The server says: not now. Try again in some minutes."),
    "lost": _("The server hung up in the middle."),
    "key": _("The provider does not take this key. Was it copied whole, and is it still valid?"),
    "provider_domain": _("The provider does not know this domain. Is it set up there, and in this "
                         "region?"),
    "provider_unreachable": _("The provider cannot be reached. Is Maru's machine on the internet?"),
    "provider": _("The provider gives an answer that Maru does not understand."),
    "provider_refused": _("The provider refuses this mail. Is the sender's address or domain set "
                          "up there?"),
    "provider_busy": _("The provider takes nothing at the moment. Maru goes on trying."),
    "failed": _("Something went wrong that Maru has no words for."),
}  # fmt: skip


class Trouble(Exception):
    """Mail cannot leave by a road. ``code`` is one of WORDS, ``detail`` what the server said."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.code, self.detail = code, " ".join(str(detail).split())[:500]
        super().__init__(f"{code}: {self.detail}" if self.detail else code)


def in_words(code: str) -> str | Promise:
    """Return the sentence for a code, '' for ''."""
    return WORDS.get(code, WORDS["failed"]) if code else ""


# How an error of a provider is kept: "Postmark: 422 The 'From' address ..."
_ANSWER = re.compile(r"[A-Z][A-Za-z]+: (\d{3})\b")


def of_answer(error: str) -> str | Promise:
    """Return the sentence for a delivery's error that a provider gave, "" for any other."""
    found = _ANSWER.match(error)
    if not found:
        return ""
    status = int(found[1])
    if status in {401, 403}:
        return WORDS["key"]
    if status in {408, 429} or status >= 500:
        return WORDS["provider_busy"]
    return WORDS["provider_refused"]
