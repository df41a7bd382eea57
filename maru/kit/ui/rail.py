"""The main menu at the left edge. Upper apps put themselves on it in ``ready()``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise


def _anybody(request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class RailItem:
    key: str
    label: str | Promise  # gettext_lazy
    icon: str  # a file of assets/icons
    url_name: str = ""  # reversed without arguments
    order: int = 100
    may_see: Callable[[HttpRequest], bool] = _anybody
    count: Callable[[HttpRequest], int] | None = None  # of what is new; 0 shows nothing
    extra: bool = False  # on a phone it moves into the account menu
    account: bool = False  # in the account menu on every screen
    post: bool = False  # a form that posts (sign out), only in the account menu
    href: str = ""  # an address instead of url_name
    keys: str = ""  # "g,i": G, then I
    live: str = ""  # name of the address that gives the count anew while the page is open


Source = Callable[[HttpRequest], list[RailItem]]

_items: dict[str, RailItem] = {}
_sources: list[Source] = []


def register(item: RailItem) -> None:
    """Put an item on the rail; the same key replaces it."""
    _items[item.key] = item


def register_many(source: Source) -> None:
    """Put on the rail what ``source`` says for each request: what a member has pinned there."""
    if source not in _sources:
        _sources.append(source)


def forget(key: str) -> None:
    _items.pop(key, None)


def has(request: HttpRequest, key: str) -> bool:
    """Return whether the item ``key``, none that a member pinned, is there. No query."""
    item = _items.get(key)
    return item is not None and item.may_see(request)


def items_for(request: HttpRequest) -> list[RailItem]:
    """Return what this request's member may see, in order."""
    pinned = [item for source in _sources for item in source(request)]
    return sorted(
        (item for item in [*_items.values(), *pinned] if item.may_see(request)),
        key=lambda item: (item.order, item.key),
    )
