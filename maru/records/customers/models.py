"""The people outside, where they are reached, and whom they belong to."""

from maru.records.customers.contact_point import ContactPoint
from maru.records.customers.customer import Customer
from maru.records.customers.organizations.organization import Domain, Organization

__all__ = ["ContactPoint", "Customer", "Domain", "Organization"]
