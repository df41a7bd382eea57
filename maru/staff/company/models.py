"""The company, its brands, and when they are open."""

from maru.staff.company.brand import Brand
from maru.staff.company.calendar import Calendar
from maru.staff.company.company import Company

__all__ = ["Brand", "Calendar", "Company"]
