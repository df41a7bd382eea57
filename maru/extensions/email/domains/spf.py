"""What the SPF record of a domain comes to (RFC 7208): how much it asks, whom it lets send."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from maru.extensions.email.domains.records import Records, Unanswered

MOST = 10  # questions to the DNS (RFC 7208, 4.6.4)
_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_MACRO = "%{"
_ASKING = {"include", "a", "mx", "ptr", "exists"}


class Broken(Exception):
    """The record cannot be used: receivers call that permerror."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}")
        self.code, self.detail = code, detail


@dataclass
class Spf:
    """``text`` is the record; ``result`` what each asked address gets."""

    text: str
    questions: int = 0
    ends_with: str = ""  # what "all" says for everybody else; "" without it
    includes: list[str] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    # It has terms that depend on each mail (ptr, exists, macros), which nobody here follows.
    has_unknown: bool = False


def records_of(domain: str, dns: Records) -> list[str]:
    return [text for text in dns.txt(domain) if text.lower().split(" ")[0] == "v=spf1"]


def read(domain: str, dns: Records, addresses: list[str]) -> Spf | None:
    """Return what the record says and gives ``addresses``; None if there is none.

    Raises Broken, or Unanswered when the DNS does not answer for the domain itself.
    """
    found = records_of(domain, dns)
    if not found:
        return None
    if len(found) > 1:
        raise Broken("two_records")
    spf = Spf(found[0])
    _Walk(dns, spf).count(domain, found[0], top=True)
    for address in addresses:
        own = Spf(found[0])
        said = _Walk(dns, own).result(domain, found[0], address)
        # What is not followed might have let it pass: then nothing is said against it.
        spf.results[address] = "neutral" if own.has_unknown and said != "pass" else said
    return spf


class _Walk:
    """One reading of the record and all that it includes; its questions are counted."""

    def __init__(self, dns: Records, spf: Spf) -> None:
        self._dns, self._spf = dns, spf

    def count(self, domain: str, text: str, *, top: bool = False) -> None:
        """Follow every term, as a receiver does for an address that nothing names."""
        has_all = False
        for sign, name, value in _terms(text):
            if name == "all":
                has_all = True
                if top:
                    self._spf.ends_with = sign
                break  # what stands behind it is never read
            if name in _ASKING:
                self._question(name)
            if name == "include":
                self._spf.includes.append(value)
                if _MACRO in value:
                    continue  # depends on each mail: nobody can follow it beforehand
                self.count(value, self._record(value))
        redirect = next((v for _s, name, v in _terms(text) if name == "redirect"), "")
        if redirect and not has_all and _MACRO not in redirect:
            self._question("redirect")
            self._spf.includes.append(redirect)
            self.count(redirect, self._record(redirect), top=top)

    def result(self, domain: str, text: str, address: str) -> str:
        """Return what the record gives ``address``: pass, fail, softfail, neutral, none."""
        for sign, name, value in _terms(text):
            if self._matches(name, value, domain, address):
                return _RESULTS[sign]
        redirect = next((v for _s, name, v in _terms(text) if name == "redirect"), "")
        if redirect and _MACRO not in redirect:
            self._question("redirect")
            return self.result(redirect, self._record(redirect), address)
        return "neutral"

    def _matches(self, name: str, value: str, domain: str, address: str) -> bool:
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return ip_address(address) in _network(value)
        if name in _ASKING:
            self._question(name)
        if name == "include" and _MACRO not in value:
            return self.result(value, self._record(value), address) == "pass"
        if name in {"a", "mx"}:
            host, prefix4, prefix6 = _host(value, domain)
            hosts = [h for _p, h in self._dns.mx(host)[:MOST]] if name == "mx" else [host]
            found = [a for each in hosts for a in self._dns.addresses(each)]
            return any(_is_near(address, each, prefix4, prefix6) for each in found)
        self._spf.has_unknown |= name in {"ptr", "exists", "include"}
        return False  # ptr and exists depend on the sender's own name: not to be foretold

    def _question(self, name: str) -> None:
        self._spf.questions += 1
        if self._spf.questions > 10 * MOST:  # a circle
            raise Broken("too_many", str(self._spf.questions))

    def _record(self, domain: str) -> str:
        try:
            found = records_of(domain, self._dns)
        except Unanswered as why:
            raise Broken("include_unanswered", why.name) from why
        if len(found) != 1:
            raise Broken("include_missing" if not found else "include_two", domain)
        return found[0]


def _terms(text: str) -> list[tuple[str, str, str]]:
    """Return sign, name and value of each term. Raises Broken for what is none."""
    found = []
    for term in text.split()[1:]:
        sign, rest = (term[0], term[1:]) if term[0] in _RESULTS else ("+", term)
        if "=" in rest.partition(":")[0].partition("/")[0]:
            name, _, value = rest.partition("=")
            name = name.lower()
            if name in {"redirect", "exp"} and not value:
                raise Broken("syntax", term)
        else:
            name, value = _split(rest)
            if name not in {"all", "ip4", "ip6", *_ASKING}:
                raise Broken("syntax", term)
            if name in {"include", "exists", "ip4", "ip6"} and not value:
                raise Broken("syntax", term)
            if name in {"ip4", "ip6"}:
                _network(value)
        found.append((sign, name, value))
    return found


def _split(rest: str) -> tuple[str, str]:
    for place, letter in enumerate(rest):
        if letter == ":":
            return rest[:place].lower(), rest[place + 1 :]
        if letter == "/":
            return rest[:place].lower(), rest[place:]
    return rest.lower(), ""


def _network(value: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(value, strict=False)
    except ValueError:
        raise Broken("syntax", value) from None


def _host(value: str, domain: str) -> tuple[str, int, int]:
    """Return the host of an a or mx term, and its prefix lengths: mail.example.com/24//64."""
    host, _, prefixes = value.partition("/")
    # "/24//64": the second stands alone in "//64".
    four, _, six = prefixes.partition("//")
    if prefixes.startswith("/"):
        four, six = "", prefixes[1:]
    try:
        return host or domain, int(four or 32), int(six or 128)
    except ValueError:
        raise Broken("syntax", value) from None


def _is_near(address: str, other: str, prefix4: int, prefix6: int) -> bool:
    one, two = ip_address(address), ip_address(other)
    if one.version != two.version:
        return False
    prefix = prefix4 if one.version == 4 else prefix6
    return one in _network(f"{two}/{prefix}")
