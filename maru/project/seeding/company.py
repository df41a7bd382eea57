"""Who works there: brands with their mailboxes, teams of whom one is private, members."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from maru.records.channels.models import Channel
from maru.records.customers.models import Organization
from maru.records.customers.organizations.editing import add_organization
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team

HERE = Path(__file__).parent
EACH = 12  # agents of a team


def read(name: str) -> dict[str, Any]:
    """Return what one file of the seed says."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Staff:
    channels: list[Channel]  # one a brand
    teams: dict[str, Team]
    members: dict[int, list[Member]]  # team -> who answers there
    organizations: list[list[Organization]]  # of each brand


def found(dice: Random) -> Staff:
    """Return the people, made where they are not there yet; members have no password."""
    told = read("people.toml")
    if Company.here() is None:
        Company.objects.create(id=1, name=told["company"])
    teams = {row["name"]: _team(row) for row in told["team"]}
    calendar, _new = Calendar.objects.get_or_create(
        name=told["company"], defaults={"country": "KR"}
    )
    channels = [_channel(row, calendar, teams["고객지원팀"]) for row in told["brand"]]
    names = told["names"]
    members = {}
    for number, team in enumerate(teams.values()):
        members[team.pk] = [
            _member(
                f"{'lead' if not place else 'agent'}{number * EACH + place}@daon.example",
                names["last"][dice.randrange(len(names["last"]))]
                + names["first"][dice.randrange(len(names["first"]))],
                Role.AGENT if place else Role.LEAD,
                team,
                [channel.brand for channel in channels],
            )
            for place in range(EACH)
        ]
    organizations: list[list[Organization]] = [[] for _channel in channels]
    for row in told["organization"]:
        organizations[row["brand"]].append(_organization(row, channels[row["brand"]].brand))
    return Staff(channels, teams, members, organizations)


def _team(row: dict[str, Any]) -> Team:
    is_private = row.get("private", False)
    return Team.objects.get_or_create(name=row["name"], defaults={"is_private": is_private})[0]


def _channel(row: dict[str, Any], calendar: Calendar, team: Team) -> Channel:
    facts = {
        "signature": row["signature"],
        "language": row.get("language", "ko"),
        "calendar": calendar,
    }
    brand, _new = Brand.objects.get_or_create(name=row["name"], defaults=facts)
    channel, _new = Channel.objects.get_or_create(
        kind="email", address=row["address"],
        defaults={"name": row["name"], "brand": brand, "team": team},
    )  # fmt: skip
    return channel


def _organization(row: dict[str, Any], brand: Brand) -> Organization:
    known = Organization.objects.filter(brand=brand, name=row["name"]).first()
    return known or add_organization(brand, row["name"], by=None, domains=[row["domain"]])


def _member(email: str, name: str, role: str, team: Team, brands: list[Brand]) -> Member:
    known = Member.objects.filter(email=email).first()
    return known or Member.objects.invite(email, name=name, role=role, teams=[team], brands=brands)
