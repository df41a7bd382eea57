from __future__ import annotations

from typing import Any

from maru.kit.blobs import store
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, things
from maru.support.exports.models import Export


def _made(case: Any) -> Export:
    export = Export.ask(
        by=case.minho, name="전체", source={"list": "?view=all"}, form="csv", times="iso",
        columns=["status"],
    )  # fmt: skip
    export.made(rows=1, customers=1, sha256=store().put(b"number\r\n7\r\n"), size=11)
    return export


def _theirs(case: Any) -> Any:
    return lambda member: member == case.minho and member.can(Power.EXPORT)


@things("exports")
def exports(case: Any) -> list[Thing]:
    """By number in the desk and the API; below pass/ by an address of its own."""
    return [Thing(_made(case).pk, _theirs(case))]


@things("export")
def passes(case: Any) -> list[Thing]:
    return [Thing(pass_to(case.minho, "desk:export_bytes", _made(case).pk).split("/")[-2],
                  _theirs(case))]  # fmt: skip
