"""What the virus scanner says of files."""

from maru.records.viruses.scan import Scan

__all__ = ["Scan"]
