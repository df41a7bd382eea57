"""Words before a colon that narrow what a search finds, whatever its kind."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.search.source import NotUnderstood
from maru.staff.company.models import Brand
from maru.staff.members.models import Member


def brand(value: str, reader: Member) -> Q:
    mine = Brand.objects.filter(pk__in=reader.brand_ids, name__icontains=value)
    found = list(mine.values_list("pk", flat=True))
    if not found:
        words = _("Nobody and nothing here is called “%(value)s”.")
        raise NotUnderstood(words % {"value": value})
    return Q(brand__in=found)
