"""Files of a mail, written one by one into the scratch folder."""

import hashlib
from pathlib import Path

from maru.kit.mailparse.detection import detect_type, extension_for
from maru.kit.mailparse.mail import ParsedFile
from maru.kit.mailparse.names import safe_name


class Folder:
    """The scratch folder of one mail. Files in it are numbered; names stay out of paths (S7)."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self.files: list[ParsedFile] = []

    def keep(
        self,
        data: bytes,
        name: str = "",
        *,
        declared_type: str = "",
        content_id: str = "",
        is_inline: bool = False,
        known_type: str = "",
    ) -> ParsedFile:
        """Write ``data``. ``known_type`` is for what MIME itself tells, such as message/rfc822."""
        number = len(self.files) + 1
        kind = known_type or detect_type(data)
        kept = ParsedFile(
            name=safe_name(name, number, extension_for(kind)),
            declared_type=declared_type[:100],
            content_type=kind,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            content_id=content_id,
            is_inline=is_inline,
            path=self._write(f"file-{number}", data),
        )
        self.files.append(kept)
        return kept

    def _write(self, name: str, data: bytes) -> str:
        """Return the path that ``data`` lies at."""
        path = self._scratch / name
        path.write_bytes(data)
        return str(path)


class Nowhere(Folder):
    """For a mail of which only the words are wanted: nothing is written."""

    def __init__(self) -> None:
        super().__init__(Path())

    def _write(self, name: str, data: bytes) -> str:
        return ""
