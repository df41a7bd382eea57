from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "maru.support.tasks"
    label = "tasks"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.support.actions.reasons import reason_with
        from maru.support.actions.registry import actions_with
        from maru.support.notifications.lines import excerpts_with
        from maru.support.notifications.reason import Reason
        from maru.support.savedviews.columns import columns_from
        from maru.support.tasks import asking, search, wording
        from maru.support.tasks.deed import listed
        from maru.support.tasks.leaving import pass_on
        from maru.support.tasks.telling import texts_of
        from maru.support.tickets.before_done import ask_before_done
        from maru.support.tickets.handing_over import hand_over_also
        from maru.support.tickets.search.content import found_with
        from maru.support.tickets.telling import quiet, tell_with
        from maru.support.tickets.vocabulary import TICKETS

        fill("ticket.panel", "tasks/_panel.html", order=2)
        ask_before_done(wording.left_words, asking.where_left)
        hand_over_also(pass_on)
        found_with(search.parts, search.texts)
        for field in asking.FIELDS:
            TICKETS.add(field)
        columns_from(asking.columns)
        actions_with(listed)
        reason_with("too_many", _("It has too many tasks already"))
        excerpts_with(Reason.TASK, texts_of)
        tell_with("ticket.task_added", wording.added)
        tell_with("ticket.task_changed", wording.changed)
        tell_with("ticket.task_given", wording.given)
        tell_with("ticket.task_done", wording.done)
        tell_with("ticket.task_reopened", wording.reopened)
        tell_with("ticket.task_removed", wording.removed)
        quiet("ticket.task_moved")
        offer("maru.support.tasks.api.router", tag="Tasks")
