"""Where the pages' templates are found."""

from functools import cache
from pathlib import Path

import maru

ROOT = Path(maru.__file__).resolve().parent


@cache
def template_dirs() -> list[Path]:
    """Return the ``templates`` folder of every app of Maru, upper floors first.

    An upper app may so replace a lower one's template of the same name. Walks
    the source tree once a process.
    """
    floors = ["project", "surfaces", "extensions", "support", "records", "staff", "kit"]
    found = [path for path in ROOT.glob("**/templates") if "tests" not in path.parts]
    return sorted(found, key=lambda path: (floors.index(path.relative_to(ROOT).parts[0]), path))
