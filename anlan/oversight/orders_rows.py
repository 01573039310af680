"""督办台账: all that was ordered of units as rows with source and standing, and the figures over them (3.26, 9.3).

The rows are obligations: each unit's part of an order, wherever the order came from. What was returned or extended has
several obligations; the ledger shows the last, which is what counts now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.parts import versions_met_by
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.door import Act
from anlan.rules import orders

PART, ANSWERED = "orderitem", "order_item.answered"
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
    return str(parts()(order=DECLARED.pages["order"].model(source=source)).source_label)


def importance_words() -> dict[str, str]:
    """How important an order may be, in words."""
    order = DECLARED.pages["order"].model
    return {name: str(order(importance=name).importance_label) for name in orders.IMPORTANCE}


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


def ledger_rows(*, act: Act) -> SightedQuerySet:
    """What this reader may see: ordered of units in sight, or by them. Annotated with what the order says and standing.

    The review that an office owes for an answer is about the same part, and is not what was ordered.
    """
    answered = {version.duty_id for version in versions_met_by(kind=ANSWERED, variant="")}
    rows = Obligation.objects.filter(source_id__isnull=False, record_type=PART, duty_id__in=answered)
    sight = act.actor.sight()
    if not sight.everything:
        given = parts().objects.visible_to(sight).values("pk")
        rows = rows.filter(sight.q(columns=Obligation.objects.columns) | Q(record_id__in=given))
    later = Obligation.objects.filter(
        unit=OuterRef("unit"), record_type=PART, record_id=OuterRef("record_id"), source_id__isnull=False,
        duty_id__in=answered, pk__gt=OuterRef("pk"),
    )  # fmt: skip
    part = parts().objects.filter(pk=OuterRef("record_id"))
    said = {
        "source": "order__source", "importance": "order__importance", "part_state": "state", "returned": "returned",
    }  # fmt: skip
    rows = rows.filter(~Exists(later)).annotate(
        **{name: Subquery(part.values(column)[:1]) for name, column in said.items()}
    )
    late = Q(state=STATE.OPEN, due_at__lte=act.now, due_estimated=False)
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
    importance: str
    subject: str
    ordered_by: str
    number: str
    letter: str
    standing: str


def entries_of(*, rows: Iterable[Any]) -> list[Entry]:
    """Rows with what their parts and orders say, in one query."""
    rows = list(rows)
    joined = ("order", "order__unit", "order__from_post", "order__from_post__unit")
    records = parts().objects.select_related(*joined).in_bulk([row.record_id for row in rows])
    return [_entry(row=row, part=records[row.record_id]) for row in rows]


def _entry(*, row: Any, part: Any) -> Entry:
    order = part.order
    return Entry(
        row=row,
        source=source_words(row.source),
        importance=str(order.importance_label),
        subject=order.subject,
        ordered_by=order.ordered_by,
        number=order.number,
        letter=part.letter_number,
        standing=row.ledger_standing,
    )
