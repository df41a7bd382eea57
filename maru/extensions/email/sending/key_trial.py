"""Trying a provider's key: one question that changes nothing there."""

from __future__ import annotations

import requests

from maru.extensions.email.sending.by_provider import said
from maru.extensions.email.sending.providers import Provider
from maru.extensions.email.sending.trouble import Trouble

PATIENCE = 10.0


def try_key(provider: Provider, *, key: str, region: str, domain: str) -> Trouble | None:
    """Return what is wrong with the key, None if the provider knows it. Blocks 20 seconds."""
    if not key.isascii():  # no header holds it
        return Trouble("key")
    url = provider.address(region) + provider.asks.format(domain=domain)
    headers = {provider.header: f"{provider.scheme}{key}"} if provider.header else {}
    try:
        answer = requests.request(
            "POST" if provider.is_empty else "GET",
            url,
            headers={"Accept": "application/json", **headers},
            auth=None if provider.header else ("api", key),
            timeout=PATIENCE,
            allow_redirects=False,
        )
    except requests.RequestException:
        return Trouble("provider_unreachable")
    if answer.status_code in {401, 403}:
        return Trouble("key", said(answer))
    if answer.status_code == 404:
        return Trouble("provider_domain", domain)
    if answer.status_code not in ({400, 422} if provider.is_empty else {200}):
        return Trouble("provider", f"{answer.status_code} {said(answer)}")
    return None
