"""Letting lapse what is owed for a record that was itself withdrawn (撤回): nobody owes an answer to it any more."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation


def release(*, record_type: str, records: Sequence[int], units: Sequence[int], duties: Sequence[str] = ()) -> int:
    """Let lapse what these units still owe for these records; returns how many rows. Runs inside the act's transaction.

    ``units`` leads both databases to the few rows at once. ``duties`` are the keys of the only ones that lapse; empty:
    all. What was met stays met.
    """
    owed = Obligation.objects.filter(
        unit__in=units, record_type=record_type, record_id__in=records, state=Obligation.State.OPEN
    )
    if duties:
        owed = owed.filter(duty__key__in=duties)
    rows = list(owed.select_for_update(of=("self",)).order_by("id"))
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(state=Obligation.State.LAPSED, attend_at=None)
    figures.record_change(rows=rows, void=1)
    return len(rows)
