"""Who asks when a proxy stands between: its word counts from MARU_TRUSTED_PROXIES only (S16)."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.translation import gettext as _

from maru.kit.checks import Finding, warning

log = logging.getLogger(__name__)

REMEMBERED = 24 * 3600.0  # seconds that ``maru check`` speaks of a proxy that was not believed
_told: dict[str, float] = {}  # peer: when this process noted it last
MOST_TOLD = 100  # peers; a stranger with many addresses fills neither memory nor log


def is_trusted(address: str) -> bool:
    """Return whether ``address`` is one of MARU_TRUSTED_PROXIES."""
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    return any(asked in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)


def client_of(peer: str, forwarded_for: str) -> str:
    """Return the address of the client: ``peer`` itself unless it is a proxy of ours.

    Read from the right: that is what a proxy of ours saw; further left is anybody's claim.
    What is no address ("unknown") says nothing: then the proxy before it counts.
    """
    client = peer
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and is_trusted(client):
        seen = _address_in(hops.pop())
        if not seen:
            break
        client = seen
    return client


def _address_in(hop: str) -> str:
    """Return the address that ``hop`` names, "" for none.

    Some proxies write the client's port behind it. With the port each connection would be
    another place for who counts guesses (S15), and no address to the database.
    """
    for text in (hop, hop.rpartition(":")[0]):
        try:
            return str(ip_address(text.strip("[]").partition("%")[0]))
        except ValueError:
            continue
    return ""


def note_unbelieved(peer: str) -> None:
    """Tell the log (once a process) and ``maru check`` that ``peer`` forwards and is not ours."""
    now = time.time()
    last = _told.get(peer)
    if (last is None and len(_told) >= MOST_TOLD) or (last is not None and now - last < 3600):
        return
    _told[peer] = now
    if last is None:
        log.warning(
            "%s sends X-Forwarded-For but is not in MARU_TRUSTED_PROXIES: if it is your proxy, "
            "everybody behind it counts as one address", peer,
        )  # fmt: skip
    note = settings.HOME / "alive" / "forwarding"
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"at": now, "peer": peer}))
    except OSError:
        log.exception("%s cannot be written", note)


def unbelieved() -> Iterator[Finding]:
    """Yield a warning when somebody forwarded within the last day and is still not believed."""
    try:
        noted = json.loads((settings.HOME / "alive" / "forwarding").read_text())
        peer, at = str(noted["peer"]), float(noted["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if time.time() - at < REMEMBERED and not is_trusted(peer):
        yield warning(
            _("%(peer)s forwards requests but is not trusted: all behind it count as one address.")
            % {"peer": peer},
            _("If it is your proxy, add %(peer)s to MARU_TRUSTED_PROXIES.") % {"peer": peer},
        )
