"""The process that makes one backup. Started by nightly.py with the number of the backup."""

import sys

from maru.kit.jobs.apart import begin_apart


def main() -> None:
    begin_apart("backup")
    from maru.staff.backups.making import carry_out
    from maru.staff.backups.models import Backup

    carry_out(Backup.objects.get(pk=int(sys.argv[1])))


if __name__ == "__main__":
    main()
