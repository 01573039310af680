"""``python -m bench.inside``: all measurements inside the empty database that the environment names."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from django.db.models import Sum

from anlan.kernel.models import Obligation
from anlan.kernel.obligations.figures import Figure
from bench.inside import dangers, enterprises, moving, opening, risk_points, scale, standing, year
from bench.inside.stores import store
from bench.results import keep


def main() -> None:
    """Found the city, compare openings, measure small, grow, measure large, move many rows."""
    arguments = parser().parse_args()
    database = store()
    began = time.perf_counter()

    def say(text: str) -> None:
        print(f"{database.label} {time.perf_counter() - began:4.0f} s: {text}", flush=True)

    if arguments.enterprises:
        city = scale.found_city(rows=0)
        say(f"importing, and filling the register with {arguments.enterprises:,} enterprises")
        lines = enterprises.measure(city=city, rows=arguments.enterprises, database=database.label)
        keep(lines=lines, file=arguments.results)
        return
    if arguments.dangers:
        city = scale.found_city(rows=0)
        say(f"importing, and filling the register with {arguments.dangers:,} hidden dangers")
        lines = dangers.measure(city=city, rows=arguments.dangers, database=database.label, parts=arguments.part)
        keep(lines=lines, file=arguments.results)
        return
    if arguments.risk_points:
        city = scale.found_city(rows=0)
        say(f"importing {arguments.risk_points:,} risk points")
        lines = risk_points.measure(city=city, rows=arguments.risk_points, database=database.label)
        keep(lines=lines, file=arguments.results)
        return
    say(f"founding a city of {arguments.rows:,} units")
    city = scale.found_city(rows=arguments.rows, yearly=bool(arguments.duties))
    if arguments.duties:
        say(f"making a year of {arguments.duties} duties ready")
        year.make_ready(city=city, store=database, duties=arguments.duties)
    say("opening and loading")
    lines = opening.compare(city=city, store=database, repeats=arguments.repeats)
    say("measuring")
    database.settle()
    small = standing.measure(city=city, rows=arguments.rows)
    say(f"growing to {arguments.rows * arguments.months:,} rows")
    scale.grow(city=city, months=arguments.months)
    refuse_wrong_figures()
    database.settle()
    say("measuring")
    large = standing.measure(city=city, rows=arguments.rows * arguments.months)
    say("moving many rows")
    moves = moving.compare(city=city, store=database, rows=arguments.rows * arguments.months, repeats=arguments.repeats)
    if arguments.duties:
        say("opening a whole year")
        moves += year.compare(city=city, store=database, duties=arguments.duties, repeats=arguments.repeats)
    keep(
        lines=[*lines, *standing.lines(small=small, large=large, database=database.label), *moves],
        file=arguments.results,
    )
    say("done")


def parser() -> argparse.ArgumentParser:
    """The arguments, all given by ``python -m bench``."""
    made = argparse.ArgumentParser(prog="python -m bench.inside")
    made.add_argument("--rows", type=int, required=True)
    made.add_argument("--months", type=int, required=True)
    made.add_argument("--repeats", type=int, required=True)
    made.add_argument("--duties", type=int, required=True)
    made.add_argument("--enterprises", type=int, required=True)
    made.add_argument("--dangers", type=int, required=True)
    made.add_argument("--part", action="append", required=True)
    made.add_argument("--risk-points", type=int, required=True)
    made.add_argument("--results", type=Path, required=True)
    return made


def refuse_wrong_figures() -> None:
    """A page over figures that do not add up would be measured for nothing."""
    counted, rows = Figure.objects.aggregate(opened=Sum("opened"))["opened"], Obligation.objects.count()
    if counted != rows:
        raise RuntimeError(f"the figures count {counted} obligations, the table holds {rows}")


if __name__ == "__main__":
    main()
