"""What the ledger decided, compared with its entries: what was met, and by what; what counts, and what was withdrawn.

The chain protects the text of the entries. What they decided (履职事项 met or not, an entry withdrawn or not) stands in
columns of its own that must be able to change. ``anlan verify-ledger`` therefore derives it again from the entries.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.ledger.verify import Finding
from anlan.kernel.obligations.obligation import Obligation

CHUNK = 5000


def contradictions() -> list[Finding]:
    """Where obligations and performances say otherwise than the entries of the ledger; empty when nothing was found.

    Presumes that ``ledger.verify.verify`` has compared the entries' columns with their digested text. A finding whose
    entry does not exist stands at place 0. All rows are read in chunks; the caller keeps to one state of the database.
    """
    return [*_wrongly_met(), *_wrongly_counting()]


def _wrongly_met() -> Iterator[Finding]:
    """What is met was met by an entry that counts for its unit, on the day on which the entry says it happened."""
    met = Obligation.objects.filter(state=Obligation.State.MET).select_related("met_by").order_by("id")
    columns = ("unit_id", "met_on", "met_by__seq", "met_by__occurred_on", "met_by__canonical")
    for row in met.only(*columns).iterator(chunk_size=CHUNK):
        event = row.met_by
        if event is None:
            yield Finding(0, _("obligation %(id)d is met by an entry that does not exist") % {"id": row.pk})
            continue
        if row.unit_id not in _units_told(event=event):
            text = _("meets obligation %(id)d of unit %(unit)d without counting for that unit")
            yield Finding(event.seq, text % {"id": row.pk, "unit": row.unit_id})
        if row.met_on != event.occurred_on:
            text = _("happened on %(day)s, but obligation %(id)d says it was met on %(met)s")
            yield Finding(event.seq, text % {"day": event.occurred_on, "id": row.pk, "met": row.met_on})


def _units_told(*, event: Event) -> set[int]:
    """The units for which an entry counts by its text; none where the text cannot be read."""
    try:
        return set(event.content.get("counts_for", ()))
    except (ValueError, TypeError):
        return set()


def _wrongly_counting() -> Iterator[Finding]:
    """An entry counts until a later entry about the same record withdraws it, and never again after that."""
    withdrawn = Case(
        *(When(_withdrawn(kind=kind, by=by), then=Value(True)) for kind, by in _withdrawals().items()),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = Performance.objects.annotate(withdrawn=withdrawn).filter(~Q(void=F("withdrawn")))
    for row in rows.select_related("event").order_by("id").iterator(chunk_size=CHUNK):
        if row.void:
            text = _("no longer counts for unit %(unit)d, although nobody withdrew it")
        else:
            text = _("still counts for unit %(unit)d, although it was withdrawn")
        yield Finding(row.event.seq, text % {"unit": row.unit_id})


def _withdrawals() -> dict[str, set[str]]:
    """Kinds of entry that can be withdrawn, each with the kinds that withdraw it, as the modules declare."""
    kinds: dict[str, set[str]] = {}
    for page in DECLARED.pages.values():
        for step in page.steps:
            if step.withdraws:
                kinds.setdefault(step.withdraws, set()).add(step.event)
    return kinds


def _withdrawn(*, kind: str, by: set[str]) -> Q:
    # The entry's own kind, not the performance's: the former is what its digested text says.
    later = Event.objects.filter(
        record_type=OuterRef("event__record_type"),
        record_id=OuterRef("event__record_id"),
        seq__gt=OuterRef("event__seq"),
        kind__in=sorted(by),
    )
    return Q(Exists(later), event__kind=kind)
