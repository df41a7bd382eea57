"""Whether the domain in From has signed a mail: DKIM (RFC 6376), checked by ourselves."""

from __future__ import annotations

import logging

import dkim

from maru.extensions.email import dns_text
from maru.extensions.email.dns_text import Unanswered

MOST = 3  # signatures that are looked at
LARGEST = 20_000_000  # bytes of a mail whose signature is checked
log = logging.getLogger(__name__)


def signed_by(raw: bytes, count: int) -> tuple[str, list[str]]:
    """Return the best result of the mail's ``count`` signatures, and the domains that did sign.

    Results are RFC 8601's: pass, fail, temperror (nobody answered), none. Costs
    a DNS question a signature, at most PATIENCE seconds each, and a hash of the mail.
    """
    if not count or len(raw) > LARGEST:
        return "none", []
    results: set[str] = set()
    domains = []
    for number in range(min(count, MOST)):
        result, domain = _checked(raw, number)
        results.add(result)
        domains += [domain] * (result == "pass")
    best = next(r for r in ("pass", "temperror", "policy", "fail") if r in results)
    return best, domains


def _checked(raw: bytes, number: int) -> tuple[str, str]:
    try:
        # It reads the header here already, and takes no line that is none.
        mail = dkim.DKIM(raw, logger=logging.getLogger("maru.dkim"), timeout=dns_text.PATIENCE)
        is_valid = mail.verify(number, dnsfunc=_key)
    except Unanswered:
        return "temperror", ""
    except Exception as why:  # strangers write signatures: whatever they break, they prove nothing
        log.info("A DKIM signature could not be read: %s", why)
        return "fail", ""
    if is_valid and b"l" in (mail.signature_fields or {}):
        return "policy", ""  # words can be added below what was signed (RFC 6376, 8.2)
    return ("pass" if is_valid else "fail"), (mail.domain or b"").decode("ascii", "replace").lower()


def _key(name: bytes, timeout: float = 0) -> bytes | None:
    found = dns_text.text(name.decode("ascii", "replace").rstrip("."))
    return found.encode() if found is not None else None


def speaks_for(signer: str, domain: str) -> bool:
    """Return whether a signature of ``signer`` tells of ``domain``: the same, or one below it.

    DMARC's relaxed alignment without a list of public suffixes: sisters do not
    speak for each other.
    """
    if "." not in signer or "." not in domain:
        return False
    return signer == domain or domain.endswith(f".{signer}") or signer.endswith(f".{domain}")
