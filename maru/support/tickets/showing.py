"""What the parts of a ticket's page need. Each part's template says so in its first line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.field import CustomField
from maru.kit.fields.showing import shown_on
from maru.kit.mailparse.sealing import SIGNATURES
from maru.kit.slots import fillings
from maru.records.customers.models import Customer
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.support.tickets.choices import Kind, Priority, Status
from maru.support.tickets.composing import channel_of, requester_address
from maru.support.tickets.conversation import Conversation, pieces_before
from maru.support.tickets.files import MAX_BYTES, PICTURES
from maru.support.tickets.forms import askable, teams_for
from maru.support.tickets.linking.showing import links_panel
from maru.support.tickets.merging.showing import left_drafts, merged_here
from maru.support.tickets.models import Draft, Message, Ticket
from maru.support.tickets.piece_words import pieces_among
from maru.support.tickets.placeholders import PLACEHOLDERS
from maru.support.tickets.said import as_said
from maru.support.tickets.scheduling.choosing import LATER_STATUSES, later_offers
from maru.support.tickets.snoozing.choosing import offers
from maru.support.tickets.veiling import veils
from maru.support.tickets.wording import (
    evidence_of,
    how_sent,
    machine_of,
    marks_of,
    scan_words,
    warnings_of,
)

TWINS = 8  # tickets that one mail to several mailboxes became
OTHERS = 8  # earlier tickets of the same customer in the panel


def powers(member: Member) -> dict[str, bool]:
    return {
        "may_change": member.can(Power.CHANGE),
        "may_reply": member.can(Power.REPLY),
        "may_note": member.can(Power.NOTE),
        "may_rescue": member.can(Power.RESCUE),
        "may_release": member.can(Power.COMPANY),
    }


def header(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_header.html. Costs three queries, one more unless the brand's calendar is
    loaded."""
    return {
        **powers(member),
        "ticket": ticket,
        "member": member,
        "priorities": Priority.choices,
        "kinds": Kind.choices,
        "assignable": list(
            askable(ticket.brand_id, ticket.team).only("name", "availability", "back_at")
        ),
        "teams": list(teams_for(member)),
        "header_fillings": fillings("ticket.header"),
        "more_fillings": fillings("ticket.more"),
        "snooze_offers": offers(member, ticket.brand, timezone.now()),
        "is_following": any(each.pk == member.pk for each in ticket.followers.all()),
    }


