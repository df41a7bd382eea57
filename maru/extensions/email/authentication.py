"""Who really sent a mail: as a server before us says (RFC 8601), or as its own signature does."""

from __future__ import annotations

import re

from django.conf import settings

from maru.extensions.email import at_the_door
from maru.extensions.email.signature import signed_by, speaks_for
from maru.kit.blobs import store
from maru.kit.mailparse import ParsedMail
from maru.records.channels.pieced import PROVEN

_COMMENT = re.compile(r"\([^()]{0,1000}\)")
_RESULT = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]{1,20})\b", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from=\"?([\w.-]{1,253})", re.IGNORECASE)
_KNOWN = {"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"}


def authentication(
    mail: ParsedMail, sha256: str, transport: dict[str, object], *, is_old: bool = False
) -> dict[str, str | bool]:
    """Return what is known: a believed server's results, else our own check; {} if nothing is.

    Not of an ``is_old`` mail: the keys of its day are gone from the DNS. ``transport`` is the
    envelope's.

    "verified" is True only when it holds for the domain in From.
    """
    if PROVEN in transport:  # put together by us: its signature was of the pieces
        proven = transport[PROVEN]
        return dict(proven) if isinstance(proven, dict) else {}
    return _believed(mail) or ({} if is_old else _own(mail, sha256, transport))


def _own(mail: ParsedMail, sha256: str, transport: dict[str, object]) -> dict[str, str | bool]:
    names = [name for name, _value in mail.fields]
    count = names.count("dkim-signature") if settings.CHECK_DKIM else 0
    found: dict[str, str | bool] = {}
    domains: list[str] = []
    if count:
        found["dkim"], domains = signed_by(store().read(sha256), count)
    domain = _domain(mail)
    # Of two From fields the signed one need not be the one that is shown.
    is_one = names.count("from") == 1
    found |= at_the_door.results(transport, domain, domains, is_one=is_one)
    if found:
        is_signed = is_one and any(speaks_for(each, domain) for each in domains)
        said = found.get("dmarc")  # a strict policy may want more than a signature from nearby
        found["verified"] = said == "pass" if said in {"pass", "fail"} else is_signed
    return found


def _believed(mail: ParsedMail) -> dict[str, str | bool]:
    """Return the results of the topmost header of a server that is believed; {} without one.

    Only servers of MARU_AUTHSERV_IDS are believed (S1): anybody can write such
    a header.
    """
    for name, value in mail.fields:
        if name == "authentication-results":
            server, _, rest = value.partition(";")
            server = server.split()[0].lower() if server.split() else ""
            if server in settings.AUTHSERV_IDS:
                return _results(mail, server, rest)
    return {}


def _results(mail: ParsedMail, server: str, text: str) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {}
    is_from = True
    for part in _COMMENT.sub(" ", text).split(";"):
        result = _RESULT.match(part)
        if not result or result[2].lower() not in _KNOWN:
            continue
        method, said = result[1].lower(), result[2].lower()
        if found.get(method) != "pass":  # one of several signatures is enough
            found[method] = said
        if method == "dmarc" and (named := _FROM.search(part)):
            is_from = _domain(mail) == named[1].lower()
    found["verified"] = found.get("dmarc") == "pass" and is_from
    found["server"] = server
    return found


def _domain(mail: ParsedMail) -> str:
    address = mail.sender.address if mail.sender else ""
    return address.rpartition("@")[2].lower()
