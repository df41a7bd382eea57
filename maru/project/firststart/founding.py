from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.records.channels.models import Channel
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Role


def found(answers: dict[str, Any]) -> Member | None:
    """Make the company and its first administrator; None if somebody else was first.

    The company's row has the id 1, so of two at once the database lets one in.
    """
    language, time_zone = answers["language"], answers["time_zone"]
    try:
        with transaction.atomic(), override(language):
            company = Company(id=1, name=answers["company"], language=language, time_zone=time_zone)
            company.save(force_insert=True)
            calendar = Calendar.objects.create(
                name=_("Office hours"),
                time_zone=time_zone,
                country="KR" if time_zone == "Asia/Seoul" else "",
            )
            brand = Brand.objects.create(
                name=answers["brand"] or company.name, language=language, calendar=calendar
            )
            Channel.objects.create(address=answers["address"], name=brand.name, brand=brand)
            member = Member.objects.invite(
                answers["email"],
                password=answers["password"],
                name=answers["name"],
                role=Role.ADMIN,
                language=language,
                time_zone=time_zone,
            )
            Event.record("company.added", company, by=member)
            return member
    except IntegrityError:
        return None
