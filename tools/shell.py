"""Every shell script parses, can be executed, and stops at its first error."""

import os
import subprocess
import sys

from tools.stamps import REPOSITORY, files


def main() -> int:
    wrong = []
    for path in [*files("bin/*", ".ci/*"), *files("tools/*.sh")]:
        name = path.relative_to(REPOSITORY)
        text = path.read_text()
        is_sourced = path.suffix == ".sh"
        if not is_sourced and not text.startswith("#!/usr/bin/env bash\n"):
            continue
        if subprocess.run(["bash", "-n", path], check=False).returncode:
            wrong.append(f"{name}: does not parse")
        if not is_sourced and not os.access(path, os.X_OK):
            wrong.append(f"{name}: is not executable")
        if not is_sourced and "\nset -euo pipefail\n" not in text:
            wrong.append(f"{name}: lacks set -euo pipefail")
    print("\n".join(wrong) or "shell scripts parse")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
