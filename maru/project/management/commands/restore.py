from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.backup.manifest import NotABackup
from maru.kit.backup.restoring import Restored, is_empty, restore, secrets_of, verify
from maru.kit.backup.schema import Newer
from maru.kit.backup.seam import settle_all
from maru.kit.blobs import store
from maru.kit.database.upkeep import evolve
from maru.project import unfinished
from maru.project.alone import alone
from maru.project.command.differences import told
from maru.project.command.progress import Progress
from maru.project.command.refusal import Refusal
from maru.project.management.commands.backup import newer
from maru.project.upgrading.mark import remove_mark


class Command(BaseCommand):
    help = "Bring a backup back into an empty installation, and compare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="FILE|DIR", help="what `maru backup` made")
        parser.add_argument(
            "--force", action="store_true", help="replace everything that is there now"
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="restore it to a temporary place and compare, nothing else",
        )

    def handle(self, *args: Any, path: str, force: bool, **options: Any) -> None:
        source, progress = Path(path).expanduser().absolute(), Progress()
        if not source.exists():
            raise Refusal(_("There is no %(path)s.") % {"path": source})
        try:
            if options["verify"]:
                done = verify(source, tell=progress)
            else:
                done = self._restore(source, force, progress)
        except NotABackup as error:
            raise Refusal(
                _("%(path)s is no whole backup: %(error)s") % {"path": source, "error": error}
            ) from None
        except Newer as error:
            raise Refusal(newer(error)) from None
        progress.end()
        self._tell(done)
        if done.differences:
            raise SystemExit(1)

    def _restore(self, source: Path, force: bool, progress: Progress) -> Restored:
        with alone(self.stdout.write):
            return self._restore_alone(source, force, progress)

    def _restore_alone(self, source: Path, force: bool, progress: Progress) -> Restored:
        was_broken_off = unfinished.mark().exists()
        if not (force or was_broken_off or is_empty()):
            raise Refusal(
                _("There are tickets or members here already. --force replaces everything.")
            )
        kept = secrets_of(source)
        self._take_key(kept["secret_key"], force)
        unfinished.mark().write_text(str(source), encoding="utf-8")
        done = restore(source, store(), tell=progress)
        evolve()
        made_at = datetime.fromisoformat(done.manifest.made_at)
        doubtful = settle_all(made_at).get("delivery", 0)
        unfinished.mark().unlink()
        remove_mark()  # of an upgrade that ends here
        if doubtful:
            self.stdout.write(
                ngettext(
                    "%(n)s mail that waited may have been sent since. Look at it in the "
                    "Mailbox: it is sent again only if you say so.",
                    "%(n)s mails that waited may have been sent since. Look at them in the "
                    "Mailbox: they are sent again only if you say so.",
                    doubtful,
                )
                % {"n": doubtful}
            )
        self._compare_settings(kept["settings"])
        return done

    def _take_key(self, key: str, force: bool) -> None:
        """Keep the key of the backup, so that stored passwords open and links stay good."""
        if os.environ.get("MARU_SECRET_KEY"):
            if key != settings.SECRET_KEY and not force:
                raise Refusal(
                    _(
                        "MARU_SECRET_KEY is not the key of this backup: stored passwords would "
                        "stay shut. Unset it, or set it to the one in settings.json."
                    )
                )
            return
        path = settings.HOME / "secret.key"
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(key, encoding="ascii")
        new.rename(path)
        settings.SECRET_KEY = key

    def _compare_settings(self, then: dict[str, str]) -> None:
        others = sorted(
            name
            for name in then
            if name not in {"MARU_HOME", "MARU_DATABASE_URL", "MARU_BACKUP_DIR"}
            and os.environ.get(name) != then[name]
        )
        if others:
            self.stdout.write(
                _("These settings were different then: %(names)s. settings.json has them.")
                % {"names": ", ".join(others)}
            )

    def _tell(self, done: Restored) -> None:
        for sentence in told(done.differences):
            self.stdout.write(sentence)
        for name in done.manifest.missing:
            self.stdout.write("! " + _("File %(name)s was gone already.") % {"name": name})
        if not done.differences:
            self.stdout.write(
                _("%(rows)s rows and %(files)s files, as of %(at)s. No difference.")
                % {
                    "rows": f"{done.manifest.rows:,}",
                    "files": f"{done.manifest.blobs:,}",
                    "at": done.manifest.made_at[:16].replace("T", " ") + " UTC",
                }
            )
