"""What is known of the large mail providers, so that nobody has to look it up."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.security import Security

GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
MICROSOFT_TOKENS = "https://login.microsoftonline.com/common/oauth2/v2.0/token"


@dataclass(frozen=True)
class Provider:
    key: str
    name: str | Promise
    host: str
    smtp_host: str
    smtp_port: int = 587
    smtp_security: str = Security.STARTTLS
    domains: tuple[str, ...] = ()
    advice: str | Promise = ""
    refusal: str = "app_password"  # the trouble that a refused password most likely is
    token_url: str = ""

    @property
    def is_oauth(self) -> bool:
        return bool(self.token_url)


PROVIDERS = (
    Provider(
        "gmail", "Gmail, Google Workspace", "imap.gmail.com", "smtp.gmail.com",
        domains=("gmail.com", "googlemail.com"), token_url=GOOGLE_TOKENS,
        advice=_("Sign in by the button; or, with 2-step verification on, make an app password "
                 "in your Google account."),
    ),
    Provider(
        "microsoft", "Microsoft 365, Outlook", "outlook.office365.com", "smtp.office365.com",
        domains=("outlook.com", "hotmail.com", "live.com", "outlook.kr"),
        token_url=MICROSOFT_TOKENS, refusal="oauth_needed",
        advice=_("Microsoft takes no passwords over IMAP: sign in by the button."),
    ),
    Provider(
        "naverworks", _("NAVER WORKS"), "imap.worksmobile.com", "smtp.worksmobile.com",
        advice=_("Turn IMAP on in the mail settings and make an external app password."),
    ),
    Provider(
        "naver", _("NAVER"), "imap.naver.com", "smtp.naver.com", domains=("naver.com",),
        advice=_("Turn IMAP on in the mail settings; with 2-step verification make an app "
                 "password."),
    ),
    Provider(
        "daum", _("Daum, Kakao"), "imap.daum.net", "smtp.daum.net", 465, Security.TLS,
        domains=("daum.net", "hanmail.net", "kakao.com"),
        advice=_("Turn IMAP on in the mail settings and make an app password in the Kakao "
                 "account."),
    ),
    Provider(
        "hiworks", _("Hiworks"), "imap.hiworks.com", "smtps.hiworks.com", 465, Security.TLS,
        advice=_("Turn IMAP on in the mail settings of Hiworks."), refusal="password",
    ),
)  # fmt: skip


def provider_of(host: str) -> Provider | None:
    """Return the provider whose IMAP server ``host`` is; None for any other."""
    return next((p for p in PROVIDERS if p.host == host.lower()), None)


def provider_for(address: str) -> Provider | None:
    """Return the provider of an address by its domain; None when the domain tells nothing."""
    domain = address.rpartition("@")[2].strip().lower()
    return next((p for p in PROVIDERS if domain in p.domains), None)
