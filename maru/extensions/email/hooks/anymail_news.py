from __future__ import annotations

from anymail.signals import AnymailTrackingEvent

from maru.extensions.email.hooks.posted import News
from maru.records.channels.incoming import Fate

FATES = {
    "bounced": Fate.BOUNCED,
    "rejected": Fate.BOUNCED,
    "failed": Fate.BOUNCED,
    "delivered": Fate.DELIVERED,
    "deferred": Fate.DELAYED,
    "opened": Fate.READ,
    "complained": Fate.COMPLAINED,
}


def as_news(event: AnymailTrackingEvent) -> list[News]:
    """Return what anymail read in a provider's own words; nothing of what is no fate."""
    if event.event_type not in FATES:
        return []
    number = str((event.metadata or {}).get("maru", ""))
    return [News(FATES[event.event_type], number)]
