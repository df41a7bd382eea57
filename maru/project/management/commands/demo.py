from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from maru.project.demo.company import load
from maru.project.migrating import found_or_demand


class Command(BaseCommand):
    help = "Load the demo company (온누리 상점) with agents, teams and tickets."

    def handle(self, *args: Any, **options: Any) -> None:
        found_or_demand()
        if not load(self.stdout.write):
            self.stdout.write(_("There already is a company; nothing was changed."))
