import os
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.check import Command as DjangoCheck

from maru.kit.checks import Level
from maru.project.checks.report import report


class Command(DjangoCheck):
    """Maru's check, and Django's. With options of Django's, Django's alone.

    ``migrate`` and the like do not come here: they call ``BaseCommand.check``.
    """

    help = "Look at settings, database, disk and files; say what is wrong and how to mend it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--files", action="store_true", help="read every stored file, however long it takes"
        )

    def handle(self, *app_labels: Any, files: bool = False, **options: Any) -> None:
        if app_labels or options.get("tags") or options.get("list_tags") or options.get("deploy"):
            super().handle(*app_labels, **options)
            return
        worst = set()
        for finding in report(os.environ, every_file=files):
            worst.add(finding.level)
            self.stdout.write(str(finding))
        if Level.ERROR in worst:
            raise SystemExit(1)
