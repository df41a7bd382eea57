"""What narrows a search of people and organizations: a word before a colon, and the marks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.search.asked import Term
from maru.kit.search.marks import mark
from maru.kit.search.source import NotUnderstood, Seen
from maru.staff.company.models import Brand
from maru.staff.members.models import Member


def marks(brand_id: int, organization_id: int | None = None) -> list[str]:
    """Return the marks of whoever or whatever is a brand's, and belongs to an organization."""
    belongs = [of_organization(organization_id)] if organization_id else []
    return [mark("brand", str(brand_id)), *belongs]


def of_organization(pk: int) -> str:
    return mark("organization", str(pk))


def seen_by(member: Member) -> Seen:
    """Return what is the member's brands', by whichever marks are fewer: most see most."""
    hidden = member.hidden_brand_ids
    if len(hidden) < len(member.brand_ids):
        return Seen(none_of=_of_brands(hidden))
    return Seen(one_of=_of_brands(member.brand_ids))


def _of_brands(brands: Iterable[int]) -> tuple[Term, ...]:
    return tuple(Term(found) for pk in brands for found in marks(pk))


def brand(value: str, reader: Member) -> Q:
    return Q(brand__in=brands(value, reader))


def brands(value: str, reader: Member) -> list[int]:
    """Return those of the reader's that are called so. Raises NotUnderstood."""
    mine = Brand.objects.filter(pk__in=reader.brand_ids, name__icontains=value)
    found = list(mine.values_list("pk", flat=True))
    if not found:
        words = _("Nobody and nothing here is called “%(value)s”.")
        raise NotUnderstood(words % {"value": value})
    return found
