"""Maru's settings without one fsync, the one RIG_SABOTAGE names: the rig must find losses."""

import os

from maru.project.settings import *  # noqa: F403
from maru.project.settings import DATABASES

SABOTAGE = os.environ.get("RIG_SABOTAGE", "")

if SABOTAGE == "database":
    options = DATABASES["default"]["OPTIONS"]
    if "init_command" in options:
        options["init_command"] += "PRAGMA synchronous = OFF;"
    else:
        options["options"] = "-c synchronous_commit=off"
elif SABOTAGE == "blobs":
    os.fsync = lambda _: None  # type: ignore[assignment]
