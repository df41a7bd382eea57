"""/backups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.backups.backup import place
from maru.staff.backups.models import Backup
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power

router = Routes()


class BackupOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 12, "state": "whole", "night": "2026-11-26", "asked_by": None,
                "asked_at": "2026-11-25T18:00:02Z", "started_at": "2026-11-25T18:00:02Z",
                "ended_at": "2026-11-25T18:03:40Z", "removed_at": None,
                "place": "/backup/maru/2026-11-25T180003Z", "rows": 812344, "files": 20113,
                "size": 3120456789, "faults": 0, "mended": 0, "trouble": "", "detail": "",
            }
        }
    )  # fmt: skip
    id: int
    state: str = Field(description="waiting, running, whole (verified), flawed or failed.")
    night: date | None = Field(description="null when somebody asked for it.")
    asked_by: int | None = Field(alias="asked_by_id", serialization_alias="asked_by")
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    removed_at: datetime | None = Field(description="When it made room for newer ones.")
    place: str = Field(description="The path that `maru restore` takes.")
    rows: int
    files: int
    size: int = Field(description="Bytes of rows and files.")
    faults: int = Field(description="Files missing or damaged, and differences after restoring.")
    mended: int = Field(
        description="Files that had gone bad in the folder and were copied anew: look at its disk."
    )
    trouble: str = Field(
        description="busy, disk, newer, unreadable, ended, place or other; empty when it was made."
    )
    detail: str


@router.read("/backups", Page[BackupOut], scope="staff:read", summary="List backups")
def backups(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The backups of the installation, newest first."""
    member = caller_who_can(request, Power.COMPANY)
    return paged(Backup.objects.visible_to(member), "-id", paging=paging)


@router.read("/backups/{id}", BackupOut, scope="staff:read", summary="Show a backup")
def show_backup(request: HttpRequest, id: Id) -> Backup:
    """One backup, and how far it is."""
    return get_object_or_404(Backup.objects.visible_to(caller(request)), pk=id)


@router.write("POST", "/backups", {202: BackupOut}, scope="staff:write", summary="Back up now")
def back_up(request: HttpRequest) -> Status[Backup]:
    """A worker makes and verifies it. When one is under way already, that one is given."""
    member = caller_who_can(request, Power.COMPANY)
    if place() is None:
        raise ApiError(422, "invalid", _("No folder is set (MARU_BACKUP_DIR)."))
    return Status(202, Backup.ask(by=member))
