from __future__ import annotations

from typing import Any

from maru.staff.members.tests.routes import Thing, everybody, nobody, things


@things("addresses")
def addresses(case: Any) -> list[Thing]:
    return [Thing(case.mailbox.pk, everybody)]


@things("tests")
def relay_tests(case: Any) -> list[Thing]:
    return [Thing(0, nobody)]
