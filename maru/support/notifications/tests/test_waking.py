"""Who put a ticket off is told when it comes back."""

from datetime import timedelta

from django.utils import timezone

from maru.support.notifications.models import Notification
from maru.support.tickets.models import Ticket
from maru.support.tickets.snoozing.waking import wake_due
from maru.support.tickets.tests.cast import SupportTestCase


class WakingTests(SupportTestCase):
    def test_by_its_time_and_not_by_their_own_hand(self):
        later = timezone.now() + timedelta(hours=1)
        self.ticket.snooze(later, by=self.jisu)
        self.ticket.wake(by=self.jisu)
        self.assertFalse(Notification.objects.exists())
        self.ticket.snooze(later, by=self.jisu)
        Ticket.objects.update(snoozed_until=timezone.now())
        wake_due()
        told = Notification.objects.get()
        self.assertEqual((told.member, told.reason), (self.jisu, "woken"))
