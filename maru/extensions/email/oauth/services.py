"""Where people sign in to Google and to Microsoft, and what Maru asks to be allowed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Microsoft's national clouds call the same rights by another server.
NATIONAL_MAIL = {
    "login.microsoftonline.us": "https://outlook.office365.us",
    "login.partner.microsoftonline.cn": "https://partner.outlook.cn",
}


@dataclass(frozen=True)
class Service:
    key: str
    name: str
    mail: str  # the key of its mail servers in imap/providers.py
    sign_in_server: str
    token_server: str
    authorize_path: str
    token_path: str
    scopes: tuple[str, ...]
    wishes: dict[str, str] = field(default_factory=dict)  # further parameters of the first step
    account_claims: tuple[str, ...] = ("email",)  # where its ID token names the account
    has_tenants: bool = False

    def scope(self, server: str) -> str:
        """Return what is asked for at ``server`` (empty: the service's own)."""
        mail = NATIONAL_MAIL.get(urlsplit(server).hostname or "", "https://outlook.office.com")
        return " ".join(scope.format(mail=mail) for scope in self.scopes)


GOOGLE = Service(
    "google", "Google", "gmail",
    "https://accounts.google.com", "https://oauth2.googleapis.com",
    "/o/oauth2/v2/auth", "/token",
    ("openid", "email", "https://mail.google.com/"),
    # Google gives a refresh token only to who asks for it, and again only with a new consent.
    {"access_type": "offline", "prompt": "consent"},
)  # fmt: skip

MICROSOFT = Service(
    "microsoft", "Microsoft", "microsoft",
    "https://login.microsoftonline.com", "https://login.microsoftonline.com",
    "/{tenant}/oauth2/v2.0/authorize", "/{tenant}/oauth2/v2.0/token",
    ("offline_access", "openid", "profile", "{mail}/IMAP.AccessAsUser.All", "{mail}/SMTP.Send"),
    # Who is signed in to another account of theirs shall be able to choose.
    {"prompt": "select_account"},
    account_claims=("preferred_username", "email"),
    has_tenants=True,
)  # fmt: skip

SERVICES = {service.key: service for service in (GOOGLE, MICROSOFT)}
