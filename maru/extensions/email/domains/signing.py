from __future__ import annotations

from maru.extensions.email.domains.dkim_key import DkimKey
from maru.extensions.email.domains.sending_domain import domain_of


def signed(mail: bytes, *, sender: str) -> bytes:
    """Return ``mail`` with a signature of each kind that its sender's domain signs with.

    Below the signatures it stays the same bytes. Costs one query.
    """
    keys = DkimKey.objects.signing().filter(domain__name=domain_of(sender))
    newest = {key.algorithm: key for key in keys.select_related("domain").order_by("id")}
    return b"".join([key.signature(mail) for key in newest.values()]) + mail
