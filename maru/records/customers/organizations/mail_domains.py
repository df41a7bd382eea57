"""Mail domains as people write them, and as they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from maru.kit.mailparse.public_domains import is_public

MOST = 100  # of one organization
_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}")


class BadDomain(ValueError):
    """This is no domain to join by; the message says why, in the user's language."""


def listed(given: Iterable[str]) -> list[str]:
    """Return these domains as they are kept, once each. Raises BadDomain."""
    found = list(dict.fromkeys(kept(each) for each in given if each.strip()))
    if len(found) > MOST:
        raise BadDomain(_("At most %(count)d domains.") % {"count": MOST})
    return found


def kept(given: str) -> str:
    """Return one domain as it is kept. Raises BadDomain.

    "@Hangyeol.example", "kim@hangyeol.example" and "https://hangyeol.example/" are
    hangyeol.example.
    """
    bare = re.sub(r"^[a-z]+://", "", given.strip().lower()).partition("/")[0].rpartition("@")[2]
    domain = through_dns(bare)
    if not domain or len(domain) > 253 or not _DOMAIN.fullmatch(domain):
        raise BadDomain(
            _("“%(value)s” is no mail domain. Write what stands behind the @, like example.com.")
            % {"value": given.strip()[:80]}
        )
    if is_public(domain):
        raise BadDomain(
            _("Anybody may have an address at %(domain)s: it belongs to no organization. Put its "
              "people in by hand.") % {"domain": domain}
        )  # fmt: skip
    return domain


def through_dns(domain: str) -> str:
    """Return ``domain`` as DNS knows it, 한결.example as xn--...; '' for what it cannot."""
    try:
        return domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
