from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AutomationConfig(AppConfig):
    name = "maru.support.automation"
    label = "automation"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.events import go_along
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.slots import fill
        from maru.records.channels.rescue import rescue
        from maru.support.actions.reasons import reason_with
        from maru.support.actions.registry import actions_with
        from maru.support.automation import (  # noqa: F401 - their sweeps
            checking,
            forgetting,
            timing,
            triggering,
            wording,
        )
        from maru.support.automation.answering import REASONS
        from maru.support.automation.doing import own_actions
        from maru.support.automation.models import Stir
        from maru.support.automation.restoring import forget_waiting
        from maru.support.automation.stir import LEASE, note_stirs
        from maru.support.tickets.telling import quiet, tell_with

        actions_with(own_actions)
        for code, words in {**REASONS, "nobody": _("Nobody of them may see the ticket")}.items():
            reason_with(code, words)
        go_along(note_stirs)
        waits_at_most(Stir.objects.waiting, timedelta(0), lease=LEASE)
        rescue(Stir.objects.all)
        after_restore("event that rules wait for", forget_waiting)
        tell_with("ticket.rule", wording.fired)
        tell_with("ticket.rule_undone", wording.undone)
        tell_with("ticket.rule_halted", wording.halted)
        tell_with("ticket.rule_resumed", wording.resumed)
        quiet("ticket.rule_told")
        fill("ticket.panel", "automation/_panel.html", order=8)
        offer("maru.support.automation.api.router", tag="Rules")
