"""The ``maru`` command: one word a thing it does; every other name goes to Django."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys

from maru.project.processes.supervisor import supervise_as_planned

PROCESSES = {"web", "live", "mail", "worker", "single"}  # what runs for long, and counts together
FOR_ALL = {"collectstatic", "compilemessages"}  # what they write may be read by whoever runs Maru


def main() -> None:
    """Run ``maru NAME ...``. Exit code 2 for what the user can mend."""
    if supervise_as_planned():
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    from maru.project.command.language import speak_terminal_language, speak_without_settings
    from maru.project.command.refusal import Refusal

    arguments = sys.argv[1:]
    try:
        if not arguments or arguments[0] in {"-h", "--help", "help"}:
            from maru.project.command.overview import overview

            speak_without_settings()
            sys.stdout.write(overview())
            return
        _name_sessions(arguments[0])
        from django.core.management import execute_from_command_line

        if arguments[0] in PROCESSES and arguments[:2] != ["mail", "pipe"]:
            _begin_process(arguments[0])
        try:
            speak_terminal_language()
        except (ValueError, OSError) as error:
            speak_without_settings()
            raise Refusal(_bad_values() or f"✗ MARU_HOME: {error}") from None
        if arguments[0] != "check" and (wrong := _bad_values()):
            raise Refusal(wrong)
        if arguments[0] not in FOR_ALL:
            os.umask(0o077)  # customers' mail is not for the other users of this machine
        execute_from_command_line(["maru", *arguments])
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        # sysexits.h: an MTA keeps the mail that we cannot take now, at any other code it bounces.
        sys.exit(75 if arguments[:2] == ["mail", "pipe"] else 2)


def _bad_values() -> str:
    from maru.project.checks.environment import bad_values

    return "\n".join(map(str, bad_values(os.environ)))


def _name_sessions(word: str) -> None:
    """Have PostgreSQL list our sessions as "maru worker 1234": an upgrade knows them by it."""
    if os.environ.get("PGAPPNAME", "maru ").startswith("maru "):  # else the operator's own
        os.environ["PGAPPNAME"] = f"maru {word[:20]} {os.getpid()} {secrets.token_hex(2)}"


def _begin_process(part: str) -> None:
    from maru.kit.logs.circumstances import this_is
    from maru.kit.metrics.sharing import share
    from maru.project.environment import Environment

    this_is(part)
    os.umask(0o077)
    with contextlib.suppress(OSError):  # said in words a moment later
        share(Environment().home)
