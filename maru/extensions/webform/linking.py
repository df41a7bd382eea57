"""The mail with the link: not one word in it is the visitor's (S4), and few go to one address."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maru.extensions.webform.linked_address import EVERY, SLACK, LinkedAddress
from maru.extensions.webform.submission import Submission
from maru.kit.database.leases import claim, given_back, went_away
from maru.kit.jobs import sweep
from maru.kit.secrets import new_token, seal
from maru.kit.text.lines import one_line
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel, Delivery
from maru.records.channels.outgoing import Outgoing

log = logging.getLogger(__name__)

TOGETHER = 50
LEASE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PAUSE = timedelta(minutes=10)


@sweep("webform.links", every=5)
def mail_links() -> int:
    """Mail one batch of links that are due; return how many were looked at."""
    claimed = claim(Submission.objects.unmailed(), limit=TOGETHER, lease=LEASE)
    with given_back(claimed):
        models.prefetch_related_objects(claimed, "envelope", "web_form__channel__brand")
        for one in claimed:
            _mail_or_leave(one)
    return len(claimed)


def _mail_or_leave(one: Submission) -> None:
    """Mail the link; what fails by itself holds up no other and comes again after its lease."""
    try:
        with transaction.atomic():
            mail_link(one, timezone.now())
    except Exception as error:
        if went_away(error):
            raise
        log.exception("The link of form %s could not be mailed", one.pk)


def mail_link(one: Submission, at: datetime) -> Delivery | None:
    """Queue the mail, or put it off. Call it in a transaction."""
    channel = one.web_form.mailbox()
    if one.envelope.state != EnvelopeState.UNCONFIRMED or one.expires_at <= at:
        _put_off(one, None)
    elif channel is None or is_braked(at):
        _put_off(one, at + PAUSE)
    elif not LinkedAddress.take_turn(one.address, at):
        # The link that lies there already shows this one too.
        _put_off(one, at + EVERY)
    elif token := one.new_link(at):
        return Delivery.queue(_outgoing(one, channel, token), channel)
    return None


def is_braked(at: datetime) -> bool:
    """Return whether enough links went out within the last hour, over all forms."""
    sent = Submission.objects.filter(mailed_at__gt=at - HOUR, mailed_at__lte=at + SLACK)
    return sent.count() >= settings.FORM_LINKS_AN_HOUR


def link(token: str) -> str:
    return str(settings.PUBLIC_URL) + reverse("webform:confirmation", args=[token])


def _put_off(one: Submission, due_at: datetime | None) -> None:
    Submission.objects.filter(one.is_mine()).update(due_at=due_at, lease_until=None)


def _outgoing(one: Submission, channel: Channel, token: str) -> Outgoing:
    brand = channel.brand
    with translation.override(one.language):
        days = one.web_form.link_days
        words = {"brand": brand.name, "link": link(token), "days": days}
        subject = _("Please confirm your message to %(brand)s") % words
        text = (
            _(
                "Hello,\n\n"
                "somebody wrote to %(brand)s by our web form and named this address. If it was "
                "you, open this link and press the button. Only then does your message reach "
                "us:\n\n"
                "%(link)s\n\n"
                "The link works for %(days)s days. If it was not you, ignore this mail: nothing "
                "happens.\n"
            )
            % words
        )
    return Outgoing(
        sender=Party(channel.address, one_line(channel.name or brand.name)),
        to=[Party(one.address)],
        message_id=f"form.{new_token()}@{channel.address.rpartition('@')[2]}",
        subject=one_line(subject),
        text=seal(text),
        is_automatic=True,
        is_sealed=True,
    )
