"""The ``maru`` command: one word a thing it does; every other name goes to Django."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run ``maru NAME ...``. Exit code 2 for what the user can mend."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    from maru.project.command.language import speak_terminal_language
    from maru.project.command.refusal import Refusal

    arguments = sys.argv[1:]
    try:
        if not arguments or arguments[0] in {"-h", "--help", "help"}:
            from maru.project.command.overview import overview

            sys.stdout.write(overview())
            return
        from django.core.management import execute_from_command_line

        speak_terminal_language()
        execute_from_command_line(["maru", *arguments])
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(2)
