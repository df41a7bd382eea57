"""What was learnt, as bytes: arrays of numpy and words in JSON, in a zip file.

Never a pickle: to load one runs whatever it says, and a backup or a disk that somebody else
wrote to would be a way in. These bytes can at worst guess wrong. Nor a word of any text: features
stand in it as marks, made with a key that does not.
"""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np

from maru.kit.learning.features import FAMILIES, FEATURES
from maru.kit.learning.learned import Array, Learned, mark_of

FORMAT = 2
LARGEST = 200_000_000  # bytes, unpacked
_MARKS = "marks"
_ARRAYS = {
    "rarity": np.float32, "weights": np.float16, "bias": np.float32, _MARKS: np.uint64,
}  # fmt: skip


class Unreadable(Exception):
    """These are not the bytes of something learnt, or of another version's rules."""


def packed(learned: Learned) -> bytes:
    """Return ``learned`` as bytes."""
    told = {
        "format": FORMAT, "features": FEATURES, "labels": learned.labels,
        "sharpness": learned.sharpness, "sizes": [len(v) for v in learned.vocabularies],
        "key": mark_of("", learned.key),
    }  # fmt: skip
    marks = [mark for v in learned.vocabularies for mark in sorted(v, key=v.__getitem__)]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        archive.writestr("learned.json", json.dumps(told, ensure_ascii=False))
        arrays = {name: getattr(learned, name) for name in _ARRAYS if name != _MARKS}
        for name, array in {**arrays, _MARKS: np.array(marks, np.uint64)}.items():
            held = io.BytesIO()
            np.save(held, array, allow_pickle=False)
            archive.writestr(f"{name}.npy", held.getvalue())
    return made.getvalue()


def unpacked(data: bytes, *, key: bytes = b"") -> Learned:
    """Return what ``packed`` was given, which was learnt with ``key``. Raises Unreadable for
    anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                raise Unreadable("too large")
            told = json.loads(archive.read("learned.json"))
            arrays = {
                name: _array(archive.read(f"{name}.npy")).astype(kind)
                for name, kind in _ARRAYS.items()
            }
        if (told["format"], told["features"]) != (FORMAT, FEATURES):
            raise Unreadable("made by other rules")
        if told["key"] != mark_of("", key):
            raise Unreadable("made with another key")
        marks: list[int] = arrays.pop(_MARKS).tolist()
        vocabularies, begin = [], 0
        for size in told["sizes"]:
            part = marks[begin : begin + size]
            vocabularies.append({mark: begin + at for at, mark in enumerate(part)})
            begin += size
        learned = Learned(
            labels=list(told["labels"]), vocabularies=vocabularies,
            sharpness=float(told["sharpness"]), key=key, **arrays,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise Unreadable(str(error)) from None
    shape = (len(marks), len(learned.labels))
    if begin != len(marks) or learned.weights.shape != shape or len(vocabularies) != len(FAMILIES):
        raise Unreadable("its parts do not fit together")
    if learned.rarity.shape != shape[:1] or learned.bias.shape != shape[1:]:
        raise Unreadable("its parts do not fit together")
    return learned


def _array(data: bytes) -> Array:
    array: Array = np.load(io.BytesIO(data), allow_pickle=False)
    return array
