"""The results as a table on the terminal and as docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from unicodedata import east_asian_width

from bench.results import Line

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
# Below this heading stands what is measured register by register, at its own time: it is kept.
REGISTERS = "## The register of enterprises"
HEADINGS = ("What", "Database", "Measured", "Ratio", "Target", "")

EXPLANATION = """\
# Benchmarks

What Anlan promises about speed, as ratios between things that one run measures on one machine: absolute times
depend on the machine, ratios hardly do. `MISS` says where the promise is not kept at present; `within 5 ms` that
the ratio is above its target, but no more than this was added in all
([decision 0023](decisions/0023-ratios-beyond-a-fixed-cost.md)).

```
{command}
```

Measured on {day}, with {units} units and up to {most} obligations.

{machine}

{table}

## How it is measured

- **Data.** {units} synthetic units, marked as such, are spread evenly over the real villages and communities, with
  facts by which clause 3.12 obliges each of them every month. The smaller number of obligations is one opened
  month; the larger adds {earlier} earlier months, with 90 % of the rows met on time, 5 % met late and 5 % still open,
  that is late.
- **Opening.** `open_period` opens one month, in its own transactions of 50,000 units. The same rows, made ready in
  a table without indexes, are loaded with `INSERT … SELECT` into the same table with the same indexes and guards,
  in as many transactions; for comparison also in a single one. "Rows alone" leaves out the matching of earlier
  events, the deltas and the ledger's entries; "with deltas and events" is the opening as it runs in service. Every
  run starts from the same copy of the database; the kinds take turns, and the best of {repeats} runs
  counts: whatever else the machine does only ever adds.
- **Earlier events.** The same opening when each unit has already held its meeting: each row is matched and met.
- **Sweep.** A whole sweep when nothing is due: median of 51.
- **A whole year.** With `--duties`: that many yearly duties of every unit, opened among the larger number of rows with
  matching, deltas and entries, and the same rows loaded ready-made; both from the same copy of the database.
- **Sweep with many due.** The late notice of up to 50,000 rows of one month among all: a whole sweep, beside one bare
  `INSERT` of the notices and one bare `UPDATE` of the rows. Undone after each run; the best of {repeats} counts.
- **A changed number.** Up to 100,000 open terms whose number of days changed: grouping, figures and the ledger's
  entries included, beside one bare `UPDATE` of the due dates.
- **Area page.** The city's page as the account `city` gets it through Django's test client, middleware and
  templates included: median of 31. Its raw queries are the very same queries with nothing around them: sent to
  the database one after the other, all rows fetched.
- **First start.** `anlan serve --demo` on an empty data folder, until `/healthz` answers 200. Packages are
  installed.
- **Databases.** SQLite as the settings run it (WAL, `synchronous=FULL`). PostgreSQL on the same disk with `fsync`,
  `full_page_writes` and `synchronous_commit` on and 1 GB of shared buffers; vacuumed and analysed before each
  measurement, with autovacuum off so that it does not start in the middle of one.
"""


def table(*, lines: list[Line]) -> str:
    """The lines for a terminal."""
    rows = [HEADINGS, *(line.cells for line in lines)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def write(*, lines: list[Line], rows: int, months: int, repeats: int, command: str, on: dt.date) -> None:
    """Write docs/benchmarks.md, and keep what is written there about single registers."""
    before = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    registers = before[before.index(REGISTERS) :] if REGISTERS in before else ""
    text = EXPLANATION.format(
        command=command,
        day=on.isoformat(),
        units=f"{rows:,}",
        most=f"{rows * months:,}",
        earlier=months - 1,
        repeats=repeats,
        machine=machine(),
        table=_markdown(lines=lines),
    )
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(text + (f"\n{registers}" if registers else ""), encoding="utf-8")


def _markdown(*, lines: list[Line]) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(line.cells for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> str:
    """What it was measured on: processor, memory, versions. No names and no paths."""
    system = f"{platform.system()} {platform.machine()}"
    facts = [
        f"{_processor()}, {_cores()} cores, {_memory_gigabytes():.0f} GB of memory, {system}",
        f"Python {platform.python_version()}, Django {version('django')}, SQLite {sqlite3.sqlite_version}, "
        f"{_postgresql()}",
    ]
    return "  \n".join(facts)


def _cores() -> int:
    return sum(1 for line in _lines("/proc/cpuinfo") if line.startswith("processor"))


def _processor() -> str:
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else "processor unknown"


def _memory_gigabytes() -> float:
    total = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return int(total) / 2**20


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _postgresql() -> str:
    try:
        answer = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "PostgreSQL not installed"
    return "PostgreSQL " + answer.split()[2]
