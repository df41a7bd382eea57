from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from maru.kit.secrets import new_token
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel, Delivery
from maru.records.channels.outgoing import Outgoing
from maru.staff.members.models import Member


def queue_test_mail(channel: Channel, *, to: Member) -> Delivery:
    """Queue a mail from ``channel``'s address to a member, by the road that answers go."""
    mail = Outgoing(
        sender=Party(channel.address, channel.name or channel.brand.name),
        to=[Party(to.email, to.name)],
        message_id=f"test.{new_token()}@{channel.address.rpartition('@')[2]}",
        subject=_("Maru: a test mail"),
        text=_("This mail came through the server of %(brand)s. Answers will arrive like this.")
        % {"brand": channel.brand.name},
        is_automatic=True,
    )
    with transaction.atomic():
        return Delivery.queue(mail, channel)
