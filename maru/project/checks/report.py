from __future__ import annotations

from collections.abc import Iterator, Mapping

from maru.kit.checks import Finding
from maru.kit.database.upkeep import is_current
from maru.project.checks import database, disk, djangos, environment, services
from maru.project.checks.registered import registered
from maru.project.forwarding import unbelieved


def report(values: Mapping[str, str], *, every_file: bool) -> Iterator[Finding]:
    """Yield every finding, the causes before their effects."""
    bad = list(environment.bad_values(values))
    yield from bad
    yield from environment.unknown_names(values)
    yield from disk.disk()
    yield from disk.privacy()
    if (away := database.unreachable()) is None:
        yield from database.database()
        if is_current():
            yield from disk.files(every=every_file)
            yield from registered()
        yield from djangos.own()
    else:
        yield away
    if not bad:
        yield from services.ports()
    yield from services.bell()
    yield from services.relay()
    yield from services.address()
    yield from unbelieved()
