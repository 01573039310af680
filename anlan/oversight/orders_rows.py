"""督办台账: all that was ordered of units as rows with source and standing, and the figures over them (3.26, 9.3).

The rows are obligations: each unit's part of an order, and each decision of a meeting. Nothing is copied, so nothing is
asked twice. What was returned has several obligations; the ledger shows the last, which is what counts now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Case, CharField, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.sight import SightedQuerySet

PART, DECISION, MEETING = "orderitem", "decision", "meeting"
STATE = Obligation.State
# In the order in which a partition of what is ordered is read; void rows count nowhere.
STANDINGS = ("late", "open", "waiting", "closed_on_time", "closed_late")
ALL = (*STANDINGS, "void")
# Open rows come first, the longest late of them at the top.
ORDER = ("state", "due_at", "id")


@dataclass
class Line:
    """What became of what was ordered: a partition of ``issued``, and how much of it was returned at least once."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*STANDINGS, "returned"), 0))

    def add(self, *, standing: str, number: int, returned: int) -> None:
        """Count so many rows of one standing."""
        self.counts[standing] += number
        self.counts["returned"] += returned

    @property
    def issued(self) -> int:
        """All of them."""
        return sum(self.counts[standing] for standing in STANDINGS)


def parts() -> Any:
    """The model of the parts of orders."""
    return DECLARED.pages[PART].model


def source_words(source: str) -> str:
    """A source in words."""
    if source == MEETING:
        return pgettext("source of an order", "Decision of a meeting")
    return str(parts()(order=DECLARED.pages["order"].model(source=source)).source_label)


def standing_words(standing: str) -> str:
    """A standing in words."""
    return {
        "late": pgettext("ledger of orders", "Late"),
        "open": pgettext("ledger of orders", "In hand"),
        "waiting": pgettext("ledger of orders", "Answered, waiting for review"),
        "closed_on_time": pgettext("ledger of orders", "Closed, on time"),
        "closed_late": pgettext("ledger of orders", "Closed, late"),
        "void": pgettext("ledger of orders", "Withdrawn"),
    }[standing]


def ledger_rows(*, actor: Actor, now: dt.datetime) -> SightedQuerySet:
    """What this reader may see: ordered of units in sight, or ordered by them. Annotated with source and standing."""
    rows = Obligation.objects.filter(source_id__isnull=False, record_type__in=(PART, DECISION))
    sight = actor.sight()
    if not sight.everything:
        given = parts().objects.visible_to(sight).values("pk")
        rows = rows.filter(sight.q(columns=Obligation.objects.columns) | Q(record_type=PART, record_id__in=given))
    later = Obligation.objects.filter(
        unit=OuterRef("unit"), record_type=OuterRef("record_type"), record_id=OuterRef("record_id"),
        source_id__isnull=False, pk__gt=OuterRef("pk"),
    )  # fmt: skip
    part = parts().objects.filter(pk=OuterRef("record_id"))
    ordered = Q(record_type=PART)
    rows = rows.filter(~Exists(later)).annotate(
        source=Case(
            When(ordered, then=Subquery(part.values("order__source")[:1])),
            default=Value(MEETING), output_field=CharField(),
        ),
        part_state=Case(
            When(ordered, then=Subquery(part.values("state")[:1])), default=Value(""), output_field=CharField()
        ),
        returned=Coalesce(
            Case(When(ordered, then=Subquery(part.values("returned")[:1])), output_field=IntegerField()), Value(0)
        ),
    )  # fmt: skip
    late = Q(state=STATE.OPEN, due_at__lte=now, due_estimated=False)
    standing = Case(
        When(part_state="withdrawn", then=Value("void")),
        When(late, then=Value("late")),
        When(state=STATE.OPEN, then=Value("open")),
        When(state=STATE.MET, part_state="answered", then=Value("waiting")),
        When(state=STATE.MET, on_time=True, then=Value("closed_on_time")),
        When(state=STATE.MET, then=Value("closed_late")),
        default=Value("void"),
        output_field=CharField(),
    )
    return cast(SightedQuerySet, rows.annotate(ledger_standing=standing))


def lines_by(*, rows: SightedQuerySet, key: Callable[[str, int], Any]) -> dict[Any, Line]:
    """Figures by whatever ``key`` makes of source and position; one query, whatever the size."""
    grouped = rows.exclude(ledger_standing="void").order_by().values_list("source", "position", "ledger_standing")
    lines: dict[Any, Line] = {}
    counted = grouped.annotate(number=Count("pk"), again=Count("pk", filter=Q(returned__gt=0)))
    for source, position, standing, number, again in counted:
        line = lines.setdefault(key(source, position), Line())
        line.add(standing=standing, number=number, returned=again)
    return lines


@dataclass(frozen=True)
class Entry:
    """One row of the ledger as page and file show it."""

    row: Any
    source: str
    subject: str
    ordered_by: str
    number: str
    letter: str
    standing: str


def entries_of(*, rows: Iterable[Any]) -> list[Entry]:
    """Rows with what their records say; one query for each kind of record."""
    rows = list(rows)
    records: dict[str, dict[int, Any]] = {}
    for kind, joined in ((PART, ("order", "order__from_post", "order__from_post__unit")), (DECISION, ("meeting",))):
        ids = [row.record_id for row in rows if row.record_type == kind]
        model = DECLARED.pages[kind].model
        records[kind] = model.objects.select_related(*joined).in_bulk(ids) if ids else {}
    return [_entry(row=row, record=records[row.record_type][row.record_id]) for row in rows]


def _entry(*, row: Any, record: Any) -> Entry:
    source = source_words(row.source)
    if row.record_type == DECISION:
        return Entry(row, source, str(record.meeting), "", record.meeting.number, "", row.ledger_standing)
    order = record.order
    return Entry(row, source, order.subject, order.ordered_by, order.number, record.letter_number, row.ledger_standing)
