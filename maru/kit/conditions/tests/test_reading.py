from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from maru.kit.conditions import (
    CHOICE,
    FLAG,
    NUMBER,
    TEXT,
    TIME,
    All,
    Asking,
    BadCondition,
    Field,
    Not,
    Test,
    Vocabulary,
)
from maru.kit.conditions import (
    Any as AnyOf,
)
from maru.kit.conditions.tree import DEPTH, TESTS

MAIL = Vocabulary(
    [
        Field("subject", "Subject", TEXT, lambda row: row["subject"]),
        Field("state", "State", CHOICE, lambda row: row["state"], choices=lambda: [("new", "New")]),
        Field("size", "Size", NUMBER, lambda row: row["size"]),
        Field("at", "At", TIME, lambda row: row["at"]),
        Field("loud", "Loud", FLAG, lambda row: row["loud"]),
    ]
)


def ask(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


def test_a_condition_is_read() -> None:
    data = {"all": [ask("subject", "contains", "환불"), {"not": ask("state", "is", "new")}]}
    assert MAIL.read(data) == All(
        (Test("subject", "contains", "환불"), Not(Test("state", "is", "new")))
    )


def test_nothing_of_nothing() -> None:
    assert MAIL.holds(All(()), {}, Asking()) is True
    assert MAIL.holds(AnyOf(()), {}, Asking()) is False


BAD = [
    (None, ""),
    ([], ""),
    ("all", ""),
    ({}, ""),
    ({"all": "x"}, "all"),
    ({"all": [], "any": []}, ""),
    ({"all": [{"any": [3]}]}, "all[0].any[0]"),
    ({"not": None}, "not"),
    (ask("nobody", "is", "x"), "field"),
    (ask("subject", "older_than", 1), "op"),
    ({**ask("subject", "is", "x"), "more": 1}, ""),
    (ask("subject", "is", ""), "value"),
    (ask("subject", "is", "\x00"), "value"),
    (ask("subject", "is", "\ud83d"), "value"),
    (ask("subject", "is", "x" * 501), "value"),
    (ask("subject", "is", 3), "value"),
    (ask("subject", "contains_any", []), "value"),
    (ask("subject", "contains_any", ["x"] * 101), "value"),
    (ask("subject", "is_empty", "x"), "value"),
    (ask("state", "is", "gone"), "value"),
    (ask("state", "is", True), "value"),
    (ask("state", "in", "new"), "value"),
    (ask("size", "is", 2.5), "value"),
    (ask("size", "is", True), "value"),
    (ask("size", "is", 2**60), "value"),
    (ask("at", "before", "2026-02-30T00:00"), "value"),
    (ask("at", "before", "soon"), "value"),
    (ask("at", "before", "0001-01-01T00:00+14:00"), "value"),
    (ask("at", "within", -1), "value"),
    (ask("loud", "is", "yes"), "value"),
]


@pytest.mark.parametrize(("data", "where"), BAD)
def test_what_is_no_condition_says_where(data: Any, where: str) -> None:
    with pytest.raises(BadCondition) as caught:
        MAIL.read(data)
    assert caught.value.where == where


def test_the_words_are_in_the_users_language() -> None:
    with translation.override("ko"), pytest.raises(BadCondition, match="한 글자 이상"):
        MAIL.read(ask("subject", "is", ""))


def test_depth_and_number_have_an_end() -> None:
    deep: Any = ask("subject", "is", "x")
    for _level in range(DEPTH - 1):
        deep = {"not": deep}
    MAIL.read(deep)
    with pytest.raises(BadCondition):
        MAIL.read({"not": deep})
    MAIL.read({"any": [ask("subject", "is", "x")] * TESTS})
    with pytest.raises(BadCondition):
        MAIL.read({"any": [ask("subject", "is", "x")] * (TESTS + 1)})


def test_what_has_no_path_is_not_asked_of_a_database() -> None:
    with pytest.raises(LookupError):
        MAIL.query(MAIL.read(ask("subject", "is", "x")), Asking())
