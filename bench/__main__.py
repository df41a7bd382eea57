"""`bin/bench NAME`: takes one family of measures and prints it. Exit code 2: it could not run."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

from bench import measures
from bench.databases import Unavailable
from bench.machine import commit, machine
from bench.rows import Row, as_json, as_table


def main() -> int:
    names = sorted(m.name.replace("_", "-") for m in iter_modules(measures.__path__))
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, smaller amounts")
    parser.add_argument("--json", action="store_true", help="rows as a list of objects")
    parser.add_argument("--only", metavar="ROW", help="only the rows whose name begins so")
    parser.add_argument("--tickets", type=int, metavar="N", help="how large a company (find)")
    parser.add_argument("--database", choices=["sqlite", "postgres"], help="one of them (find)")
    options = parser.parse_args()
    began = machine()  # the load before ours
    try:
        measure = import_module(f"bench.measures.{options.name.replace('-', '_')}").measure
        given = {"tickets": options.tickets, "database": options.database}
        more = {name: value for name, value in given.items() if value}
        if strange := more.keys() - signature(measure).parameters.keys():
            parser.error(f"{options.name} takes no --{' or --'.join(strange)}")
        rows: list[Row] = measure(quick=options.quick, only=options.only or "", **more)
    except Unavailable as why:
        sys.stderr.write(f"{why}\n")
        return 2
    if options.json:
        print(as_json(rows))
    else:
        print(f"bench {options.name}, commit {commit()}\n{began}\n\n{as_table(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
