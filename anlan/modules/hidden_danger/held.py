"""隐患台账导出再导入 (18.8): the register's dangers as rows of its own workbook, to be corrected and handed in again.

What is left out is what no row can say, so that whatever is given out reads as the same when it comes back:

- what was merged with another, dismissed, or ended with its unit: a file knows open dangers and those put right;
- dangers of units that were closed, and of kinds of which no ledger is kept: no file may name them;
- days out of their order, such as put right before it was found, and grades without what belongs to them: entered in
  the field as they were, but refused of every row;
- a danger without a number of the province that reads like another one of the same unit and day: no row can tell the
  two apart, and means the one that comes first (``told_apart``).

What is in the middle of its life is given out as it stands, also sent back or with its term extended: its row may give
it a number of the province, and reads as the same as long as it says nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, Q

from anlan.kernel.sheets.spelling import tidy
from anlan.modules.hidden_danger.choices import HOLDERS
from anlan.modules.hidden_danger.danger import HiddenDanger
from anlan.modules.hidden_danger.known import basis_of
from anlan.modules.hidden_danger.reading import first_of_each, standing_at
from anlan.rules import dangers

AS_THEY_STAND = ("found_on", "source", "measure", "grade", "due_day", "rectified_on", "ended_on", "upward_number")


def _not_before(later: str, earlier: str) -> Q:
    """That one day, where it is known, does not lie before another."""
    return Q(**{later: None}) | Q(**{earlier: None}) | Q(**{f"{later}__gte": F(earlier)})


IN_HAND_OR_PUT_RIGHT = Q(state__in=(*dangers.OPEN, "closed", dangers.ON_THE_SPOT))
OF_A_HOLDER = Q(unit__closed_on=None, unit__kind__in=HOLDERS)
DAYS_IN_ORDER = (
    _not_before("due_day", "found_on") & _not_before("rectified_on", "found_on")
    & _not_before("ended_on", "found_on") & _not_before("ended_on", "rectified_on")
)  # fmt: skip
NOT_PUT_RIGHT = Q(rectified_on=None, ended_on=None)
GRADE_HOLDS = (
    (Q(grade="") & NOT_PUT_RIGHT)
    | (Q(grade=dangers.GENERAL) & (Q(due_day__isnull=False) | ~NOT_PUT_RIGHT))
    | (Q(grade=dangers.MAJOR) & ~Q(criterion="", grade_reason=""))
)
GIVEN_OUT = IN_HAND_OR_PUT_RIGHT & OF_A_HOLDER & DAYS_IN_ORDER & GRADE_HOLDS


def told_apart(found: Sequence[HiddenDanger]) -> list[HiddenDanger]:
    """Those of the dangers that a row can mean: of several that read alike the first, and whatever has a number."""
    places = {(one.unit_id, one.found_on) for one in found if not one.upward_number}
    firsts = first_of_each(standing=standing_at(places=places) if places else (), with_place=True)
    return [
        one for one in found
        if one.upward_number
        or firsts.get((one.unit_id, one.found_on, tidy(text=one.what), tidy(text=one.place))) == one.pk
    ]  # fmt: skip


def held(found: Sequence[HiddenDanger]) -> Iterator[Mapping[str, Any]]:
    """What the register holds of each danger, in the spelling in which cells are read."""
    for one in found:
        yield {name: getattr(one, name) for name in AS_THEY_STAND} | {
            "unit": one.unit.code, "what": tidy(text=one.what), "place": tidy(text=one.place),
            "result": tidy(text=one.result), "criterion": basis_of(danger=one),
            "supervisor": one.supervisor.code if one.supervisor else "",
        }  # fmt: skip
