"""Every MARU_* setting is in the table of settings and in both languages of the papers.

English is README.md with docs/manual/en, Korean README.ko.md with
docs/manual/ko. Names that only tests and tools know are described in
CONTRIBUTING.md.
"""

import re
import sys
from pathlib import Path

from maru.project.environment import SETTINGS
from tools.stamps import files

NAME = re.compile(r"\bMARU_[A-Z0-9_]*[A-Z0-9]\b")
PAPERS = {
    "English": ("README.md", "docs/manual/en/**/*.md"),
    "Korean": ("README.ko.md", "docs/manual/ko/**/*.md"),
}
FOR_TESTS = re.compile(r"MARU_(TEST(_\w+)?|CI|CORPORA|CHROMIUM)")


def names_in(paths: list[Path]) -> set[str]:
    return {name for path in paths for name in NAME.findall(path.read_text(encoding="utf-8"))}


def main() -> int:
    table = {setting.name for setting in SETTINGS}
    code = [path for path in files("maru/**/*.py") if "tests" not in path.parts]
    used = {name for name in names_in(code) if not FOR_TESTS.fullmatch(name)}
    wrong = [f"{name} is used in the code but not in SETTINGS" for name in sorted(used - table)]
    for language, patterns in PAPERS.items():
        written = names_in(files(*patterns))
        wrong += [f"{name} is not described in {language}" for name in sorted(table - written)]
        stale = {name for name in written - table if not FOR_TESTS.fullmatch(name)}
        wrong += [f"{name} is described in {language} but is no setting" for name in sorted(stale)]
    print("\n".join(wrong) or f"{len(table)} settings described in both languages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
