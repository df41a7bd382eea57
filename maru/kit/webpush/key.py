from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import models
from py_vapid import Vapid02

from maru.kit.secrets.sealed import Sealed
from maru.kit.webpush.base64url import bytes_of, text_of


class PushKey(models.Model):
    """The pair of keys that signs for this installation (VAPID); there is one, made on first use.

    Browsers subscribe for its public half: with another one their subscriptions are worth
    nothing any more.
    """

    one = models.BooleanField(default=True, unique=True)
    public = models.CharField(max_length=100)  # an uncompressed point, base64url
    sealed_private = models.TextField()
    private = Sealed()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(one=True), name="there_is_one_push_key")
        ]

    def __str__(self) -> str:
        return self.public

    @classmethod
    def ours(cls) -> PushKey:
        """Return the key; a new one where there is none, or where another SECRET_KEY sealed it."""
        found = PushKey.objects.filter(one=True).first()
        if found and found.private:
            return found
        made = PushKey()
        number = ec.generate_private_key(ec.SECP256R1())
        made.private = text_of(number.private_numbers().private_value.to_bytes(32, "big"))
        point = number.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        made.public = text_of(point)
        if found:
            kept = {"public": made.public, "sealed_private": made.sealed_private}
            PushKey.objects.filter(pk=found.pk, public=found.public).update(**kept)
        else:
            PushKey.objects.bulk_create([made], ignore_conflicts=True)  # of two at once one stays
        return PushKey.objects.get(one=True)

    @property
    def signer(self) -> Vapid02:
        return Vapid02(
            ec.derive_private_key(int.from_bytes(bytes_of(self.private), "big"), ec.SECP256R1())
        )
