from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.imap.trouble import in_words as mailbox_in_words
from maru.extensions.email.importing.asking import Unaskable, for_files, for_mailbox
from maru.extensions.email.importing.carrying_out import carry_on
from maru.extensions.email.importing.mail_import import DAYS, Closing, ImportState, MailImport
from maru.extensions.email.importing.trouble import in_words
from maru.project.command.progress import Progress
from maru.project.command.refusal import Refusal
from maru.project.migrating import demand_up_to_date


class Command(BaseCommand):
    help = "Bring in mail of the past as tickets with their dates. Nothing is sent or answered."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="mbox|eml|imap|undo")
        for kind, what in (
            ("mbox", "mbox files, or zips and folders of them"),
            ("eml", "folders of .eml files, Maildirs, or single mails"),
        ):
            each = kinds.add_parser(kind, help=what)
            each.add_argument("paths", nargs="+", metavar="PATH")
            _common(each)
        each = kinds.add_parser("imap", help="a mailbox that is connected in the settings")
        each.add_argument(
            "--folder", action="append", default=[], metavar="NAME",
            help="of the mailbox; without it those that Maru reads, and that of sent mail",
        )  # fmt: skip
        each.add_argument(
            "--since", type=date.fromisoformat, default=None, metavar="DATE", help="2023-01-31"
        )
        _common(each)
        each = kinds.add_parser("undo", help="take an import back, but what somebody worked on")
        each.add_argument("number", type=int)

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        demand_up_to_date()
        if kind == "undo":
            mail_import = self._to_undo(options["number"])
        else:
            mail_import = self._asked(kind, options)
            self.stdout.write(_("Import %(number)s") % {"number": mail_import.pk})
        progress = Progress()
        try:
            carry_on(mail_import, lambda it: progress("mails", *_far(it)))
        except KeyboardInterrupt:
            mail_import.cancel(by=None)
        progress.end()
        mail_import.refresh_from_db()
        self._tell(mail_import)

    def _asked(self, kind: str, options: dict[str, Any]) -> MailImport:
        fields = {
            "closing": options["closing"],
            "days": options["days"],
            "is_dry_run": options["dry_run"],
            "ours": [address.strip().lower() for address in options["own"]],
        }
        try:
            if kind == "imap":
                return for_mailbox(
                    options["mailbox"], options["folder"], options["since"], is_mine=True, **fields
                )
            paths = [Path(path).expanduser().absolute() for path in options["paths"]]
            return for_files(options["mailbox"], paths, is_mine=True, **fields)
        except Unaskable as why:
            raise Refusal(str(why)) from None
        except Trouble as why:
            raise Refusal(f"{mailbox_in_words(why.code)} ({why.detail})") from None

    def _to_undo(self, number: int) -> MailImport:
        mail_import = MailImport.objects.filter(pk=number).first()
        if mail_import is None or not mail_import.undo(by=None, is_mine=True):
            raise Refusal(
                _("There is no import %(number)s that could be taken back.") % {"number": number}
            )
        return mail_import

    def _tell(self, done: MailImport) -> None:
        facts = {
            "found": f"{done.found:,}",
            "doubles": f"{done.doubles:,}",
            "messages": f"{done.messages:,}",
            "tickets": f"{done.tickets:,}",
            "quarantined": f"{done.quarantined:,}",
            "kept": f"{done.kept:,}",
            "number": done.pk,
        }
        if done.state == ImportState.UNDONE:
            self.stdout.write(
                _("Taken back. %(kept)s tickets stay, because somebody worked on them.") % facts
            )
            return
        self.stdout.write(_("%(found)s mails, %(doubles)s of them here already.") % facts)
        if done.first_at and done.last_at:
            self.stdout.write(f"{done.first_at:%Y-%m-%d} – {done.last_at:%Y-%m-%d}")
        if done.skipped:
            self.stdout.write(_("%(n)s files are no mail.") % {"n": f"{done.skipped:,}"})
        if done.is_dry_run:
            self.stdout.write(_("A dry run: nothing was imported."))
        else:
            self.stdout.write(
                _(
                    "%(messages)s messages in %(tickets)s new tickets; %(quarantined)s mails are "
                    "in quarantine."
                )
                % facts
            )
        if done.trouble:
            self.stderr.write(f"{in_words(done.trouble)} {done.detail}".strip())
        if done.is_under_way:
            self.stderr.write(_("The worker goes on with import %(number)s.") % facts)
        if done.state not in {ImportState.DONE, ImportState.COUNTED}:
            raise SystemExit(1)


def _common(parser: Any) -> None:
    parser.add_argument(
        "--mailbox", required=True, metavar="ADDRESS", help="the address of ours that it belongs to"
    )
    parser.add_argument("--dry-run", action="store_true", help="count, and keep nothing")
    parser.add_argument(
        "--own", action="append", default=[], metavar="ADDRESS",
        help="another address of yours: mail from it is your answers",
    )  # fmt: skip
    parser.add_argument(
        "--solved", dest="closing", choices=Closing.values, default=Closing.OLD,
        help="which tickets are solved: those without a mail for --days (old), all, none",
    )  # fmt: skip
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"{DAYS}")


def _far(mail_import: MailImport) -> tuple[int, int]:
    """Return how many mails are done, and of how many; 0 while nobody knows."""
    if mail_import.state == ImportState.FILING:
        done = mail_import.messages + mail_import.quarantined + mail_import.doubles
        return done, mail_import.found
    return mail_import.found, 0
