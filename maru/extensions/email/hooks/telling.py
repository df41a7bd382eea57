"""What a provider tells of mail that we sent, joined to its delivery."""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView

from maru.extensions.email.hooks.hook import Hook, HookProvider
from maru.records.channels.dispatch import confirm_sent
from maru.records.channels.fate import note_fate
from maru.records.channels.incoming import Fate
from maru.records.channels.models import Delivery

FATES = {
    "bounced": Fate.BOUNCED,
    "rejected": Fate.BOUNCED,
    "failed": Fate.BOUNCED,
    "delivered": Fate.DELIVERED,
    "deferred": Fate.DELAYED,
    "opened": Fate.READ,
}


def carry_out(hook: Hook, told: dict[str, Any]) -> Delivery | None:
    """Write what ``told`` says of a mail of the hook's brand; return its delivery, None if it is
    of none. The same a second time changes nothing. Raises KeyError, ValueError, TypeError,
    AttributeError for what the provider does not send."""
    event = _understood(hook, told)
    brand = hook.channel.brand
    number = str((event.metadata or {}).get("maru", ""))
    mine = Delivery.objects.filter(channel__brand=brand)
    found = mine.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        return None
    if fate := FATES.get(event.event_type):
        confirm_sent(found, via=hook.get_provider_display())
        note_fate([found.message_id], fate, brand=brand)
    return found


def _understood(hook: Hook, told: dict[str, Any]) -> AnymailTrackingEvent:
    if hook.provider == HookProvider.MAILGUN:
        return MailgunTrackingWebhookView(webhook_signing_key="-").esp_to_anymail_event(told)
    # Its own password is not asked for: the address is the secret.
    return PostmarkTrackingWebhookView(webhook_secret="-:-").esp_to_anymail_event(told)  # noqa: S106
