from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "maru.support.escalations"
    label = "escalations"

    def ready(self) -> None:
        from datetime import timedelta

        from maru.kit.api.registry import offer
        from maru.kit.events import go_along
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.slots import fill
        from maru.records.channels.rescue import rescue
        from maru.support.actions.reasons import reason_with
        from maru.support.actions.registry import actions_with
        from maru.support.automation.occasions import occasions_with
        from maru.support.escalations import action, conditions, search
        from maru.support.escalations.clock import ringing
        from maru.support.escalations.handing.following import follow
        from maru.support.escalations.handing.leaving import pass_on
        from maru.support.escalations.models import Escalation
        from maru.support.escalations.telling import TOLD, texts_of
        from maru.support.notifications.lines import excerpts_with
        from maru.support.notifications.reason import Reason
        from maru.support.savedviews.columns import columns_from
        from maru.support.tickets.handing_over import hand_over_also
        from maru.support.tickets.rows import rows_with
        from maru.support.tickets.search.content import found_with
        from maru.support.tickets.telling import tell_with

        go_along(follow)
        hand_over_also(pass_on)
        found_with(search.parts, search.texts)
        conditions.let_be_asked()
        columns_from(conditions.columns)
        rows_with("escalation_name", conditions.level_name)
        rows_with("escalation_due", conditions.level_due)
        actions_with(action.listed)
        occasions_with(action.occasions)
        for code, words in action.REASONS.items():
            reason_with(code, words)
        excerpts_with(Reason.ESCALATED, texts_of)
        for verb, teller in TOLD.items():
            tell_with(verb, teller)
        # A deadline may be in months; only its lease has a bound.
        waits_at_most(Escalation.objects.awaited, timedelta(days=36_500), lease=ringing.LEASE)
        rescue(Escalation.objects.awaited)
        fill("ticket.panel", "escalations/_panel.html", order=1)
        fill("ticket.header", "escalations/_at.html")
        fill("ticket.row", "escalations/_row.html", order=1)
        offer("maru.support.escalations.api.router", tag="Escalations")
        offer("maru.support.escalations.paths.api.router", tag="Escalations")
