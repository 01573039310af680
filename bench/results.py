"""What was measured: lines that can be printed, written and handed from one process to another."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

# So many seconds beyond the raw work a promise spares, whatever the ratio (decision 0023). Both are product defaults.
# A list or the data of a map: nobody notices it, and on its way to the reader a page takes ten times as long.
PAGE_SPARED = 0.005
# A report with two photos: sending them over a mobile network takes seconds.
REPORT_SPARED = 0.030


@dataclass(frozen=True)
class Line:
    """One measurement. ``value`` is compared with ``target`` (at most); a target of None is for information.

    ``value`` None: it could not be measured, and ``measured`` says why. ``unit`` is ×, s or queries. ``beyond`` is how
    many seconds longer than the raw work it took, ``spared`` how many of them count as kept whatever the ratio; None
    where only the ratio counts.
    """

    topic: str
    database: str
    measured: str
    value: float | None = None
    target: float | None = None
    unit: str = "×"
    beyond: float | None = None
    spared: float | None = None

    @property
    def verdict(self) -> str:
        """pass, within so many ms where only the fixed allowance is kept, MISS, not measured, or empty."""
        if self.target is None:
            return ""
        if self.value is None:
            return "not measured"
        if self.value <= self.target:
            return "pass"
        if self.beyond is not None and self.spared is not None and self.beyond <= self.spared:
            return f"within {self.spared * 1000:g} ms"
        return "MISS"

    @property
    def broken(self) -> bool:
        """Whether a promise is not kept, or nobody knows."""
        return self.verdict in ("MISS", "not measured")

    @property
    def cells(self) -> tuple[str, str, str, str, str, str]:
        """The line as a row of a table."""
        return (
            self.topic,
            self.database,
            self.measured,
            "" if self.value is None else _amount(value=self.value, unit=self.unit),
            "" if self.target is None else f"≤ {_amount(value=self.target, unit=self.unit)}",
            self.verdict,
        )


def _amount(*, value: float, unit: str) -> str:
    if unit == "×":
        return f"{value:.2f} ×"
    return f"{value:g} {unit}" if value == int(value) else f"{value:.1f} {unit}"


def keep(*, lines: list[Line], file: Path) -> None:
    """Hand lines to the process that started this one."""
    file.write_text(json.dumps([asdict(line) for line in lines]), encoding="utf-8")


def kept(*, file: Path) -> list[Line]:
    """The lines that another process left."""
    return [Line(**line) for line in json.loads(file.read_text(encoding="utf-8"))]


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def median_seconds(action: Callable[[], object], *, runs: int, warm_up: int = 3) -> float:
    """The median duration of a call that changes nothing, after some calls that are not counted."""
    for _ in range(warm_up):
        action()
    return statistics.median(seconds(action) for _ in range(runs))
