"""`python -m benchmarks.crash --kills 200 --messages 2000 --chats 100 --database sqlite|postgresql|URL`."""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.crash.trial import Plan, Result, run_trial
from tests import databases


def main() -> int:
    """Run the trial and print its table; the status is 1 when anything was lost or out of order."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--chats", type=int, default=100)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql, or an empty database's URL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="6 kills, 120 messages, 40 chats")
    parser.add_argument("--json", action="store_true", help="one object instead of the table")
    options = parser.parse_args()
    plan = Plan(options.kills, options.messages, options.chats, options.seed)
    if options.quick:
        plan = Plan(6, 120, 40, options.seed)
    with fresh_database(options.database) as url:
        result = asyncio.run(run_trial(url, plan))
    rows = {"database": options.database.partition(":")[0], **table(result)}
    if options.json:
        print(json.dumps(rows))
    else:
        print("\n".join(f"{name:<24}{value:>12}" for name, value in rows.items()))
    return 0 if result.count.is_right else 1


def table(result: Result) -> dict[str, int | float]:
    """Return the rows of the table."""
    counted = asdict(result.count)
    return {
        "kills": result.kills,
        "kills during a send": result.in_flight,
        "messages": counted["messages"],
        "answered": counted["answered"],
        "lost": counted["lost"],
        "out of order": counted["out_of_order"],
        "duplicates": counted["duplicates"],
        "duplicates accounted": counted["accounted"],
        "seconds": round(result.seconds, 1),
    }


@contextlib.contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """Yield the URL of a migrated database: a new one by engine, or the given one, brought up to date."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            template = databases.sqlite_template(Path(folder))
            with databases.fresh_sqlite(Path(folder), template) as url:
                yield url
    elif name == "postgresql":
        databases.prepare_run()
        try:
            with databases.fresh_postgres() as url:
                yield url
        finally:
            databases.end_run()
    else:
        from cli.migrations import upgrade_database

        upgrade_database(name)
        yield name


if __name__ == "__main__":
    sys.exit(main())
