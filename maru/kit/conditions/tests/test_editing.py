"""The rows of the editor say what the conditions say, or none are shown."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from maru.kit.conditions import BadCondition, Vocabulary
from maru.kit.conditions.comparing import COMPARISONS
from maru.kit.conditions.editing import MOST_ROWS, sheet_in, sheet_of
from maru.kit.conditions.kinds import CHOICE, FLAG, NUMBER, SET, TEXT, TIME
from maru.kit.conditions.tests.editing_fields import FIELDS

THINGS = Vocabulary(FIELDS)


def ask(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


TESTS = [
    ask("title", "contains", "환불"),
    ask("title", "contains_any", ["a", "b"]),
    ask("title", "is_empty"),
    ask("state", "in", ["new", "open"]),
    ask("person", "in", [7, "me"]),
    ask("size", "at_least", -2),
    ask("at", "within", 90),
    ask("at", "older_than", 2 * 24 * 60),
    ask("at", "before", "2026-01-31"),
    ask("loud", "is", True),
    ask("loud", "is", False),
    ask("labels", "has_any", ["a", "b"]),
]
DENIED = [t for t in TESTS if t["field"] not in {"at", "size"}]
ONE = st.sampled_from(TESTS) | st.sampled_from([{"not": test} for test in DENIED])


def groups(parts: Any) -> Any:
    return st.builds(lambda join, them: {join: them}, st.sampled_from(["all", "any"]), parts)


def posted(sheet: Any, **more: str) -> QueryDict:
    """Return what the form of this sheet sends."""
    data = QueryDict(mutable=True)
    data["groups"] = str(len(sheet.groups))
    for place, group, rows in sheet.numbered():
        data[f"join_{place}"] = group.join
        for number, row in rows:
            data.appendlist("row", str(number))
            data[f"group_{number}"], data[f"field_{number}"] = str(place), row.field
            data[f"was_{number}"], data[f"op_{number}"] = row.field, row.op
            data[f"unit_{number}"] = row.unit
            shown = row.values if sheet.options(row) is not None else [row.text]
            data.setlist(f"value_{number}", shown)
    data.update(more)
    return data


@settings(max_examples=200, deadline=None)
@given(data=groups(st.lists(ONE, max_size=4)), inner=groups(st.lists(ONE, min_size=1, max_size=3)))
def test_what_the_form_sends_back_means_the_same(data: Any, inner: Any) -> None:
    [join] = data
    data = {join: [*data[join], inner]}
    sheet = sheet_of(THINGS, data, {})
    assert sheet is not None
    again = sheet_in(THINGS, posted(sheet), {}).conditions()
    assert sheet_of(THINGS, again, {}).conditions() == again  # type: ignore[union-attr]
    # A denied yes is shown as no: everything else comes back as it was.
    said = repr(THINGS.read(data))
    for value in (True, False):
        denied = f"Not(part=Test(field='loud', op='is', value={value}))"
        said = said.replace(denied, f"Test(field='loud', op='is', value={not value})")
    assert repr(THINGS.read(again)) == said


@pytest.mark.parametrize(
    "data",
    [
        {"not": {"all": [TESTS[0]]}},
        {"all": [{"any": [{"all": [TESTS[0]]}]}]},
        {"all": [ask("gone", "is", "x")]},
        {"all": [ask("title", "contains_any", ["a, b"])]},
        {"all": [ask("title", "contains", " a ")]},
        {"all": [TESTS[0]] * (MOST_ROWS + 1)},
        {"all": [{"not": ask("at", "within", 90)}]},
        {"all": "x"},
        ["x"],
    ],
)
def test_what_rows_cannot_show_is_not_shown(data: Any) -> None:
    assert sheet_of(THINGS, data, {}) is None


def test_is_and_has_become_one_of() -> None:
    sheet = sheet_of(THINGS, {"all": [ask("state", "is", "new"), ask("labels", "has", "a")]}, {})
    assert sheet is not None
    assert sheet.conditions() == {
        "all": [ask("state", "in", ["new"]), ask("labels", "has_any", ["a"])]
    }


def test_buttons_add_and_remove() -> None:
    sheet = sheet_of(THINGS, {"all": [TESTS[0]]}, {})
    assert sheet is not None
    more = sheet_in(THINGS, posted(sheet, do="add 0"), {})
    assert [len(group.rows) for group in more.groups] == [2]
    assert more.focus == "row 1"
    grouped = sheet_in(THINGS, posted(more, do="group"), {})
    assert [(g.join, len(g.rows)) for g in grouped.groups] == [("all", 2), ("any", 1)]
    fewer = sheet_in(THINGS, posted(grouped, do="remove 2"), {})
    assert [len(group.rows) for group in fewer.groups] == [2]


def test_another_field_begins_anew() -> None:
    sheet = sheet_of(THINGS, {"all": [TESTS[0]]}, {})
    changed = sheet_in(THINGS, posted(sheet, field_0="state"), {})
    [row] = changed.groups[0].rows
    assert (row.field, row.op, row.values) == ("state", "in", [])


def test_a_row_without_value_counts_for_nothing_but_is_not_saved() -> None:
    sheet = sheet_in(THINGS, posted(sheet_of(THINGS, {"all": [TESTS[0]]}, {}), do="add 0"), {})
    assert sheet.conditions(whole=False) == {"all": [TESTS[0]]}
    with pytest.raises(BadCondition):
        sheet.conditions()
    assert [bool(row.error) for row in sheet.groups[0].rows] == [False, True]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "groups=99999999&row=0&field_0=nothing",
        "groups=-1&join_0=drop&row=x&field_x=title&op_x=gone&value_x=a",
        "row=0&field_0=size&op_0=is&value_0=" + "9" * 400,
        "row=0&field_0=at&op_0=within&value_0=soon&unit_0=aeon",
        "row=0&field_0=at&op_0=before&value_0=0001-01-01",
        "row=0&field_0=state&op_0=in&value_0=gone&group_0=7",
        "row=0&field_0=title&op_0=is&value_0=%00",
        "do=remove+99&groups=1",
        "&".join(f"row={n}&field_{n}=title" for n in range(500)),
    ],
)
def test_whatever_is_sent_becomes_rows(query: str) -> None:
    sheet = sheet_in(THINGS, QueryDict(query), {})
    with contextlib.suppress(BadCondition):  # told in words; anything else is a fault
        THINGS.read(sheet.conditions(whole=False))


def test_every_kind_can_be_edited() -> None:
    for kind in (CHOICE, FLAG, NUMBER, SET, TEXT, TIME):
        for comparison in COMPARISONS[kind.name]:
            op = {"yes": "is", "no": "is"}.get(comparison.op, comparison.op)
            assert op.removeprefix("not ") in kind.operators
