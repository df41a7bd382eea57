from __future__ import annotations

from django.apps import AppConfig


class SideConversationsConfig(AppConfig):
    name = "maru.support.sideconversations"
    label = "sideconversations"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.blobs import refer
        from maru.kit.events import go_along
        from maru.kit.search import source as search
        from maru.kit.slots import fill
        from maru.kit.ui.rail import register_many
        from maru.records.channels.outcomes import narrow_with, tell_outcomes_with
        from maru.support.notifications.letters import letters_with
        from maru.support.notifications.lines import excerpts_with, places_with
        from maru.support.notifications.reason import Reason
        from maru.support.savedviews.columns import columns_from
        from maru.support.sideconversations import asking, wording
        from maru.support.sideconversations.answers import claim
        from maru.support.sideconversations.asked import rail_items
        from maru.support.sideconversations.models import SideFile
        from maru.support.sideconversations.search import SIDES, note_changes
        from maru.support.sideconversations.seeing import narrow, outcomes, tickets_of
        from maru.support.sideconversations.telling import mail_of, place_of, texts_of, whom
        from maru.support.tickets.before_done import ask_before_done
        from maru.support.tickets.beside import claim_with
        from maru.support.tickets.hung_file import files_also
        from maru.support.tickets.live import deliveries_with, whom_with
        from maru.support.tickets.rows import rows_with
        from maru.support.tickets.telling import tell_with
        from maru.support.tickets.vocabulary import TICKETS

        files_also(SideFile)
        claim_with(claim)
        tell_outcomes_with(outcomes)
        narrow_with(narrow)
        deliveries_with(tickets_of)
        whom_with(whom)
        search.offer(SIDES)
        go_along(note_changes)
        refer("side file", lambda: SideFile.objects.values_list("sha256", flat=True).iterator())
        fill("ticket.panel", "sideconversations/_panel.html", order=1)
        fill("ticket.header", "sideconversations/_waits.html")
        fill("ticket.row", "sideconversations/_row.html")
        fill("desk.foot", "sideconversations/_place.html")
        rows_with("open_sides", asking.open_sides)
        ask_before_done(wording.left_words, asking.where_open)
        for field in asking.FIELDS:
            TICKETS.add(field)
        columns_from(asking.columns)
        excerpts_with(Reason.SIDE, texts_of)
        places_with(Reason.SIDE, place_of)
        letters_with(Reason.SIDE, mail_of)
        for verb, teller in wording.TOLD.items():
            tell_with(verb, teller)
        register_many(rail_items)
        for part in ("conversations", "saying", "people"):
            offer(f"maru.support.sideconversations.api.{part}.router", tag="Side conversations")
