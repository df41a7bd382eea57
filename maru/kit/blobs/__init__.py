"""Bytes on disk, named by their sha256 and safe before the name is told."""

from maru.kit.blobs.references import refer, referred
from maru.kit.blobs.store import Store, store

__all__ = ["Store", "refer", "referred", "store"]
