"""已督促、已退回: what a superior said last about something open, as marks on cards, in lists and on its page (9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.obligation import Obligation
from anlan.policy import Pack

URGED, RETURNED = "obligation.urged", "obligation.returned"


@dataclass(frozen=True)
class Mark:
    """One mark: what was done, on which day, and what the unit may read of it."""

    words: str
    day: dt.date
    text: str
    telephone: str


def marks_of(*, rows: Sequence[Obligation], pack: Pack) -> dict[int, list[Mark]]:
    """The marks of these rows by their ids, in one query: the last return that still stands, and the last urging since.

    What was met or waived has none.
    """
    known = {row.pk: row for row in rows if row.state == Obligation.State.OPEN}
    if not known:
        return {}
    said = Event.objects.filter(record_type="obligation", record_id__in=known, kind__in=(URGED, RETURNED))
    last: dict[int, dict[str, Event]] = {}
    for event in said.order_by("seq"):
        assert event.record_id is not None
        mine = last.setdefault(event.record_id, {})
        if event.kind == RETURNED:
            mine.clear()
        mine[event.kind] = event
    found: dict[int, list[Mark]] = {}
    for pk, mine in last.items():
        if known[pk].review != Obligation.Review.RETURNED:
            mine.pop(RETURNED, None)
        found[pk] = [_mark(event=mine[kind], pack=pack) for kind in (RETURNED, URGED) if kind in mine]
    return found


def _mark(*, event: Event, pack: Pack) -> Mark:
    answers = event.answers
    words = pgettext("mark", "Returned") if event.kind == RETURNED else pgettext("mark", "Urged")
    text = str(answers.get("reason") or answers.get("text") or "")
    return Mark(words, local_day(moment=event.recorded_at, pack=pack), text, str(answers.get("telephone") or ""))
