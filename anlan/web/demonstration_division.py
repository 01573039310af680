"""The demonstration's division of duties: which departments of the counties are competent, and who took them over.

Not every matter is given to somebody, and not every county has taken its enterprises over, so that gaps show.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from functools import partial

from anlan.kernel.obligations.due import start_of
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin
from anlan.modules.allocation import Allocation
from anlan.oversight.regulator_proposals import confirm, proposed, seal_of
from anlan.policy import Pack
from anlan.rules.allocation import INDUSTRY
from anlan.web.demonstration_years import Said

COUNTIES, TAKEN_OVER = ("445102", "445103", "445122"), ("445102", "445122")
DOCUMENT = "演示:部门安全生产职责分工(虚构)"
# Department, matter, industry (empty: every one).
DIVISION = (
    ("industry", "work_safety", "C"),
    ("housing", "work_safety", "E"),
    ("commerce", "work_safety", "F"),
    ("transport", "work_safety", "G"),
    ("county-fire", "fire", ""),
    ("market", "special_equipment", ""),
    ("housing", "construction", ""),
    ("emergency", "hazardous_chemicals", ""),
)


def division_of_duties(*, start: dt.date, pack: Pack) -> Iterator[Said]:
    """The city's office enters the division of the counties, and two weeks later takes two counties over from it."""
    entered = start_of(day=start + dt.timedelta(days=7), pack=pack)
    taken = start_of(day=start + dt.timedelta(days=21), pack=pack)
    actor = actor_for(officer=Officer.objects.get(username="city"), on=start)
    yield Said(entered, partial(_divide, Act(actor, entered, pack)))
    for code in TAKEN_OVER:
        yield Said(taken, partial(_take_over, code, Act(actor, taken, pack)))


def _divide(act: Act) -> None:
    for county in COUNTIES:
        for number, (department, matter, industry) in enumerate(DIVISION):
            unit = Unit.objects.get(code=f"{county}/{department}")
            answers = {
                "matter": matter, "industry": industry, "kind": INDUSTRY, "authority": "own",
                "occurred_on": act.today, "document": DOCUMENT,
            }  # fmt: skip
            token = uuid.UUID(int=unit.pk << 64 | 3 << 32 | number)
            begin(model=Allocation, unit=unit, answers=answers, act=act, submission=token)


def _take_over(code: str, act: Act) -> None:
    area = Area.objects.get(code=code)
    confirm(area=area, act=act, seal=seal_of(lines=proposed(area=area, act=act)))
