"""The people outside, and where they are reached."""

from maru.records.customers.contact_point import ContactPoint
from maru.records.customers.customer import Customer

__all__ = ["ContactPoint", "Customer"]
