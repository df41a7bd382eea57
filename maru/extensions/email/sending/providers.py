"""The mail providers that take a mail by their own HTTP API, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RelayKind(models.TextChoices):
    SMTP = "smtp", _("Mail server (SMTP)")
    POSTMARK = "postmark", "Postmark"
    MAILGUN = "mailgun", "Mailgun"
    BREVO = "brevo", "Brevo"
    RESEND = "resend", "Resend"


class Region(models.TextChoices):
    WORLD = "", _("United States (usual)")
    EUROPE = "eu", _("Europe")


@dataclass(frozen=True)
class Provider:
    """``keeps_id``: mail arrives with our Message-ID. ``asks`` is what proves a key: an address
    below the API's that changes nothing; where ``is_empty`` it is sent an empty mail, which a
    good key is told is none: a key for sending only may ask nothing else. ``header`` is where
    the key goes ("" for basic auth)."""

    kind: str
    name: str
    backend: str
    api: str  # address of the API, as anymail knows it
    key: str  # anymail's name for the key
    asks: str
    header: str = "Authorization"
    is_empty: bool = False
    scheme: str = ""  # before the key in that header
    api_in_europe: str = ""
    keeps_id: bool = True
    extra_headers: dict[str, str] = field(default_factory=dict)
    once: str = ""  # header of the request under which it takes a repeated one for the same mail
    advice: str | Promise = ""

    def address(self, region: str = "") -> str:
        """Return the address of the API, with a slash at its end."""
        usual = self.api_in_europe if region == Region.EUROPE and self.api_in_europe else self.api
        return str(settings.MAIL_PROVIDERS_AT.get(self.kind, usual))


# Mail servers that, like their APIs, give each mail a Message-ID of their own (0111).
_OWN_ID_SERVERS = ("amazonaws.com", "brevo.com", "sendinblue.com", "resend.com")


def keeps_id(host: str) -> bool:
    """Return whether mail that the server ``host`` passes on has our Message-ID, as is usual."""
    name = host.lower().rstrip(".")
    return not any(name == each or name.endswith(f".{each}") for each in _OWN_ID_SERVERS)


PROVIDERS = {
    each.kind: each
    for each in (
        Provider(
            RelayKind.POSTMARK, "Postmark", "anymail.backends.postmark.EmailBackend",
            "https://api.postmarkapp.com/", "server_token", "server", "X-Postmark-Server-Token",
            # Without it Postmark gives each mail an ID of its own.
            extra_headers={"X-PM-KeepID": "true"},
            advice=_("The server API token stands at Servers, your server, API Tokens."),
        ),
        Provider(
            RelayKind.MAILGUN, "Mailgun", "anymail.backends.mailgun.EmailBackend",
            "https://api.mailgun.net/v3/", "api_key", "{domain}/messages", "", is_empty=True,
            api_in_europe="https://api.eu.mailgun.net/v3/",
            advice=_("Make a sending key at the domain's settings, or a key at API Security."),
        ),
        Provider(
            RelayKind.BREVO, "Brevo", "anymail.backends.brevo.EmailBackend",
            "https://api.brevo.com/v3/", "api_key", "account", "api-key", keeps_id=False,
            advice=_("Make an API key (v3) at SMTP & API."),
        ),
        Provider(
            RelayKind.RESEND, "Resend", "anymail.backends.resend.EmailBackend",
            "https://api.resend.com/", "api_key", "emails", is_empty=True, scheme="Bearer ",
            keeps_id=False, once="Idempotency-Key",
            advice=_("Make a key at API Keys; the right to send is enough."),
        ),
    )
}  # fmt: skip
