"""What open dangers of an imported ledger make their units, and who supervises them, owe from now on (18.7, 18.8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.unit import Unit
from anlan.kernel.sheets.declaring import Loading
from anlan.kernel.sheets.owing import owe_imported
from anlan.modules.hidden_danger.danger import HiddenDanger
from anlan.modules.hidden_danger.double_report import DoubleReport, owed_for
from anlan.modules.hidden_danger.legs import legs_of
from anlan.rules import dangers


@dataclass(frozen=True)
class Loaded:
    """A danger that a file brought: its number, where it is, who supervises it, its state and its columns."""

    pk: int
    unit: Unit
    supervisor: Unit | None
    state: str
    wanted: dict[str, Any]

    @property
    def rechecker(self) -> Unit:
        """Who grades it and re-checks: the supervisor, or the unit itself."""
        return self.supervisor or self.unit

    def owed(self) -> Iterator[Owed]:
        """What is owed about it in its state."""
        what, reference = self.wanted["what"][:200], (HiddenDanger.record_type(), self.pk)
        match self.state:
            case "found":
                yield Owed("danger.grade.review", self.rechecker, what, None, *reference)
            case "planning":
                yield Owed("danger.to_plan", self.unit, what, None, *reference)
            case "rectifying":
                yield Owed("danger.to_treat", self.unit, what, self.wanted["due_day"], *reference)
            case "rectified":
                yield Owed("danger.recheck.review", self.rechecker, what, None, *reference)
        if dangers.still_unsafe(measure=self.wanted["measure"]) and self.state in dangers.OPEN:
            yield Owed("danger.unsafe", self.unit, what, None, *reference)


def open_what_is_owed(*, loaded: Sequence[Loaded], loading: Loading) -> None:
    """Open it under the ledger's entry of the import, set-based; both legs of the double report are owed too."""
    if loading.event is None:
        return
    owed = [each for one in loaded for each in one.owed()]
    reports = [leg for one in loaded for leg in _legs(one, loading)]
    DoubleReport.objects.bulk_create(reports)
    owed += [owed_for(report=one) for one in reports]
    owe_imported(owed=owed, loading=loading)


def _legs(one: Loaded, loading: Loading) -> list[DoubleReport]:
    if one.wanted["grade"] != dangers.MAJOR or one.state not in dangers.OPEN or one.supervisor is None:
        return []
    danger = HiddenDanger(
        pk=one.pk, unit=one.unit, position=one.unit.position, line_id=one.unit.line_id, supervisor=one.supervisor,
        what=one.wanted["what"],
    )  # fmt: skip
    return legs_of(danger=danger, stage="treatment", act=loading.act)
