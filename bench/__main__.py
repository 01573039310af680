"""``python -m bench``: measure on both databases, print the table, write the document when asked to."""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import psycopg

from bench import report
from bench.results import Line, kept
from bench.starting import clean_environ, first_start
from tools import with_postgres

MONTHS = 10
# What can be measured of the register of hidden dangers, in this order.
PARTS = ("import", "lists", "alike", "reports", "map")
# The server of the tests keeps nothing safe on disk; what is measured has to.
POSTGRES_SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "autovacuum": "off",
}


def main() -> int:
    """Run what was asked for; 1 when a promise is not kept or could not be measured."""
    arguments = parser().parse_args()
    # A polite kill becomes an ordinary exit, so that servers are stopped and the scratch folder is removed.
    signal.signal(signal.SIGTERM, with_postgres.leave)
    lines: list[Line] = []
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        for database in arguments.only or ("SQLite", "PostgreSQL"):
            lines += measure(database=database, arguments=arguments, scratch=Path(folder))
    topics = list(dict.fromkeys(line.topic for line in lines))
    lines.sort(key=lambda line: topics.index(line.topic))
    print(f"\n{report.machine()}\n\n{report.table(lines=lines)}\n\n{time.perf_counter() - began:.0f} s in all")
    if arguments.write:
        report.write(
            lines=lines,
            rows=arguments.rows,
            months=MONTHS,
            repeats=arguments.repeats,
            command=command(arguments=arguments),
            on=dt.datetime.now(ZoneInfo("Asia/Shanghai")).date(),  # noqa: TID251 (dates the document)
        )
        print(f"Written: {report.DOCUMENT.name}")
    return int(any(line.broken for line in lines))


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    made.add_argument("--rows", type=int, default=1_000_000, help="units, each owing one thing a month")
    made.add_argument(
        "--repeats", type=int, default=3, help="how often each opening and loading is run; the best run counts"
    )
    made.add_argument(
        "--duties", type=int, default=0, help="also open a whole year of so many duties, one row per unit and duty"
    )
    made.add_argument(
        "--enterprises", type=int, default=0, help="only the register of enterprises, with so many of them"
    )
    made.add_argument(
        "--dangers", type=int, default=0, help="only the register of hidden dangers, with so many of them"
    )
    made.add_argument(
        "--part", action="append", choices=PARTS, help="of the register of hidden dangers measure only this"
    )
    made.add_argument("--risk-points", type=int, default=0, help="only the import of so many risk points")
    made.add_argument("--only", action="append", choices=("SQLite", "PostgreSQL"), help="only this database")
    made.add_argument("--write", action="store_true", help="write the results to docs/benchmarks.md")
    return made


def command(*, arguments: argparse.Namespace) -> str:
    """The command line by which somebody else repeats this run."""
    options = ["--write"] + ([f"--rows {arguments.rows}"] if arguments.rows != 1_000_000 else [])
    options += [f"--repeats {arguments.repeats}"] if arguments.repeats != 3 else []
    options += [f"--duties {arguments.duties}"] if arguments.duties else []
    options += [f"--enterprises {arguments.enterprises}"] if arguments.enterprises else []
    options += [f"--dangers {arguments.dangers}"] if arguments.dangers else []
    options += [f"--part {part}" for part in arguments.part or ()]
    options += [f"--risk-points {arguments.risk_points}"] if arguments.risk_points else []
    options += [f"--only {database}" for database in arguments.only or ()]
    return f'make bench ARGS="{" ".join(options)}"'


def measure(*, database: str, arguments: argparse.Namespace, scratch: Path) -> list[Line]:
    """All measurements on one database."""
    with server(database=database) as urls:
        if urls is None:
            return [Line("Everything", database, "no server is installed", None, 0)]
        first, second = urls
        environ = clean_environ(scratch=scratch, database_url=first)
        starts = []
        if not (arguments.enterprises or arguments.dangers or arguments.risk_points):
            starts = [first_start(database=database, environ=environ, scratch=scratch)]
            print(f"{database}: first start {starts[0].measured}", flush=True)
        results = scratch / f"{database}.json"
        inside = [
            sys.executable,
            "-m",
            "bench.inside",
            "--rows",
            str(arguments.rows),
            "--months",
            str(MONTHS),
        ]
        inside += ["--repeats", str(arguments.repeats), "--results", str(results)]
        inside += ["--duties", str(arguments.duties), "--enterprises", str(arguments.enterprises)]
        inside += ["--dangers", str(arguments.dangers)]
        inside += [word for part in arguments.part or PARTS for word in ("--part", part)]
        inside += ["--risk-points", str(arguments.risk_points)]
        log = scratch / f"{database}.log"
        with log.open("wb") as output:
            environ = clean_environ(scratch=scratch / f"scale-{database}", database_url=second)
            done = subprocess.run(inside, env=environ, stderr=output)
        if done.returncode:
            sys.exit(log.read_text(errors="replace"))
        return [*kept(file=results), *starts]


@contextmanager
def server(*, database: str) -> Iterator[tuple[str | None, str | None] | None]:
    """The addresses of two empty databases (None: a file in the data folder); None where no server is."""
    if database == "SQLite":
        yield None, None
        return
    programs = with_postgres.programs()
    if programs is None:
        with_postgres.say_missing()
        yield None
        return
    with (
        mock.patch.dict(with_postgres.SETTINGS, POSTGRES_SETTINGS),
        with_postgres.running_server(bin_folder=programs) as url,
    ):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE scale")
        yield url, url.rpartition("/")[0] + "/scale"


if __name__ == "__main__":
    sys.exit(main())
