from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from oauthlib.oauth2 import WebApplicationClient

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.oauth.account import account_of
from maru.extensions.email.oauth.provider_app import ProviderApp
from maru.extensions.email.oauth.token_request import lasts, request_token, said
from maru.kit.jobs import sweep
from maru.kit.secrets import digest, new_token, seal, unseal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member, SignIn

LASTS = timedelta(minutes=30)  # somebody may have to look for their telephone first
KEPT = timedelta(days=1)

# What a provider sends a browser back with instead of a code (RFC 6749, 4.1.2.1; OIDC, 3.1.2.6).
MEANINGS = {
    "access_denied": "denied",
    "consent_required": "consent",
    "interaction_required": "consent",
    "admin_policy_enforced": "consent",
    "invalid_client": "client",
    "unauthorized_client": "client",
    "temporarily_unavailable": "provider_away",
    "server_error": "provider_away",
}
# What a refused code means, where a refused refresh token means something else.
OF_CODE = {"grant": "code", "token": "provider_away"}


@dataclass(frozen=True)
class Permission:
    """What the provider gave: ``account`` is whose, as far as it says, in lower case."""

    refresh_token: str
    access_token: str
    lasts: float  # seconds, the access token
    account: str


class MailboxSignIn(models.Model):
    """One time that a member is sent to a provider to let Maru into a mailbox.

    It is theirs in this browser, good once and for half an hour. ``answers`` are what
    the form of the mailbox held, without secrets: they are saved when the member is back.
    """

    state_hash = models.CharField(max_length=64, unique=True)
    sealed_verifier = models.TextField()  # of PKCE (RFC 7636)
    app = models.ForeignKey(ProviderApp, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    browser = models.ForeignKey(SignIn, on_delete=models.CASCADE)
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.CASCADE)  # None: a new one
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=30, blank=True, default="")  # of imap/trouble.py
    trouble_detail = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.member} at {self.app}"

    @classmethod
    def begin(
        cls,
        app: ProviderApp,
        *,
        member: Member,
        browser: int,
        mailbox: Mailbox | None,
        answers: Mapping[str, str],
        user: str,
        back_to: str,
    ) -> str:
        """Return the provider's address to send the member to.

        ``user`` is the account that we hope for. The provider sends them ``back_to``.
        """
        client, state = WebApplicationClient(app.client_id), new_token()
        verifier = client.create_code_verifier(64)
        cls.objects.create(
            state_hash=digest(state),
            sealed_verifier=seal(verifier),
            app=app,
            member=member,
            browser_id=browser,
            mailbox=mailbox,
            answers=dict(answers),
        )
        return str(
            client.prepare_request_uri(
                app.authorize_url,
                redirect_uri=back_to,
                scope=app.scope,
                state=state,
                code_challenge=client.create_code_challenge(verifier, "S256"),
                code_challenge_method="S256",
                login_hint=user,
                **app.service.wishes,
            )
        )

    @classmethod
    def of(cls, state: str, *, member: Member, browser: int | None) -> MailboxSignIn | None:
        """Return what ``state`` was made for; None for another member's, browser's, or none."""
        mine = cls.objects.filter(member=member, browser=browser).select_related("app", "mailbox")
        return mine.filter(state_hash=digest(state)).first()

    def use(self) -> bool:
        """Take it; False if it was taken already, or is too old."""
        now = timezone.now()
        mine = type(self).objects.filter(pk=self.pk, used_at=None, created_at__gt=now - LASTS)
        return bool(mine.update(used_at=now))

    def permission(self, answer: Mapping[str, str], *, back_to: str) -> Permission:
        """Return what the provider gives for the ``answer`` it sent the browser back with.

        ``back_to`` is where it was sent. Raises Trouble. Costs a request.
        """
        if error := answer.get("error"):
            raise Trouble(MEANINGS.get(error, "sign_in_failed"), said(answer))
        given = self._exchange(answer.get("code", ""), back_to)
        if not given.get("refresh_token"):
            raise Trouble("no_refresh_token")
        return Permission(
            str(given["refresh_token"]),
            str(given["access_token"]),
            lasts(given),
            account_of(given, self.app.service.account_claims),
        )

    def _exchange(self, code: str, back_to: str) -> dict[str, object]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back_to,
            "client_id": self.app.client_id,
            "client_secret": self.app.client_secret,
            "code_verifier": unseal(self.sealed_verifier),
        }
        try:
            return request_token(self.app.token_url, fields)
        except Trouble as why:
            raise Trouble(OF_CODE.get(why.code, why.code), why.detail) from why

    def failed(self, why: Trouble) -> None:
        """Keep what went wrong, for the page that the member is sent back to."""
        self.trouble, self.trouble_detail = why.code, why.detail
        self.save(update_fields=["trouble", "trouble_detail"])

    def succeeded(self, mailbox: Mailbox, *, account: str) -> None:
        """Keep which mailbox came of it; what was answered is there now. Records an event."""
        self.mailbox, self.answers = mailbox, {}
        self.save(update_fields=["mailbox", "answers"])
        told = {"provider": self.app.provider, "account": account}
        Event.record("mailbox.signed_in", mailbox, by=self.member, after=told)

    @property
    def initial(self) -> dict[str, Any]:
        """The answers, to begin the form with once more."""
        return {**self.answers, "is_active": "is_active" in self.answers}


@sweep("email.sign_ins", every=3600)
def forget_old_sign_ins() -> int:
    """Forget what nobody comes back from any more."""
    MailboxSignIn.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return 0
