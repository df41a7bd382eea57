"""The rules of the demo company."""

from __future__ import annotations

from maru.project.demo.telling import read
from maru.staff.members.models import Member
from maru.support.automation.doing import read_doing
from maru.support.automation.models import Rule
from maru.support.automation.when import read_when


def write(by: Member) -> None:
    for row in read("rules.toml")["rule"]:
        to = row.get("to", {})
        on = [{"occasion": name, "to": to.get(name, [])} for name in row["on"]]
        Rule.make(
            by=by,
            name=row["name"],
            when=read_when({"on": on}),
            conditions=row["conditions"],
            changes=read_doing(row["changes"], by)[0],
            is_everywhere=True,
            is_on=True,
        )
