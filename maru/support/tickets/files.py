"""Files that go along with an answer, and what their types may be called (S7)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from maru.kit.blobs import store
from maru.kit.mailparse.detection import detect_type, extension_for
from maru.kit.mailparse.names import safe_name
from maru.kit.pictures import Unshowable, redraw

# Together, an answer: base64 makes a third more of it, and many servers stop at 25 MB.
MAX_BYTES = 18_000_000
MAX_PICTURE = 30_000_000  # bytes read into memory to be drawn
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}

# What a browser does not run, whatever is inside. All else leaves as plain bytes.
_HARMLESS = (
    PICTURES
    | {"application/pdf", "application/zip", "application/x-hwp", "application/hwp+zip"}
    | {"text/calendar", "text/vcard", "application/msword", "application/vnd.ms-excel"}
    | {"application/vnd.ms-powerpoint", "message/rfc822"}
)
_HARMLESS_KINDS = ("audio/", "video/", "application/vnd.openxmlformats-officedocument.",
                   "application/vnd.oasis.opendocument.")  # fmt: skip


@dataclass(frozen=True)
class NewFile:
    """A file that goes along: already a blob."""

    name: str
    content_type: str
    size: int
    sha256: str
    content_id: str = ""  # by which a picture stands within the words; "" for a file beside them


def new_key() -> str:
    """Return by what a file is asked for; nobody guesses it."""
    return secrets.token_urlsafe(16)


def served_type(detected: str) -> str:
    """Return the type to serve a file of ``detected`` type as."""
    if detected == "text/plain":
        return "text/plain; charset=utf-8"
    if detected in _HARMLESS or detected.startswith(_HARMLESS_KINDS):
        return detected
    return "application/octet-stream"


def keep(uploads: Iterable[UploadedFile[Any]]) -> list[NewFile]:
    """Store what was uploaded and return what a message needs to know of it."""
    return [_kept(upload, number) for number, upload in enumerate(uploads, 1)]


class NoPicture(ValueError):
    """It cannot be shown as a picture."""


def must_be_shown(file: NewFile) -> None:
    """Raise NoPicture for what a page, or the mail of a customer, could not show in its place."""
    if file.content_type not in PICTURES or file.size > MAX_PICTURE:
        raise NoPicture
    try:
        with store().open(file.sha256) as source:
            redraw(source, longest=1)
    except Unshowable:
        raise NoPicture from None


def _kept(upload: UploadedFile[Any], number: int) -> NewFile:
    sha256, size = store().put_stream(upload.chunks())
    with store().open(sha256) as file:
        kind = detect_type(file.read(65_536))
    return NewFile(safe_name(upload.name or "", number, extension_for(kind)), kind, size, sha256)
