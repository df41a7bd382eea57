"""What happened (Event) and who looked (AccessRecord). Both are only ever added to."""

from maru.staff.journal.access import AccessedCustomer, AccessRecord
from maru.staff.journal.event import Event

__all__ = ["AccessRecord", "AccessedCustomer", "Event"]
