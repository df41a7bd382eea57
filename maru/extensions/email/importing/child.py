"""The process that carries out one import. Started by working.py with the number of the import and
the name of its lease."""

import sys

from maru.kit.jobs.apart import begin_apart


def main() -> None:
    begin_apart("import")
    from maru.extensions.email.importing.carrying_out import carry_on
    from maru.extensions.email.models import MailImport

    rows = MailImport.objects.select_related("channel__brand", "mailbox")
    carry_on(rows.get(pk=int(sys.argv[1]), lease_owner=sys.argv[2]))


if __name__ == "__main__":
    main()
