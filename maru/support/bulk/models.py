"""Steps by which many tickets are changed."""

from maru.support.bulk.bulk_change import BulkChange
from maru.support.bulk.bulk_part import BulkPart

__all__ = ["BulkChange", "BulkPart"]
