from __future__ import annotations

import base64
import secrets

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.domains.records import Records, Unanswered
from maru.extensions.email.domains.sending_domain import SendingDomain
from maru.kit.secrets import seal, unseal
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

_RAW, _DER = serialization.Encoding.Raw, serialization.Encoding.DER
_PLAIN = serialization.NoEncryption()


class Algorithm(models.TextChoices):
    RSA = "rsa", _("RSA, 2048 bits: every receiver understands it")
    ED25519 = "ed25519", _("Ed25519: a short record; some receivers do not understand it yet")


class InDns(models.TextChoices):
    """What the DNS says under the key's name."""

    UNSEEN = "unseen", _("Not looked up yet")
    MISSING = "missing", _("Not yet in the DNS")
    RIGHT = "right", _("In the DNS")
    OTHER = "other", _("Another key stands there")
    UNANSWERED = "unanswered", _("The DNS does not answer")


class DkimKeyQuerySet(models.QuerySet["DkimKey"]):
    def visible_to(self, member: Member) -> DkimKeyQuerySet:
        if not member.can(Power.COMPANY):
            return self.none()
        return self.filter(domain__in=SendingDomain.objects.visible_to(member))

    def signing(self) -> DkimKeyQuerySet:
        """Return the keys that mail is signed with: those that receivers can find."""
        return self.filter(models.Q(in_dns=InDns.RIGHT) | models.Q(is_forced=True))


class DkimKey(models.Model):
    """A key that signs the mail of a domain (RFC 6376). The private half is sealed."""

    domain = models.ForeignKey(SendingDomain, on_delete=models.CASCADE, related_name="keys")
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(max_length=7, choices=Algorithm.choices, default=Algorithm.RSA)
    sealed_private = models.TextField()
    public = models.TextField()  # base64, as it stands in the record
    in_dns = models.CharField(max_length=10, choices=InDns.choices, default=InDns.UNSEEN)
    is_forced = models.BooleanField(default=False)  # signs although the DNS was not seen right
    created_at = models.DateTimeField(default=timezone.now)

    objects = DkimKeyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="one_dkim_key_a_selector")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, domain: SendingDomain, algorithm: str) -> DkimKey:
        """Make a new key and keep it. It signs nothing before it is seen in the DNS."""
        private, public = _pair(algorithm)
        return cls.objects.create(
            domain=domain,
            # A name of its own each time: an older key goes on until this one is in the DNS.
            selector=f"maru-{secrets.token_hex(3)}",
            algorithm=algorithm,
            sealed_private=seal(private),
            public=public,
        )

    @property
    def name(self) -> str:
        """The name under which receivers look for the key."""
        return f"{self.selector}._domainkey.{self.domain.name}"

    @property
    def record(self) -> str:
        """The TXT record to put there."""
        return f"v=DKIM1; k={self.algorithm}; p={self.public}"

    @property
    def signs(self) -> bool:
        return self.is_forced or self.in_dns == InDns.RIGHT

    def seen_in(self, dns: Records) -> str:
        """Return what the DNS says of the key, an InDns."""
        try:
            found = dns.txt(self.name)
        except Unanswered:
            return InDns.UNANSWERED
        if not found:
            return InDns.MISSING
        # Two records at one name: receivers take whichever comes (RFC 6376, 3.6.2.2).
        return InDns.RIGHT if [_public(text) for text in found] == [self.public] else InDns.OTHER

    def signature(self, mail: bytes) -> bytes:
        """Return the header field that signs ``mail``, with its line end; b"" if the key cannot
        be opened, which another SECRET_KEY sealed."""
        private = unseal(self.sealed_private)
        if not private:
            return b""
        field: bytes = dkim.DKIM(mail).sign(
            self.selector.encode(),
            self.domain.name.encode(),
            private.encode(),
            signature_algorithm=f"{self.algorithm}-sha256".encode(),
            canonicalize=(b"relaxed", b"relaxed"),
        )
        return field


def _pair(algorithm: str) -> tuple[str, str]:
    """Return private and public half, as dkimpy and the record want them."""
    if algorithm == Algorithm.ED25519:
        edwards = Ed25519PrivateKey.generate()
        raw = edwards.private_bytes(_RAW, serialization.PrivateFormat.Raw, _PLAIN)
        public = edwards.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode(), base64.b64encode(public).decode()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, _PLAIN
    )
    der = key.public_key().public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem.decode(), base64.b64encode(der).decode()


def _public(text: str) -> str:
    tags = (part.partition("=") for part in text.split(";"))
    return next(("".join(v.split()) for name, _mark, v in tags if name.strip() == "p"), "")
