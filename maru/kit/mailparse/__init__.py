"""Mail from bytes: MIME, words, files, and whether a machine wrote it.

Imports the standard library, nh3 and, for winmail.dat, tnefparse, and nothing of ours above it:
it is loaded in a light child process.
``Reader`` is the way in; ``parse`` is for that child and for tests.
"""

from maru.kit.mailparse.limits import Unreadable
from maru.kit.mailparse.mail import (
    Address,
    ParsedFile,
    ParsedMail,
    Piece,
    Report,
    ReportedRecipient,
)
from maru.kit.mailparse.parse import parse
from maru.kit.mailparse.reader import Reader

__all__ = [
    "Address",
    "ParsedFile",
    "ParsedMail",
    "Piece",
    "Reader",
    "Report",
    "ReportedRecipient",
    "Unreadable",
    "parse",
]
