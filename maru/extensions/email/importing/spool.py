from __future__ import annotations

import io
import tempfile
from typing import IO

IN_MEMORY = 8_000_000  # bytes; more goes to a temporary file


class Spool:
    """Bytes that come piece by piece. Whoever takes ``file`` closes it."""

    def __init__(self) -> None:
        self.size = 0
        self.file: IO[bytes] = io.BytesIO()

    def write(self, data: bytes) -> None:
        if self.size <= IN_MEMORY < self.size + len(data):
            on_disk = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the mail
            on_disk.write(self.file.getvalue())  # type: ignore[attr-defined]
            self.file = on_disk
        self.file.write(data)
        self.size += len(data)
