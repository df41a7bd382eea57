from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "maru.support.notifications"
    label = "notifications"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.events import go_along
        from maru.kit.http.posting import LONGEST_PAUSE
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.slots import fill
        from maru.records.channels.rescue import rescue
        from maru.support.notifications import forgetting, mailing_digests  # noqa: F401 - sweeps
        from maru.support.notifications.held import texts_of
        from maru.support.notifications.lines import excerpts_with
        from maru.support.notifications.mailing import mail_nothing_of_before
        from maru.support.notifications.making import notify, whom
        from maru.support.notifications.models import Push
        from maru.support.notifications.notification import read_with
        from maru.support.notifications.push import planning, sending  # noqa: F401 - their sweeps
        from maru.support.notifications.reason import Reason
        from maru.support.tickets.live import whom_with
        from maru.support.tickets.reading.seen import when_seen

        go_along(notify)
        excerpts_with(Reason.HELD, texts_of)
        whom_with(whom)
        when_seen(read_with)
        after_restore("notification mail", mail_nothing_of_before)
        fill("desk.foot", "notifications/_sound.html")
        waits_at_most(Push.objects.all, LONGEST_PAUSE, lease=sending.LEASE)
        rescue(Push.objects.all)
        fill("profile", "notifications/_profile.html")
        offer("maru.support.notifications.api.router", tag="Notifications")
        offer("maru.support.notifications.push.api.router", tag="Notifications")
