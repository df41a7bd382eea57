"""What was learnt, as bytes: arrays of numpy and words in JSON, in a zip file.

Never a pickle: to load one runs whatever it says, and a backup or a disk that somebody else
wrote to would be a way in. These bytes can at worst guess wrong.
"""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np

from maru.kit.learning.features import FAMILIES, FEATURES
from maru.kit.learning.learned import Array, Learned

FORMAT = 1
LARGEST = 200_000_000  # bytes, unpacked
_ARRAYS = {"rarity": np.float32, "weights": np.float16, "bias": np.float32}


class Unreadable(Exception):
    """These are not the bytes of something learnt, or of another version's rules."""


def packed(learned: Learned) -> bytes:
    """Return ``learned`` as bytes."""
    told = {
        "format": FORMAT, "features": FEATURES, "labels": learned.labels,
        "sharpness": learned.sharpness,
        "vocabularies": [sorted(v, key=v.__getitem__) for v in learned.vocabularies],
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        archive.writestr("learned.json", json.dumps(told, ensure_ascii=False))
        for name in _ARRAYS:
            held = io.BytesIO()
            np.save(held, getattr(learned, name), allow_pickle=False)
            archive.writestr(f"{name}.npy", held.getvalue())
    return made.getvalue()


def unpacked(data: bytes) -> Learned:
    """Return what ``packed`` was given. Raises Unreadable for anything else."""
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
        vocabularies, begin = [], 0
        for names in told["vocabularies"]:
            vocabularies.append({name: begin + at for at, name in enumerate(names)})
            begin += len(names)
        learned = Learned(
            labels=list(told["labels"]), vocabularies=vocabularies,
            sharpness=float(told["sharpness"]), **arrays,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise Unreadable(str(error)) from None
    shape = (begin, len(learned.labels))
    if learned.weights.shape != shape or len(vocabularies) != len(FAMILIES):
        raise Unreadable("its parts do not fit together")
    if learned.rarity.shape != shape[:1] or learned.bias.shape != shape[1:]:
        raise Unreadable("its parts do not fit together")
    return learned


def _array(data: bytes) -> Array:
    array: Array = np.load(io.BytesIO(data), allow_pickle=False)
    return array
