"""What a provider tells of mail that we sent, joined to its delivery."""

from __future__ import annotations

from maru.extensions.email.hooks.hook import Hook
from maru.extensions.email.hooks.posted import News
from maru.records.channels.dispatch import confirm_sent
from maru.records.channels.fate import note_fate
from maru.records.channels.models import Delivery


def carry_out(hook: Hook, news: News) -> Delivery | None:
    """Write what ``news`` says of a mail of the hook's brand; return its delivery, None if it is
    of none. The same a second time changes nothing."""
    found = _delivery(hook, news)
    if found is None:
        return None
    confirm_sent(found, via=hook.get_provider_display())
    note_fate([found.message_id], news.fate, brand=hook.channel.brand)
    return found


def _delivery(hook: Hook, news: News) -> Delivery | None:
    mine = Delivery.objects.filter(channel__brand=hook.channel.brand_id)
    if news.number.isdecimal() and len(news.number) < 19:
        return mine.filter(pk=news.number).first()
    return mine.filter(message_id=news.message_id).first() if news.message_id else None
