"""Whatever may be asked: the database and the object give one answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import modify_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maru.kit.conditions import Asking, Vocabulary

# Without the mark pytest-django makes no test database.
pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
ASKING = Asking(now=NOW, me=7)


TITLES = [
    "",
    "환불 정책",
    "REFUND please",
    "refund",
    "Straße ÄÖ",
    "100% _off_",
    "ab",
    "é",
    "e\u0301",
]
WORDS = st.sampled_from([t for t in TITLES if t] + ["환불", "RE", "ö", "Ö", "%", "_", "ff_", "bab"])
STATES = ["", "new", "open"]
MOMENTS = [NOW, NOW - timedelta(minutes=30), NOW - timedelta(days=1), NOW + timedelta(hours=1)]

# Each is asked of every thing. 10,000 before a release.
CONDITIONS_ASKED = int(os.environ.get("MARU_TEST_CONDITIONS", "300"))


def ask(field: str, op: str, value: st.SearchStrategy[Any] | None = None) -> Any:
    if value is None:
        return st.just({"field": field, "op": op})
    return st.builds(lambda v: {"field": field, "op": op, "value": v}, value)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=1, max_size=3)


def strategies() -> Iterator[st.SearchStrategy[Any]]:
    for field in ("title", "owner"):
        for op in ("is", "contains", "starts", "ends"):
            yield ask(field, op, WORDS)
        yield ask(field, "contains_any", some(WORDS))
        yield ask(field, "is_empty")
    yield ask("state", "is", st.sampled_from(["new", "open", "gone"]))
    yield ask("state", "in", some(st.sampled_from(STATES)))
    yield ask("person", "is", st.sampled_from([7, 8, "me"]))
    yield ask("person", "in", some(st.sampled_from([7, 8, "me"])))
    for field in ("state", "person", "size", "at", "labels"):
        yield ask(field, "is_empty")
    for op in ("is", "at_least", "at_most"):
        yield ask("size", op, st.integers(-2, 2))
    for op in ("before", "after"):
        yield ask("at", op, st.sampled_from([m.isoformat() for m in MOMENTS]))
    for op in ("older_than", "within"):
        yield ask("at", op, st.sampled_from([0, 30, 60, 24 * 60]))
    yield ask("loud", "is", st.booleans())
    yield ask("spoken", "is", st.booleans())
    yield ask("labels", "has", st.sampled_from(["a", "b", "c"]))
    yield ask("labels", "has_any", some(st.sampled_from(["a", "b", "c"])))


CONDITIONS = st.recursive(
    st.one_of(*strategies()),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def things(django_db_setup: None, django_db_blocker: Any) -> Iterator[Vocabulary]:
    app = "maru.kit.conditions.tests.things"
    with modify_settings(INSTALLED_APPS={"append": app}), django_db_blocker.unblock():
        from maru.kit.conditions.tests.things.vocabulary import THINGS

        tables = list(apps.get_app_config("things").get_models())
        with connection.schema_editor() as editor:
            for table in tables:
                editor.create_model(table)
        _fill()
        yield THINGS
        with connection.schema_editor() as editor:
            for table in reversed(tables):
                editor.delete_model(table)


def _fill() -> None:
    from maru.kit.conditions.tests.things.models import Label, Owner, Thing, Word

    labels = [Label.objects.create(name=name) for name in "ab"]
    owners = [None, *(Owner.objects.create(name=name) for name in ("", "Kim", "환불"))]
    for n, title in enumerate(TITLES * 3):
        thing = Thing.objects.create(
            title=title,
            state=STATES[n % 3],
            size=[None, -1, 0, 1, 2][n % 5],
            person=[None, 7, 8][n % 3],
            at=[None, *MOMENTS][n % 5],
            is_loud=n % 2 == 0,
            owner=owners[n % 4],
        )
        for word in TITLES[n : n + n % 3]:
            Word.objects.create(thing=thing, text=word)
        thing.labels.set([label for bit, label in enumerate(labels) if n >> bit & 1])


@settings(max_examples=CONDITIONS_ASKED, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=CONDITIONS)
def test_the_database_and_the_object_agree(things: Vocabulary, data: Any) -> None:
    condition, rows = things.read(data), things.model._default_manager.order_by("pk")
    everything = rows.select_related("owner").prefetch_related("labels", "words")
    judged = [row.pk for row in everything if things.holds(condition, row, ASKING)]
    found = rows.filter(things.query(condition, ASKING))
    assert list(found.values_list("pk", flat=True)) == judged


def test_every_operator_is_asked(things: Vocabulary) -> None:
    asked = {(example["field"], example["op"]) for example in map(_example, strategies())}
    assert asked == {(field.name, op) for field in things for op in field.kind.operators}


def test_nobodys_me_is_nobody(things: Vocabulary) -> None:
    mine = things.read({"field": "person", "op": "is", "value": "me"})
    query = things.query(mine, Asking(now=NOW))
    assert things.model._default_manager.filter(query).count() == 0
    assert things.model._default_manager.filter(~query).count() == len(TITLES) * 3


def _example(strategy: st.SearchStrategy[Any]) -> Any:
    found: list[Any] = []

    @settings(max_examples=1, database=None)
    @given(strategy)
    def keep(example: Any) -> None:
        found.append(example)

    keep()
    return found[0]
