"""What members are told, and what they want to be told."""

from maru.support.notifications.digest import Digest
from maru.support.notifications.notification import Notification
from maru.support.notifications.push.browser import PushBrowser
from maru.support.notifications.push.push import Push
from maru.support.notifications.wish import Wish

__all__ = ["Digest", "Notification", "Push", "PushBrowser", "Wish"]
