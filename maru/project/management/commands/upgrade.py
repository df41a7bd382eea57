from __future__ import annotations

import logging
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from maru.project.alone import WAIT
from maru.project.command.refusal import Refusal
from maru.project.management.commands.backup import chosen
from maru.project.upgrading.carrying_out import upgrade, way_back
from maru.project.upgrading.mark import Mark
from maru.project.upgrading.plan import Place, plan, usual_place

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Bring the database up to date with this version: have what runs finish, back up and "
        "verify, change. Broken off, it is begun again by the same command."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what it would do, and do nothing"
        )
        parser.add_argument(
            "--backup", default="", metavar="FILE|DIR",
            help="where the backup goes; without it MARU_BACKUP_DIR, else MARU_HOME/backups",
        )  # fmt: skip
        parser.add_argument(
            "--no-backup", action="store_true", help="make none: you have one of your own"
        )
        parser.add_argument(
            "--wait", type=float, default=WAIT, metavar="SECONDS",
            help=f"how long what runs has to finish; {WAIT:.0f} without it",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        place: Place | None = None
        if not options["no_backup"]:
            place = chosen(options["backup"]) if options["backup"] else usual_place()
        if options["dry_run"]:
            for line in plan(place).told():
                self.stdout.write(line)
            return
        try:
            was_needed = upgrade(place, self._say, wait=options["wait"])
        except (DatabaseError, psycopg.Error) as error:
            log.exception("The upgrade was broken off")
            why = _("The upgrade was broken off: %(error)s. The same command goes on with it.") % {
                "error": str(error).strip().splitlines()[-1]
            }
            raise Refusal("\n".join([why, *way_back(Mark.read())])) from None
        if not was_needed:
            self.stdout.write(_("The database is up to date: there is nothing to do."))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
