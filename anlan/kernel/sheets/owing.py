"""导入即履职事项: what imported rows make owed, as the form does it, set by set. No article; a product rule.

Each duty is asked once which of a batch's units it obliges, each due day is reckoned once, and the rows are written by
the database's fastest road. Figures count them by place, duty and due day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.figures import FigureDelta
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.owed import Owed, binding, term_of
from anlan.kernel.sheets.bulk import insert_many
from anlan.kernel.sheets.declaring import Loading

TERM = ("runs_on", "due_at", "due_day", "precision", "due_estimated", "original_due_at", "attend_at")
COLUMNS = (
    "duty_id", "version_id", "unit_id", "position", "line_id", "source_id", "slot", "what", "record_type", "record_id",
    "opened_at", *TERM,
)  # fmt: skip


def owe_imported(*, owed: Sequence[Owed], loading: Loading) -> int:
    """Open what a batch of imported rows makes owed, under the ledger's entry of the import; returns how many rows.

    Call it in a sheet's ``load``. What no duty obliges the unit to is not owed: a file is not refused for it.
    """
    event, act = loading.event, loading.act
    if event is None or not owed:
        return 0
    found = binding(owed=owed, pack=act.pack, on=local_day(moment=act.now, pack=act.pack))
    terms: dict[tuple[Any, ...], dict[str, Any]] = {}
    highest = Obligation.objects.filter(source_id=event.pk).aggregate(highest=Max("slot"))["highest"]
    slot = 0 if highest is None else highest + 1
    rows: list[tuple[Any, ...]] = []
    opened: Counter[tuple[Any, ...]] = Counter()
    for one in owed:
        unit = one.unit
        for each in found[one.on]:
            if unit.pk not in each.units:
                continue
            key = (each.version.duty_id, one.due_day, one.estimated)
            if key not in terms:
                terms[key] = term_of(binding=each, owed=one, event=event, now=act.now, pack=act.pack)
            term = terms[key]
            rows.append(
                (
                    each.version.duty_id, each.version.pk, unit.pk, unit.position, unit.line_id, event.pk,
                    slot + len(rows), one.what, one.record_type, one.record_id, act.now, *(term[name] for name in TERM),
                )
            )  # fmt: skip
            opened[unit.position, unit.line_id, each.version.duty_id, term["due_day"]] += 1
    insert_many(model=Obligation, columns=COLUMNS, rows=rows)
    insert_many(
        model=FigureDelta,
        columns=("position", "line_id", "duty_id", "due_day", "opened"),
        rows=((*place, count) for place, count in opened.items()),
    )
    return len(rows)
