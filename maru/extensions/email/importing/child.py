"""The process that carries out one import; ends with the worker, whose end closes its standard
input. Started by working.py with the number of the import and the name of its lease."""

import os
import sys
import threading

import django

from maru.kit.logs.circumstances import this_is

QUIET = 10  # niceness: mail and pages come first


def main() -> None:
    os.nice(QUIET)
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    this_is("import")
    django.setup()
    from maru.extensions.email.importing.carrying_out import carry_on
    from maru.extensions.email.models import MailImport

    rows = MailImport.objects.select_related("channel__brand", "mailbox")
    carry_on(rows.get(pk=int(sys.argv[1]), lease_owner=sys.argv[2]))


def _end_with_the_worker() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
