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
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.passing import days_taken_over
from anlan.kernel.obligations.standing import FULFILLED, REOPENED, digest_of_ids

CHUNK = 5000


def contradictions() -> list[Finding]:
    """Where obligations and performances say otherwise than the entries of the ledger; empty when nothing was found.

    Presumes that ``ledger.verify.verify`` has compared the entries' columns with their digested text. A finding whose
    entry does not exist stands at place 0. All rows are read in chunks; the caller keeps to one state of the database.
    """
    return [*_wrongly_met(), *_wrongly_fulfilled(), *_wrongly_counting(), *_wrongly_treated()]


# What stands on an obligation, with the kind of entry without which it cannot stand there.
TREATED = {
    "obligation.waived": Q(state=Obligation.State.WAIVED),
    "obligation.accepted": Q(review=Obligation.Review.ACCEPTED),
    "obligation.returned": Q(review=Obligation.Review.RETURNED),
    "obligation.not_performed": Q(not_performed__isnull=False),
}


def _wrongly_treated() -> Iterator[Finding]:
    """A superior's decision stands on an obligation only where an entry says so, and terms moved by what they say."""
    about = Event.objects.filter(record_type="obligation", record_id=OuterRef("pk"))
    for kind, condition in TREATED.items():
        lacking = Obligation.objects.filter(condition).exclude(Exists(about.filter(kind=kind)))
        for pk in lacking.order_by("id").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
            yield Finding(0, _("obligation %(id)d stands as decided, but no entry “%(kind)s” says so")
                          % {"id": pk, "kind": kind})  # fmt: skip
    moved = days_taken_over()
    kinds = ("obligation.extended", "obligation.returned", "obligation.reckoned")
    for event in Event.objects.filter(record_type="obligation", kind__in=kinds).iterator(chunk_size=CHUNK):
        moved[event.record_id or 0] = moved.get(event.record_id or 0, 0) + _days_told(event=event)
    rows = Obligation.objects.filter(Q(pk__in=list(moved)) | ~Q(moved_days=0)).order_by("id")
    for pk, days in rows.values_list("pk", "moved_days").iterator(chunk_size=CHUNK):
        if days != moved.get(pk, 0):
            text = _("obligation %(id)d was moved by %(days)d days, but its entries say %(told)d")
            yield Finding(0, text % {"id": pk, "days": days, "told": moved.get(pk, 0)})


def _days_told(*, event: Event) -> int:
    """The days by which an entry moved a term; none where its text cannot be read."""
    try:
        return int(event.answers.get("days", 0))
    except (ValueError, TypeError):
        return 0


def _wrongly_met() -> Iterator[Finding]:
    """What is met was met by an entry that counts for its unit, on the day on which the entry says it happened."""
    met = Obligation.objects.filter(state=Obligation.State.MET).select_related("met_by").order_by("id")
    columns = ("unit_id", "met_on", "met_by__seq", "met_by__occurred_on", "met_by__canonical")
    for row in met.only(*columns).iterator(chunk_size=CHUNK):
        event = row.met_by
        if event is None:
            yield Finding(0, _("obligation %(id)d is met by an entry that does not exist") % {"id": row.pk})
            continue
        if event.kind == FULFILLED:
            continue
        if row.unit_id not in _units_told(event=event):
            text = _("meets obligation %(id)d of unit %(unit)d without counting for that unit")
            yield Finding(event.seq, text % {"id": row.pk, "unit": row.unit_id})
        if row.met_on != event.occurred_on:
            text = _("happened on %(day)s, but obligation %(id)d says it was met on %(met)s")
            yield Finding(event.seq, text % {"day": event.occurred_on, "id": row.pk, "met": row.met_on})


def _wrongly_fulfilled() -> Iterator[Finding]:
    """What the register met stands in the entry that says so: the duty, the very rows, no day after the entry's."""
    keys = dict(Duty.objects.values_list("id", "key"))
    taken_back = _taken_back()
    for event in Event.objects.filter(kind=FULFILLED).order_by("seq").iterator(chunk_size=CHUNK):
        rows = list(Obligation.objects.filter(met_by=event.pk).order_by("id").values_list("id", "duty_id", "met_on"))
        told = event.answers
        taken = taken_back.get(event.seq, set())
        ids = sorted([pk for pk, _duty, _day in rows] + list(taken))
        if digest_of_ids(ids=ids) != told.get("digest") or len(ids) != told.get("count"):
            yield Finding(event.seq, _("meets other obligations than it names"))
        if any(keys.get(duty) != told.get("duty") for _pk, duty, _day in rows):
            yield Finding(event.seq, _("meets obligations of another duty"))
        if any(day > event.occurred_on for _pk, _duty, day in rows):
            yield Finding(event.seq, _("meets obligations on a day after its own"))


def _taken_back() -> dict[int, set[int]]:
    """The rows that a later entry opened again because the facts had been otherwise, by the entry that had met them."""
    taken: dict[int, set[int]] = {}
    for event in Event.objects.filter(kind=REOPENED).iterator(chunk_size=CHUNK):
        told = event.answers
        if "took_back" in told:
            taken.setdefault(told["took_back"], set()).update(told["rows"])
    return taken


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
