"""What an address has for itself and what goes with it: mail server, webhook, mailbox, domain."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maru.extensions.email import removing
from maru.extensions.email.domains.keeping import remove_key
from maru.extensions.email.domains.sending_domain import domain_of
from maru.extensions.email.models import Hook, Mailbox, Relay, SendingDomain
from maru.records.channels.models import Channel
from maru.records.channels.removing import InUse
from maru.staff.members.models import Member


def told(channel: Channel) -> list[str]:
    """Return each in words. Costs five queries."""
    words = []
    if mailbox := Mailbox.objects.filter(channel=channel).first():
        where = {"user": mailbox.user, "host": mailbox.host}
        words.append(_("The connection to the mailbox %(user)s at %(host)s, with what signs in "
                       "to it. Nothing there is changed or deleted.") % where)  # fmt: skip
    if hook := Hook.objects.filter(channel=channel).first():
        provider = {"provider": hook.get_provider_display()}
        words.append(_("The webhook for %(provider)s, with its secret addresses.") % provider)
    if relay := Relay.objects.filter(channel=channel).first():
        words.append(_("Its own mail server (%(server)s), with the password.") % {"server": relay})
    if domain := _own_domain(channel):
        name = {"domain": domain.name}
        words.append(_("What Maru knows of the domain %(domain)s, with its DKIM keys.") % name)
    return words


def remove(channel: Channel, by: Member) -> None:
    """Delete them, each with its event. Raises InUse while an import reads the mailbox."""
    # The mail server first: one that signs in as the mailbox would keep it.
    for relay in Relay.objects.filter(channel=channel):
        relay.forget(by=by)
    for hook in Hook.objects.filter(channel=channel):
        hook.forget(by=by)
    for mailbox in Mailbox.objects.filter(channel=channel):
        try:
            removing.remove(mailbox, by=by)
        except removing.InUse:
            raise InUse from None
        except Mailbox.DoesNotExist:
            pass  # somebody else removed it at this moment
    if domain := _own_domain(channel):
        for key in domain.keys.all():
            remove_key(key, by=by)
        domain.delete()


def _own_domain(channel: Channel) -> SendingDomain | None:
    """Return the domain of the address, if it was looked at and no other address is of it."""
    name = domain_of(channel.address)
    others = Channel.objects.filter(kind="email").exclude(pk=channel.pk)
    if any(domain_of(address) == name for address in others.values_list("address", flat=True)):
        return None
    return SendingDomain.objects.filter(name=name).first()