def thread(conversation: Conversation, ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_items.html and tickets/_tail.html. Costs two queries if mail came in pieces."""
    return {
        **messages(ticket, member, [item.message for item in conversation.items]),
        "conversation": conversation,
        "items": conversation.items,
        "tail": conversation.tail,
    }


def news(conversation: Conversation, ticket: Ticket, member: Member) -> dict[str, Any]:
    """As ``thread`` for what is new, and for tickets/_pieces_again.html: what that changes of the
    mails in pieces that the page shows already.

    One that has a new piece moves to where that stands; else it is said anew where it is.
    """
    earlier = pieces_before(ticket, conversation)
    context = thread(conversation, ticket, member)
    if not earlier:
        return {**context, "pieced_gone": [], "pieced_changed": []}
    new = {item.message.pk for item in conversation.items}
    pieces = pieces_among([*earlier, *(item.message for item in conversation.items)])
    mails = {piece.of.pk: piece.of for pk, piece in pieces.items() if pk not in new}.values()
    return {
        **context,
        "pieces": pieces,
        "pieced_gone": [mail for mail in mails if mail.last in new],
        "pieced_changed": [mail for mail in mails if mail.last not in new],
    }


def messages(ticket: Ticket, member: Member, among: list[Message]) -> dict[str, Any]:
    """For tickets/_message.html and tickets/_pieces.html."""
    return {
        **powers(member),
        "ticket": ticket,
        "member": member,
        "how_sent": how_sent,
        "as_said": partial(as_said, reader=member),
        "warnings_of": warnings_of,
        "marks_of": marks_of,
        "pieces": pieces_among(among),
        "signature_types": SIGNATURES,
        "machine_of": machine_of,
        "evidence_of": evidence_of,
        "picture_types": PICTURES,
        "scan_words": scan_words,
        "pass_to": partial(pass_to, member),
        "message_fillings": fillings("message"),
        "translation_fillings": fillings("message.translation"),
        "veils": veils(among, member),
        "detail_fillings": fillings("message.details"),
    }


def composer(ticket: Ticket, member: Member, *, shown: int) -> dict[str, Any]:
    """For tickets/_composer.html; ``shown`` is the id of the last message on the page."""
    address = requester_address(ticket)
    draft = ticket.drafts.filter(member=member).first()
    may_reply = member.can(Power.REPLY)
    then_choices = [
        (Status.PENDING, _("Send and wait for the customer"), "clock"),
        (Status.OPEN, _("Send and keep open"), "send"),
        (Status.ON_HOLD, _("Send and put on hold"), "pause"),
        (Status.SOLVED, _("Send and solve"), "check"),
    ]
    labels = {str(value): label for value, label, _icon in then_choices}
    then = draft.then if draft and draft.then in labels else str(Status.PENDING)
    mode = "note" if (draft and draft.direction == "note") or not may_reply else "reply"
    return {
        **powers(member),
        **recipients(ticket, member, address=address),
        "channel": channel_of(ticket),
        "draft": draft,
        "left_drafts": left_drafts(ticket, member),
        "mode": mode,
        "shown": shown,
        "seen": ticket.to_be_seen,
        "signature": member.signature or ticket.brand.signature,
        "placeholders": PLACEHOLDERS,
        "composer_fillings": fillings("composer"),
        "bar_fillings": fillings("composer.bar"),
        "max_bytes": MAX_BYTES,
        **_files_of(draft, member),
        "is_taken_back": False,
        "composer_problem": "",
        "then": then,
        "then_label": labels[then] if then != Status.PENDING else _("Send and wait"),
        "then_choices": then_choices,
        "later_offers": later_offers(member, ticket.brand, timezone.now()) if may_reply else [],
        "later_statuses": [(str(each), each.label) for each in LATER_STATUSES],
    }


def _files_of(draft: Draft | None, member: Member) -> dict[str, Any]:
    """Return what hangs on ``draft`` below its words, and where the pictures within are shown."""
    files = list(draft.files.all()) if draft else []
    within = {f.key: pass_to(member, "tickets:begun_picture", f.key) for f in files if f.is_inline}
    return {"kept_files": [f for f in files if not f.is_inline], "pictures": json.dumps(within)}


def recipients(ticket: Ticket, member: Member, *, address: str | None = None) -> dict[str, Any]:
    """For tickets/_recipients.html: who gets the next answer, and who could."""
    people = list(ticket.participants.all())
    return {
        "ticket": ticket,
        "may_reply": member.can(Power.REPLY),
        "address": requester_address(ticket) if address is None else address,
        "participants": [p for p in people if p.admission == "admitted"],
        "candidates": [p for p in people if p.admission == "seen"],
    }


def panel(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_panel.html: the customer as this member may see them."""
    customer = None
    others: list[Ticket] = []
    count = 0
    twins = _twins(ticket, member)
    if ticket.requester_id:
        visible = Customer.objects.visible_to(member).filter(pk=ticket.requester_id)
        customer = ticket.requester if visible.exists() else None
        theirs = Ticket.objects.visible_to(member).genuine()
        theirs = theirs.filter(requester_id=ticket.requester_id)
        count = theirs.count()
        apart = {ticket.pk, *(twin.pk for twin in twins)}
        others = list(theirs.exclude(pk__in=apart)[:OTHERS])
    return {
        **powers(member),
        "ticket": ticket,
        "customer": customer,
        "other_tickets": others,
        "ticket_count": count,
        "twins": twins,
        "tags": list(ticket.tags.all()),
        "followers": list(ticket.followers.all()),
        "participants": [p for p in ticket.participants.all() if p.admission == "admitted"],
        "mergers": merged_here(ticket, member),
        **links_panel(ticket, member),
        "fillings": fillings("ticket.panel"),
        **fields_panel(ticket),
        "customer_fields": [each for each in shown_on(customer) if each.words] if customer else [],
    }


def fields_panel(ticket: Ticket, missing: Sequence[CustomField] = ()) -> dict[str, Any]:
    """For fields/_panel.html; ``missing`` are marked, the cursor goes to the first. Costs as
    ``shown_on``."""
    shown, wanted = shown_on(ticket), [field.pk for field in missing]
    for each in shown:
        each.error = str(_("Needed before it is solved.")) if each.field.pk in wanted else ""
    return {
        "shown_fields": shown,
        "fields_id": "panel-fields",
        "missing": wanted,
        "href_of": lambda field: reverse("tickets:field", args=[ticket.pk, field.pk]),
    }


def _twins(ticket: Ticket, member: Member) -> list[Ticket]:
    seen = Ticket.objects.visible_to(member).genuine().twins_of(ticket)
    return list(seen.select_related("channel")[:TWINS])
