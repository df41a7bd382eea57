"""The delivery check: what a domain's DNS says to who receives our mail, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from maru.extensions.email.connector import route_for
from maru.extensions.email.domains import dmarc, spf
from maru.extensions.email.domains.dkim_key import InDns
from maru.extensions.email.domains.findings import BAD, GOOD, UNKNOWN, WARN, Finding
from maru.extensions.email.domains.records import Records, Unanswered
from maru.extensions.email.domains.sending_domain import SendingDomain
from maru.extensions.email.relay import Relay
from maru.kit.database.leases import claim
from maru.kit.http.addresses import is_public
from maru.kit.jobs import sweep

LEASE = timedelta(minutes=5)
TOGETHER = 5

# Servers whose own addresses send nothing: mail handed to them leaves by others, which their
# providers publish under these names.
INCLUDES = {
    "smtp.gmail.com": "_spf.google.com",
    "smtp-relay.gmail.com": "_spf.google.com",
    "smtp.office365.com": "spf.protection.outlook.com",
}

# Names that RFC 2606 sets aside: nobody can put a record there, so none is missing.
MADE_UP = (".example", ".test", ".invalid", ".localhost")
NOTHING = {"mx.none", "spf.none", "dkim.none", "dmarc.none"}


@sweep("email.domains", every=60, may_take=90)
def check_due_domains() -> int:
    """Check each domain once a day, and those that somebody asked for."""
    SendingDomain.find_all()
    domains = claim(SendingDomain.objects.all(), limit=TOGETHER, lease=LEASE)
    for domain in domains:
        check(domain)
    return len(domains)


def check(domain: SendingDomain) -> None:
    """Ask the DNS about ``domain`` and keep what it says. Blocks for 15 seconds at most."""
    dns = Records()
    hosts = sorted({route.host for c in domain.channels if (route := route_for(c))})
    relays = [Relay.of(channel) for channel in domain.channels]
    providers = sorted({str(relay) for relay in relays if relay and relay.provider})
    findings = _Check(domain, hosts, providers, dns).findings()
    domain.keep([finding.as_json() for finding in findings])


@dataclass
class _Check:
    domain: SendingDomain
    hosts: list[str]  # of the servers that this domain's mail is handed to
    providers: list[str]
    dns: Records

    def findings(self) -> list[Finding]:
        mx, sender, policy = self._mx(), self._spf(), self._dmarc()
        keys = list(self._keys())
        if self.domain.name.endswith(MADE_UP) and NOTHING.issuperset(
            each.code for each in (mx, sender, *keys, policy)
        ):
            ending = self.domain.name.rpartition(".")[2]
            return [Finding("whole.made_up", UNKNOWN, {"ending": ending})]
        return [self._whole(sender, keys, policy), mx, sender, *keys, policy]

    def _mx(self) -> Finding:
        try:
            found = self.dns.mx(self.domain.name)
        except Unanswered:
            return Finding("mx.unanswered", UNKNOWN)
        lines = [f"{preference} {host or '.'}" for preference, host in found]
        if [host for _preference, host in found] == [""]:
            return Finding("mx.null", BAD, found=lines)  # RFC 7505
        if not found:
            return Finding("mx.none", BAD)
        return Finding("mx.ok", GOOD, {"hosts": ", ".join(h for _p, h in found)}, lines)

    def _spf(self) -> Finding:
        name = self.domain.name
        try:
            found = spf.records_of(name, self.dns)
            addresses = self._sending_addresses()
            read = spf.read(name, self.dns, [a for each in addresses.values() for a in each])
        except Unanswered:
            return Finding("spf.unanswered", UNKNOWN)
        except spf.Broken as why:
            verdict = UNKNOWN if why.code == "include_unanswered" else BAD
            facts = {"detail": why.detail, "number": why.detail or len(found)}
            return Finding(f"spf.{why.code}", verdict, facts, found)
        if read is None:
            return Finding("spf.none", BAD, record=self._txt(name, self._spf_with("v=spf1 ~all")))
        if read.questions > spf.MOST:
            return Finding("spf.too_many", BAD, {"number": read.questions}, found)
        if read.ends_with == "+":
            return Finding("spf.everybody", BAD, found=found)
        uncovered = self._uncovered(read, addresses)
        if uncovered:
            record = self._txt(name, self._spf_with(read.text))
            return Finding("spf.not_covered", WARN, {"host": ", ".join(uncovered)}, found, record)
        if not read.ends_with:
            return Finding("spf.no_all", WARN, found=found)
        unknown = [host for host in self.hosts if not self._is_known(host, addresses)]
        if unknown:
            return Finding("spf.elsewhere", WARN, {"host": ", ".join(unknown)}, found)
        code = "covers" if self.hosts else "ok"
        return Finding(f"spf.{code}", GOOD, {"host": ", ".join(self.hosts)}, found)

    def _sending_addresses(self) -> dict[str, list[str]]:
        """Return the public addresses of our mail servers, where those are the ones that send."""
        found: dict[str, list[str]] = {}
        for host in self.hosts:
            if host not in INCLUDES:
                try:
                    all_of_it = self.dns.addresses(host)
                except Unanswered:
                    all_of_it = []
                found[host] = [a for a in all_of_it if is_public(ip_address(a))]
        return found

    def _is_known(self, host: str, addresses: dict[str, list[str]]) -> bool:
        return host in INCLUDES or bool(addresses[host])

    def _uncovered(self, read: spf.Spf, addresses: dict[str, list[str]]) -> list[str]:
        return [
            host
            for host in self.hosts
            if (host in INCLUDES and INCLUDES[host] not in read.includes)
            or any(read.results[a] != "pass" for a in addresses.get(host, []))
        ]

    def _spf_with(self, text: str) -> str:
        """Return the record with what lets our mail servers send, before its end."""
        terms = text.split()
        wanted = [f"include:{INCLUDES[h]}" if h in INCLUDES else _by_address(h) for h in self.hosts]
        new = [term for term in wanted or ["mx"] if term not in terms]
        last = next((n for n, t in enumerate(terms) if t.lower().lstrip("+-~?") == "all"
                     or t.lower().startswith("redirect=")), len(terms))  # fmt: skip
        return " ".join([*terms[:last], *new, *terms[last:]])

    def _keys(self) -> Iterator[Finding]:
        keys = list(self.domain.keys.all())
        for key in keys:
            seen = key.seen_in(self.dns)
            if seen != InDns.UNANSWERED or key.in_dns == InDns.UNSEEN:
                # A DNS that is silent for a while takes nothing back.
                key.in_dns = seen
                key.save(update_fields=["in_dns"])
            verdict = {InDns.RIGHT: GOOD, InDns.UNANSWERED: UNKNOWN}.get(InDns(seen), WARN)
            code = seen
            if seen == InDns.MISSING and key.is_forced:
                code, verdict = "missing_forced", BAD
            record = self._txt(key.name, key.record) if verdict in {WARN, BAD} else None
            yield Finding(f"dkim.{code}", verdict, {"selector": key.selector}, record=record)
        if not keys and (self.hosts or not self.providers):
            yield Finding("dkim.none", WARN)

    def _dmarc(self) -> Finding:
        name = self.domain.name
        try:
            policy = dmarc.read(name, self.dns)
        except Unanswered:
            return Finding("dmarc.unanswered", UNKNOWN)
        except dmarc.Broken as why:
            return Finding(f"dmarc.{why.code}", BAD, {"detail": why.detail})
        if policy is None:
            return Finding(
                "dmarc.none", WARN, record=self._txt(f"_dmarc.{name}", "v=DMARC1; p=none")
            )
        code = "watch" if policy.policy == "none" else policy.policy
        return Finding(f"dmarc.{code}", GOOD, found=[f"_dmarc.{policy.domain}: {policy.text}"])

    def _whole(self, sender: Finding, keys: list[Finding], policy: Finding) -> Finding:
        if self.providers and not self.hosts:
            return Finding("whole.provider", WARN, {"name": ", ".join(self.providers)})
        if not self.hosts:
            return Finding("whole.kept", WARN)
        if sender.code == "spf.covers" or any(k.code == "dkim.right" for k in keys):
            return Finding("whole.proven", GOOD)
        if UNKNOWN in {f.verdict for f in (sender, *keys, policy)}:
            return Finding("whole.unknown", UNKNOWN)
        if policy.code in {"dmarc.quarantine", "dmarc.reject"}:
            return Finding("whole.refused", BAD)
        return Finding("whole.unproven", WARN)

    def _txt(self, name: str, value: str) -> dict[str, str]:
        return {"name": name, "type": "TXT", "value": value}


def _by_address(host: str) -> str:
    try:
        return f"ip{ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}"
