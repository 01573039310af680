"""Records of the field for the tests: patrols, reports upward, requests for assistance, tasks, progress reports."""

from __future__ import annotations

import datetime as dt
import uuid

from cast import TOWN, Cast, unit

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.kernel.records.record import Case
from anlan.modules.patrol import Patrol

TOWN_OFFICE = f"{TOWN}/town-safety-office"
# The first two villages of the cast's town.
VILLAGE, NEXT_VILLAGE = f"{TOWN}001/village-committee", f"{TOWN}002/village-committee"


def started(model: type[Case], act: Act, code: str, answers: dict[str, object], **more: object) -> Outcome:
    """Begin a case of a unit, once."""
    given = {"submission": uuid.uuid4(), **more}
    return begin(model=model, unit=unit(code), answers=answers, act=act, **given)  # type: ignore[arg-type]


def taken(act: Act, record: Case, step: str, **answers: object) -> Outcome:
    """Take a step of a case as it stands in the database."""
    fresh = type(record).objects.select_related("unit", "unit__area").get(pk=record.pk)
    return take(record=fresh, step=fresh.workflow.step(step), answers=answers, act=act)


def patrol(
    act: Act,
    code: str,
    day: str,
    *,
    place: str = "沿河陶瓷作坊",
    visit: str = "patrol",
    visited: int = 3,
    found: int = 0,
    submission: uuid.UUID | None = None,
    answering: Obligation | None = None,
) -> Outcome:
    """Record a round."""
    answers: dict[str, object] = {
        "occurred_on": dt.date.fromisoformat(day),
        "visit": visit,
        "place": place,
        "units_visited": visited,
        "found": found,
        "note": "",
    }
    return started(Patrol, act, code, answers, submission=submission or uuid.uuid4(), answering=answering)


def some_patrols(cast: Cast) -> None:
    """Rounds of a town and of two of its villages."""
    town = cast.act("town")
    patrol(town, TOWN_OFFICE, "2026-11-20")
    patrol(town, VILLAGE, "2026-11-18", found=1)
    patrol(town, NEXT_VILLAGE, "2026-10-18", visit="service")
