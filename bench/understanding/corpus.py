"""The corpora (MARU_CORPORA), read where they lie; nothing of them is copied."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from bench.databases import Unavailable

ROOT = Path(os.environ.get("MARU_CORPORA") or Path(__file__).parents[3] / "shared" / "corpora")


@dataclass(frozen=True)
class Texts:
    texts: list[str]
    labels: list[str]


@dataclass(frozen=True)
class Task:
    """What is learnt from, what is judged by, and texts that have none of its labels."""

    name: str
    learnt: Texts
    judged: Texts
    strange: Texts
    half: str  # which part judges


def task(name: str, *, few: str = "", strange: str = "") -> Task:
    """Return the task ``name``; judged by its test part where that is here, else by ``valid``.

    ``few`` is the ending of a smaller part to learn from. Raises Unavailable.
    """
    half = "test" if _path(f"{name}.test").exists() else "valid"
    return Task(
        name, _read(f"{name}.train{few}"), _read(f"{name}.{half}"),
        _read(f"{strange}.{half}") if strange else Texts([], []), half,
    )  # fmt: skip


def reviews() -> Task:
    """Return the Korean film reviews: a fifth, chosen by their numbers, judges."""
    parts: dict[bool, Texts] = {False: Texts([], []), True: Texts([], [])}
    for row in _rows("nsmc-raw"):
        is_judge = hashlib.sha256(row["review_id"].encode()).digest()[0] % 5 == 0
        parts[is_judge].texts.append(row["text"])
        parts[is_judge].labels.append(row["label"])
    return Task("nsmc", parts[False], parts[True], Texts([], []), "a fifth held back")


def _read(name: str) -> Texts:
    rows = _rows(name)
    return Texts([row["text"] for row in rows], [row["label"] for row in rows])


def _rows(name: str) -> list[dict[str, str]]:
    if not _path(name).exists():
        raise Unavailable(f"no corpora: {_path(name)} is missing (MARU_CORPORA names the folder)")
    with gzip.open(_path(name), "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _path(name: str) -> Path:
    return ROOT / "text" / f"{name}.csv.gz"
