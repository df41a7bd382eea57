"""SPF (RFC 7208) and DMARC (RFC 7489) of a mail whose sender's server connected to us itself.

Only with MARU_SMTP_DIRECT: where another server of the company hands the mail on, its
address is no sender's, and its Authentication-Results header says more.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from django.conf import settings

from maru.extensions.email.domains import dmarc, spf
from maru.extensions.email.domains.records import Records, Unanswered
from maru.extensions.email.signature import speaks_for

PATIENCE = 5.0  # seconds for all questions to the DNS about one mail


def results(
    transport: dict[str, object], domain: str, signers: Iterable[str], *, is_one: bool = True
) -> dict[str, str]:
    """Return what SPF and DMARC say as RFC 8601 names it; {} for what came by another way.

    ``domain`` is the one in From, '' without any, ``signers`` the domains whose
    signatures hold; ``is_one`` says that there is one From field. Asks the DNS,
    for 5 seconds at most.
    """
    peer = str(transport.get("peer", ""))
    if not settings.SMTP_DIRECT or not _is_outside(peer):
        return {}
    dns = Records(seconds=PATIENCE)
    sender = _domain_of(str(transport.get("mail_from", ""))) or str(transport.get("helo", ""))
    said = _spf(sender.lower().rstrip("."), peer, dns)
    passed = {"spf": {sender.lower()} if said == "pass" else set(), "dkim": set(signers)}
    return {"spf": said, "dmarc": _dmarc(domain, passed, dns) if is_one else "permerror"}


def _is_outside(peer: str) -> bool:
    try:
        return not ip_address(peer).is_loopback
    except ValueError:
        return False


def _domain_of(address: str) -> str:
    return address.strip("<>").rpartition("@")[2]


def _spf(domain: str, peer: str, dns: Records) -> str:
    if "." not in domain:
        return "none"
    try:
        found = spf.read(domain, dns, [peer])
    except Unanswered:
        return "temperror"
    except spf.Broken as why:
        return "temperror" if why.code == "include_unanswered" else "permerror"
    return found.results[peer] if found else "none"


def _dmarc(domain: str, passed: dict[str, set[str]], dns: Records) -> str:
    """Return pass where a domain that passed is the one in From, as far as its policy wants."""
    if not domain:
        return "permerror"
    try:
        policy = dmarc.read(domain, dns)
    except Unanswered:
        return "temperror"
    except dmarc.Broken:
        return "permerror"
    if policy is None:
        return "none"
    strict = {"spf": policy.is_strict_spf, "dkim": policy.is_strict_dkim}
    is_aligned = any(
        one == domain if strict[method] else speaks_for(one, domain)
        for method, domains in passed.items()
        for one in domains
    )
    return "pass" if is_aligned else "fail"
