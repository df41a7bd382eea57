"""The DMARC policy that holds for a domain (RFC 7489): its own, or the one of a domain above."""

from __future__ import annotations

from dataclasses import dataclass

from maru.extensions.email.domains.records import Records


class Broken(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Dmarc:
    text: str
    domain: str  # where it stands
    policy: str  # none, quarantine, reject: what holds for the domain that was asked about
    is_strict_dkim: bool
    is_strict_spf: bool
    reports_to: str


def read(domain: str, dns: Records) -> Dmarc | None:
    """Return the policy; None if there is none. Raises Broken, Unanswered.

    Looks upwards label by label, instead of asking a list of public suffixes.
    """
    labels = domain.split(".")
    for place in range(len(labels) - 1):
        above = ".".join(labels[place:])
        found = [t for t in dns.txt(f"_dmarc.{above}") if t.replace(" ", "").startswith("v=DMARC1")]
        if len(found) > 1:
            raise Broken("two_records", above)
        if found:
            return _read(found[0], above, is_own=place == 0)
    return None


def _read(text: str, domain: str, *, is_own: bool) -> Dmarc:
    tags = {
        name.strip().lower(): value.strip()
        for name, mark, value in (part.partition("=") for part in text.split(";"))
        if mark
    }
    policy = tags.get("p", "").lower()
    if not is_own:
        policy = tags.get("sp", policy).lower()
    if policy not in {"none", "quarantine", "reject"}:
        raise Broken("policy", policy or "p=")
    return Dmarc(
        text,
        domain,
        policy,
        tags.get("adkim", "r").lower() == "s",
        tags.get("aspf", "r").lower() == "s",
        tags.get("rua", ""),
    )
