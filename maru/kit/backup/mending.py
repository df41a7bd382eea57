"""Files that went bad in a folder of backups, where each lies once for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from maru.kit.backup.comparing import Difference
from maru.kit.backup.places import File, Folder
from maru.kit.blobs import Store


def mend(
    place: Folder | File, found: Iterable[Difference], blobs: Store
) -> tuple[list[str], list[Difference]]:
    """Copy what is damaged or missing in the folder anew from ``blobs``, where it is whole.

    Without it one bad sector would spoil every backup from then on. Returns the names
    of the files that are right again, and the differences that are left.
    """
    mended, left = list[str](), list[Difference]()
    for difference in found:
        is_file = difference.kind in {"damaged", "missing"}
        if is_file and isinstance(place, Folder) and place.replace(blobs, difference.name):
            mended.append(difference.name)
        else:
            left.append(difference)
    return mended, left
