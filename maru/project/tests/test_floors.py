"""Foreign keys point down. import-linter cannot see a string such as "tickets.Ticket"; this can."""

from graphlib import CycleError, TopologicalSorter
from itertools import chain

import pytest
from django.apps import AppConfig, apps

FLOORS = ("kit", "staff", "records", "support", "extensions", "surfaces", "project")


def floor(app: AppConfig) -> int | None:
    """Return the number of the floor, None for somebody else's app."""
    package, _, rest = app.name.partition(".")
    return FLOORS.index(rest.split(".")[0]) if package == "maru" else None


def relations() -> set[tuple[AppConfig, AppConfig]]:
    """Return every (app, app it points to) of our models, many-to-many tables included."""
    models = chain.from_iterable(app.get_models(include_auto_created=True) for app in ours())
    return {
        (model._meta.app_config, field.related_model._meta.app_config)
        for model in models
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.concrete and field.related_model
    }


def ours() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if floor(app) is not None]


def between_our_apps() -> list[tuple[AppConfig, AppConfig]]:
    pairs = [(a, b) for a, b in relations() if a != b and floor(b) is not None]
    return sorted(pairs, key=lambda pair: (pair[0].name, pair[1].name))


def test_foreign_keys_point_down():
    upwards = [f"{a.name} -> {b.name}" for a, b in between_our_apps() if floor(a) < floor(b)]
    assert not upwards


def test_siblings_form_no_circle():
    level = [(a, b) for a, b in between_our_apps() if floor(a) == floor(b)]
    graph: dict[str, set[str]] = {}
    for a, b in level:
        graph.setdefault(a.name, set()).add(b.name)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_extensions_do_not_point_to_one_another():
    extension = FLOORS.index("extensions")
    assert not [
        f"{a.name} -> {b.name}" for a, b in between_our_apps() if floor(a) == floor(b) == extension
    ]
