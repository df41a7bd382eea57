"""Which rows name blobs: so that an orphan can be told from a file that is needed (D13)."""

from collections.abc import Callable, Iterable, Iterator

Names = Callable[[], Iterable[str]]

_referrers: dict[str, Names] = {}


def refer(what: str, names: Names) -> None:
    """Register ``names``, which yields every sha256 that rows of kind ``what`` need."""
    _referrers[what] = names


def referred() -> Iterator[tuple[str, str]]:
    """Yield (kind of row, sha256) for every blob that some row needs."""
    for what, names in _referrers.items():
        for name in names():
            yield what, name
