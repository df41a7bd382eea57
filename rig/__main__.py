"""`bin/rig NAME`: does harm, and prints what was lost by it. 2 when it could not run."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable

from bench.databases import Unavailable
from bench.machine import commit, machine
from bench.rows import Row, as_json, as_table
from rig.faults import load as faulty
from rig.faults.clock_jump import clock_jump
from rig.faults.database_restart import database_restart
from rig.faults.disk_full import disk_full
from rig.faults.loop import loop
from rig.faults.poison import poison
from rig.faults.redelivery import redelivery
from rig.flood import flooding
from rig.live import listening
from rig.power.cutting import Cuts, power
from rig.storm import DRAIN, Plan, storm
from rig.upgrade.everywhere import EVERY, QUICK_EVERY, upgrade

FULL, QUICK = (10_000, 200), (2_000, 50)  # mails, kills
CUTS = 50
FAULTS = {
    each.__name__: each
    for each in (disk_full, database_restart, clock_jump, poison, redelivery, loop)
}


def main() -> int:
    options = read_arguments()
    options.seed = options.seed or random.randrange(1, 10**6)
    run = RUNS[options.name](options)
    databases = ["sqlite", "postgres"] if options.database == "both" else [options.database]
    try:
        rows = [row for name in databases for row in run(name)]
    except Unavailable as why:
        sys.stderr.write(f"{why}\n")
        return 2
    if options.json:
        print(as_json(rows))
    else:
        print(f"rig {options.name}, seed {options.seed}, commit {commit()}\n{machine()}\n")
        print(as_table(rows))
    return 0


def of_mail(options: argparse.Namespace) -> Callable[[str], list[Row]]:
    mails, kills = QUICK if options.quick else FULL
    plan = Plan(
        mails=options.mails or mails,
        kills=kills if options.kills is None else options.kills,
        seed=options.seed,
        drain=options.drain,
        log=options.log,
    )
    return lambda database: storm(plan, database)


def of_power(options: argparse.Namespace) -> Callable[[str], list[Row]]:
    cuts = options.cuts or (CUTS // 5 if options.quick else CUTS)
    plan = Cuts(cuts, options.seed, options.sabotage, options.drain)
    return lambda database: power(plan, database)


def of_faults(options: argparse.Namespace) -> Callable[[str], list[Row]]:
    quick = {"mails": 400, "times": 3, "pause": 10.0, "pages": 50} if options.quick else {}
    wanted = {"mails": options.mails} if options.mails else {}
    plan = faulty.Plan(options.seed, **{**quick, **wanted}, drain=options.drain, log=options.log)
    faults = [FAULTS[name] for name in options.only.split(",")] if options.only else FAULTS.values()
    return lambda database: [row for fault in faults for row in fault(plan, database)]


def of_upgrade(options: argparse.Namespace) -> Callable[[str], list[Row]]:
    every = QUICK_EVERY if options.quick else EVERY
    return lambda database: upgrade(database, every)


def of_live(options: argparse.Namespace) -> Callable[[str], list[Row]]:
    seed = options.seed
    plan = listening.Plan(seed, pages=100, seconds=20.0) if options.quick else listening.Plan(seed)
    return lambda database: listening.live(plan, database)


def of_flood(options: argparse.Namespace) -> Callable[[str], list[Row]]:
    seed = options.seed
    plan = flooding.Plan(seed, seconds=60.0) if options.quick else flooding.Plan(seed)
    return lambda database: flooding.flood(plan, database)


RUNS = {
    "mail": of_mail,
    "power": of_power,
    "faults": of_faults,
    "upgrade": of_upgrade,
    "live": of_live,
    "flood": of_flood,
}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/rig", description=__doc__)
    parser.add_argument("name", choices=list(RUNS))
    parser.add_argument(
        "--quick", action="store_true", help="a fifth of the mails or cuts, a quarter of the kills"
    )
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--seed", type=int, help="repeat the same mails and the same choices")
    parser.add_argument("--json", action="store_true", help="rows as a list of objects")
    parser.add_argument("--mails", type=int, help="how many mails, instead of 10,000 or 2,000")
    parser.add_argument("--kills", type=int, help="how many kills, instead of 200 or 50")
    parser.add_argument("--cuts", type=int, help="power: how many cuts, instead of 50 or 10")
    parser.add_argument(
        "--sabotage", choices=["database", "blobs"], default="",
        help="power: leave out that fsync; the run must then find losses",
    )  # fmt: skip
    parser.add_argument("--only", default="", help=f"faults: some of {', '.join(FAULTS)}")
    parser.add_argument(
        "--drain", type=float, default=DRAIN, help="seconds to wait for the last row"
    )
    parser.add_argument("--log", default="", help="keep what the processes print in LOG.database")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
