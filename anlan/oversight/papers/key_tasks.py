"""重点任务: the chapter of a return on the key tasks that the Opinions divide among units (E.5)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Exists, F, OuterRef

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Act
from anlan.oversight.areas import within
from anlan.oversight.papers.gathering import most_rows
from anlan.policy.periods import Period

TASK, CONFIRMED, WITHDRAWN = "task", "confirmed", "withdrawn"


def key_tasks(*, area: Area, period: Period, act: Act) -> dict[str, Any]:
    """The tasks given by the end of the period to lead units in the area, as they stand today.

    Left out is what was withdrawn, and what was confirmed as done before the period began.
    """
    model = DECLARED.pages[TASK].model
    earlier = Event.objects.filter(
        kind="task.confirmed", record_type=model.record_type(), record_id=OuterRef("pk"), occurred_on__lt=period.start
    )
    rows = model.objects.filter(within(area=area), given_on__lte=period.end).exclude(state=WITHDRAWN)
    rows = rows.exclude(Exists(earlier), state=CONFIRMED).select_related("unit")
    found = list(rows.order_by(F("due_day").asc(nulls_last=True), "pk"))
    late = [one for one in found if one.state != CONFIRMED and one.due_day and one.due_day < act.today]
    states, most = Counter(one.state for one in found), most_rows(act=act)
    return {
        "count": len(found),
        "confirmed": states[CONFIRMED],
        "late": len(late),
        "listed": [
            {
                "what": one.what,
                "clause": one.clause,
                "unit": one.unit.name_zh,
                "due": one.due_day.isoformat() if one.due_day else "长期",
                "state": str(model.workflow.label(one.state)) + ("（逾期）" if one in late else ""),
            }
            for one in found[:most]
        ],
        "more": max(len(found) - most, 0),
    }
