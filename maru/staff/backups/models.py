"""The backups that were asked for, and what became of them (D14)."""

from maru.staff.backups.backup import Backup

__all__ = ["Backup"]
