"""Organizations as they are found: by name, every mail domain, and what was noted of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.fields.searching import said_by_fields, search_field
from maru.kit.search.asked import Term
from maru.kit.search.models import Outdated
from maru.kit.search.source import Content, Field, NotUnderstood, Part, Source
from maru.records.customers.fields import brand, marks, of_organization, seen_by
from maru.records.customers.models import Domain, Organization
from maru.records.customers.organizations.called import marks_of
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

KIND = "organization"
NAMES = ("organization", "회사", "고객사", "조직")
_NONE = {"none", "nobody", "없음"}


def contents(ids: Iterable[int]) -> dict[int, Content]:
    """Return id -> content of the organizations that are there. Two queries."""
    wanted = list(ids)
    domains: defaultdict[int, list[str]] = defaultdict(list)
    rows = Domain.objects.filter(organization__in=wanted).order_by("id")
    for pk, name in rows.values_list("organization_id", "name"):
        domains[pk].append(name)
    said = said_by_fields(KIND, wanted)
    return {
        organization.pk: Content(
            organization.created_at,
            [
                Part.changing("name", organization.name, is_name=True),
                Part.changing("domains", " ".join(domains[organization.pk])),
                Part.changing("note", organization.note),
                *said[organization.pk].parts,
            ],
            [
                *marks(organization.brand_id),
                *sorted(marks_of(organization.name, domains[organization.pk])),
                *said[organization.pk].marks,
            ],
        )
        for organization in Organization.objects.filter(pk__in=wanted)
    }


def found_by(member: Member) -> QuerySet[Organization]:
    return Organization.objects.visible_to(member)


def belonging(path: str) -> Field:
    """Return the field that asks for what is, at ``path``, of an organization called so."""

    def condition(value: str, reader: Member) -> Q:
        if value.lower() in _NONE:
            return Q(**{path: None})
        return Q(**{f"{path}__in": _called(value, reader)})

    return Field(NAMES, condition, _marks, _said)


def _said(value: str, reader: Member) -> dict[str, Any]:
    if value.lower() in _NONE:
        return {"field": KIND, "op": "is_empty"}
    return {"field": KIND, "op": "in", "value": _called(value, reader)}


def _marks(value: str, reader: Member) -> list[Term]:
    """Return the marks; of who belongs to none there is none, so that the rows tell it."""
    if value.lower() in _NONE:
        return []
    return [Term(of_organization(pk)) for pk in _called(value, reader)]


def _called(value: str, reader: Member) -> list[int]:
    """Return the organizations that ``reader`` sees by that name. Raises NotUnderstood."""
    found = Organization.objects.visible_to(reader).meant_by(value)
    if not found:
        words = _("No organization here is called “%(value)s”.")
        raise NotUnderstood(words % {"value": value})
    return found


BELONGING = belonging("organization")


def note_changes(happened: list[Event]) -> None:
    """Write down, with the events themselves, whose documents they make outdated."""
    changed = {e.subject_id for e in happened if e.subject_kind == KIND}
    if changed:
        Outdated.note(KIND, changed)


ORGANIZATIONS = Source(
    kind=KIND,
    number=4,
    label=gettext_lazy("Organizations"),
    read=contents,
    everything=Organization.objects.all,
    visible_to=found_by,
    seen_by=seen_by,
    fields=(Field(("brand", "브랜드"), brand),),
    more=partial(search_field, KIND),
    is_of_few=True,
)
