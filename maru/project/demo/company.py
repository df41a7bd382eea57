"""The demo company: 온누리 상점, its people, its customers and three months of their letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.fields.field import CustomField, key_from
from maru.kit.logs.quietly import quietly
from maru.project.demo import (
    escalations,
    levels,
    macros,
    routing,
    rules,
    shifts,
    web_form,
)
from maru.project.demo.dating import Dating
from maru.project.demo.office_hours import span, working_time_ago
from maru.project.demo.playing import Stage
from maru.project.demo.telling import read, stories
from maru.records.channels.models import Channel
from maru.records.customers.models import Organization
from maru.records.customers.organizations.editing import add_organization
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.fields.defining import Wanted, make
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import Status
from maru.support.tickets.models import Seen, Ticket

FRESH = timedelta(hours=2)  # so old, and looked into, is read by everybody
KNOWN_FOR = "60d"  # working time: before their first letters
EVERY = 100  # steps between two lines of progress


@quietly()
def load(say: Callable[[str], None] = lambda line: None) -> bool:
    """Make the demo company; return False, and do nothing, when there already is a company.

    One transaction: whoever looks meanwhile sees nothing or all of it, and no
    mail of it is ever sent. ``say`` gets lines of progress.
    """
    with transaction.atomic():
        if Company.here() is not None:
            return False
        people = read("people.toml")
        _found(people)
        staff = {row["login"]: _invite(row) for row in people["member"]}
        macros.write(staff["jieun"])
        routing.set_up(read("routing.toml"), staff)
        _know(read("organizations.toml")["organization"], staff["jieun"])
        say(_("%(count)d people, %(brands)d brands.") % {"count": len(staff), "brands": 2})
        _play(staff, people["form"]["unconfirmed"], say)
        escalations.set_up(staff)
        levels.promise(staff["jieun"])
        shifts.plan(read("shifts.toml"), staff)
        rules.write(staff["jieun"])  # last: they are not asked about what was played
    return True


def _play(
    staff: dict[str, Member], unconfirmed: dict[str, str], say: Callable[[str], None]
) -> None:
    now = timezone.now()
    stage = Stage(staff, read("customers.toml"), Dating(now))
    # In the order of the clock, so that numbers and histories run like real ones.
    steps = sorted(
        ((moment, place, story, step) for place, story in enumerate(stories())
         for moment, step in story.moments(now)),
        key=lambda each: each[:2],
    )  # fmt: skip
    for count, (moment, _place, story, step) in enumerate(steps, 1):
        stage.play(moment, story, step)
        if count % EVERY == 0 or count == len(steps):
            say(_("%(count)d of %(all)d events.") % {"count": count, "all": len(steps)})
    stage.receive_what_nobody_can_read()
    stage.receive_what_nobody_confirmed(unconfirmed)
    _let_all_have_read(staff, now - FRESH)


def _let_all_have_read(staff: dict[str, Member], before: datetime) -> None:
    """Let everybody have seen what was last touched before then: an inbox that is worked in."""
    older = Ticket.objects.filter(updated_at__lt=before).exclude(status=Status.NEW)
    newest = list(older.annotate(newest=Max("messages")).values_list("pk", "newest"))
    Seen.objects.filter(ticket__in=older.values("pk")).delete()
    Seen.objects.bulk_create(
        Seen(member=member, ticket_id=number, upto=upto)
        for member in staff.values()
        for number, upto in newest
    )


def _found(people: dict[str, Any]) -> None:
    Company.objects.create(id=1, name="온누리 상점", is_demo=True)
    usual = _calendar(people["calendar"]["name"], None)
    teams = {
        row["name"]: Team.objects.create(name=row["name"], is_private=row.get("private", False))
        for row in people["team"]
    }
    for row in people["brand"]:
        own = row.get("calendar")
        brand = Brand.objects.create(
            name=row["name"],
            signature=row["signature"],
            calendar=_calendar(own, row["hours"]) if own else usual,
        )
        Channel.objects.create(
            address=row["mailbox"], name=row["name"], brand=brand, team=teams[row["team"]]
        )
    for row in people["field"]:
        choices = [Wanted(label, colour) for label, colour in row.pop("choices", [])]
        make(CustomField(key=key_from(row["label"]), **row), choices, by=None)
    form = people["form"]
    web_form.publish(form, Brand.objects.get(name=form["brand"]), teams[form["team"]])


def _know(organizations: list[dict[str, Any]], by: Member) -> None:
    for row in organizations:
        brand = Brand.objects.get(name=row["brand"])
        domains, note = row["domains"], row.get("note", "")
        add_organization(brand, row["name"], by=by, domains=domains, note=note)
    moment = working_time_ago(span(KNOWN_FOR), timezone.now())
    Organization.objects.update(created_at=moment)
    Event.objects.filter(verb="organization.added").update(at=moment)


def _calendar(name: str, hours: list[str] | None) -> Calendar:
    calendar = Calendar(name=name, country="KR")
    if hours:
        calendar.hours = {day: [hours] for day in WEEKDAYS[:5]}
    calendar.save()
    return calendar


def _invite(row: dict[str, Any]) -> Member:
    brands = Brand.objects.filter(name__in=row["brands"]) if "brands" in row else None
    return Member.objects.invite(
        f"{row['login']}@onnuri.example",
        name=row["name"],
        role=row["role"],
        signature=row.get("signature", ""),
        brands=brands,
        teams=Team.objects.filter(name__in=row["teams"]),
    )
