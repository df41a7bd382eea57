"""What can be done to many tickets at once, one thing a file."""

from maru.support.bulk.deeds.deed import Deed, Unreadable, Unsuitable
from maru.support.bulk.deeds.registry import deed_named, deeds, deeds_with

__all__ = ["Deed", "Unreadable", "Unsuitable", "deed_named", "deeds", "deeds_with"]
