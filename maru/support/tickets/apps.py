from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "maru.support.tickets"
    label = "tickets"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_save

        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.blobs import refer
        from maru.kit.events import go_along
        from maru.kit.fields import noun
        from maru.kit.live.seam import feed_with
        from maru.kit.search import source as search
        from maru.kit.search.models import Remaking
        from maru.kit.slots import fill
        from maru.records.channels.outcomes import narrow_with, tell_outcomes_with
        from maru.records.channels.raw import hold_with
        from maru.records.channels.reception import receive_with
        from maru.records.channels.rescue import rescue
        from maru.records.viruses.models import Scan
        from maru.records.viruses.settling import when_settled
        from maru.staff.members.models import Member
        from maru.support.tickets.before_done import ask_before_done
        from maru.support.tickets.handing_over import hand_over_also
        from maru.support.tickets.holding import tell_tickets
        from maru.support.tickets.hung_file import files_also
        from maru.support.tickets.live import TicketFeed
        from maru.support.tickets.models import Attachment, PendingFile
        from maru.support.tickets.reading.beginning import begin, begin_late
        from maru.support.tickets.receiving import receive
        from maru.support.tickets.scheduling.holding import (
            hold_after_restore,
            hold_along,
            hold_of_leaver,
            where_waiting,
            words_before_done,
        )
        from maru.support.tickets.scheduling.leaving import send_due  # noqa: F401 - its sweep
        from maru.support.tickets.search.outdating import note_changes
        from maru.support.tickets.search.source import TICKETS
        from maru.support.tickets.seeing import narrow, outcomes
        from maru.support.tickets.snoozing import waking  # noqa: F401 - its sweep
        from maru.support.tickets.views.files import why_mail_held

        receive_with(receive)
        files_also(Attachment)
        when_settled(tell_tickets)
        rescue(Scan.objects.waiting)  # channels asks viruses, so viruses cannot ask channels
        rescue(Remaking.objects.all)
        hold_with(why_mail_held)
        post_save.connect(begin, sender=Member, dispatch_uid="tickets.begin")
        user_logged_in.connect(begin_late, dispatch_uid="tickets.begin_late")
        fill("profile", "tickets/_profile_habits.html")
        tell_outcomes_with(outcomes)
        narrow_with(narrow)
        feed_with(TicketFeed())
        search.offer(TICKETS)
        noun.register(
            noun.Noun("ticket", _("Tickets"), TICKETS.words, can_be_solved=True, order=10)
        )
        go_along(note_changes)
        go_along(hold_along)
        hand_over_also(hold_of_leaver)
        ask_before_done(words_before_done, where_waiting)
        after_restore("scheduled answer", hold_after_restore)
        offer("maru.support.tickets.api.duplicates.router", tag="Tickets")
        offer("maru.support.tickets.api.drafts.router", tag="Messages")
        offer("maru.support.tickets.api.files.router", tag="Files")
        offer("maru.support.tickets.habits.api.router", tag="Staff")
        offer("maru.support.tickets.api.history.router", tag="Tickets")
        offer("maru.support.tickets.api.found.router", tag="Messages")
        offer("maru.support.tickets.api.leaving.router", tag="Staff")
        offer("maru.support.tickets.api.linking.router", tag="Tickets")
        offer("maru.support.tickets.api.merging.router", tag="Tickets")
        offer("maru.support.tickets.api.messages.router", tag="Messages")
        offer("maru.support.tickets.api.paper.router", tag="Tickets")
        offer("maru.support.tickets.api.people.router", tag="Tickets")
        offer("maru.support.tickets.api.placing.router", tag="Messages")
        offer("maru.support.tickets.api.reading.router", tag="Tickets")
        offer("maru.support.tickets.api.scheduling.router", tag="Messages")
        offer("maru.support.tickets.api.snoozing.router", tag="Tickets")
        offer("maru.support.tickets.api.tickets.router", tag="Tickets")
        refer("attachment", lambda: Attachment.objects.values_list("sha256", flat=True).iterator())
        refer("upload", lambda: PendingFile.objects.values_list("sha256", flat=True).iterator())
