"""长期职责: requirements that always stand; one open row per duty and unit, as long as the register shows it missing.

A sweep visits the units with new or newly valid fact versions, or all units when the requirement itself changed. What
the register now shows is met (`obligation.fulfilled`), what no longer applies lapses (`obligation.lapsed`): set-based,
one entry of the ledger for each chunk.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, DateField, Exists, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.conditions import compile_condition, facts_for, owes
from anlan.kernel.obligations.due import due_after, first_attention, local_day, recording_ends
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.inserting import CHUNK, Reckoned, insert_by_term
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.facts import FactVersion, as_of, holding_within
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.duties import Duty as PolicyDuty

FULFILLED, LAPSED, OPENED = "obligation.fulfilled", "obligation.lapsed", "obligation.opened"
REOPENED = "obligation.reopened"


@dataclass(frozen=True)
class Visit:
    """One duty looked at as of one day. ``until`` is the latest fact version that is seen."""

    duty: Duty
    version: DutyVersion
    policy: PolicyDuty
    facts: type[FactVersion]
    today: dt.date
    until: int
    now: dt.datetime
    pack: Pack

    def holding(self, *, units: Q) -> QuerySet[Any]:
        """The fact versions of today, of the units that owe the duty whether they have met it or not."""
        there = Q(unit__closed_on=None) | Q(unit__closed_on__gte=self.today)
        rows: QuerySet[Any] = self.facts.objects.filter(
            as_of(day=self.today), owes(duty=self.policy, pack=self.pack, on=self.today), there, units
        )
        return rows

    @property
    def fulfilled(self) -> Q:
        """What the register must show."""
        assert self.policy.met_by.fact is not None
        return compile_condition(condition=self.policy.met_by.fact, model=self.facts, pack=self.pack, on=self.today)

    @property
    def open_rows(self) -> QuerySet[Obligation]:
        """What stands open under this duty by its own, not taken over from another unit."""
        return Obligation.objects.filter(duty=self.duty, period=None, source_id=None, state=Obligation.State.OPEN)


def visit(*, duty: Duty, latest: int, everyone: bool, now: dt.datetime, pack: Pack) -> int:
    """Look at a standing duty as of now, unless it is watched only later; returns how many obligations were opened.

    ``latest`` is the latest fact version; ``everyone`` says that the requirement itself changed.
    """
    today = local_day(moment=now, pack=pack)
    everyone = everyone or duty.seen_on is None
    if today < duty.watched_from or (not everyone and duty.seen_fact >= latest and duty.seen_on == today):
        return 0
    policy = pack.duties[duty.key]
    version = duty.versions.order_by("-number")[0]
    one = Visit(duty, version, policy, facts_for(duty=policy), today, latest, now, pack)
    opened = 0
    for units in _units(visit=one, everyone=everyone):
        with sweeping():
            _reopen(visit=one, units=units)
            meet_shown(visit=one, units=units)
            _lapse(visit=one, units=units)
            opened += _open(visit=one, units=units)
    Duty.objects.filter(pk=duty.pk).update(seen_fact=latest, seen_on=today)
    return opened


def _units(*, visit: Visit, everyone: bool) -> Iterator[Q]:
    """The units to look at, in chunks: all, or those whose facts changed since the last visit."""
    wanted = Q() if everyone else Q(unit_id__in=_changed(visit=visit).values("unit_id"))
    span = _span(visit=visit, everyone=everyone)
    if span is None:
        return
    first, last = span
    while first <= last:
        yield wanted & Q(unit_id__gte=first, unit_id__lte=first + CHUNK - 1)
        first += CHUNK


def _span(*, visit: Visit, everyone: bool) -> tuple[int, int] | None:
    rows = visit.facts.objects.all() if everyone else _changed(visit=visit)
    found = rows.aggregate(first=Min("unit_id"), last=Max("unit_id"))
    return None if found["first"] is None else (found["first"], found["last"])


def _changed(*, visit: Visit) -> QuerySet[Any]:
    """Versions that are new, or that began or ended to hold since the last visit."""
    changed = Q(pk__gt=visit.duty.seen_fact)
    since = visit.duty.seen_on
    if since is not None and since < visit.today:
        changed |= Q(valid_from__gt=since, valid_from__lte=visit.today)
        # A version that was corrected on the day it began was seen as it was then.
        changed |= Q(valid_from=since) | Q(valid_to__gt=since, valid_to__lte=visit.today)
        changed |= Q(unit__closed_on__gte=since, unit__closed_on__lt=visit.today)
    rows: QuerySet[Any] = visit.facts.objects.filter(changed)
    return rows


def _open(*, visit: Visit, units: Q) -> int:
    """Open what is missing. A term runs from the day on which the facts began, or the requirement was changed."""
    watched = Greatest("valid_from", Value(visit.duty.watched_from, output_field=DateField()))
    anew = Q(pk__gt=visit.duty.seen_fact)
    if visit.duty.seen_on is not None:
        anew |= Q(valid_from__gt=visit.duty.seen_on)
    runs_on = Case(When(anew, then=watched), default=Value(visit.today, output_field=DateField()))
    rows = visit.holding(units=units).exclude(visit.fulfilled)
    rows = rows.exclude(unit_id__in=visit.open_rows.values("unit_id")).annotate(runs_on=runs_on)
    days = sorted(rows.order_by().values_list("runs_on", flat=True).distinct())
    if not days:
        return 0
    highest = Obligation.objects.aggregate(highest=Max("id"))["highest"] or 0
    terms = [_term(visit=visit, runs_on=day) for day in days]
    count = insert_by_term(rows=rows, duty=visit.duty, version=visit.version, now=visit.now, terms=terms)
    new = Obligation.objects.filter(id__gt=highest, duty=visit.duty).aggregate(first=Min("id"), last=Max("id"))
    figures.record_opened(first=new["first"], last=new["last"], duty=visit.duty.pk)
    _tell(visit=visit, kind=OPENED, ids=(new["first"], new["last"]), count=count)
    return count


def _term(*, visit: Visit, runs_on: dt.date) -> Reckoned:
    due = due_after(duty=visit.policy, runs_on=runs_on, opened_at=visit.now, pack=visit.pack)
    return Reckoned(due, first_attention(duty=visit.policy, due=due, pack=visit.pack), runs_on)


def _reopen(*, visit: Visit, units: Q) -> None:
    """What was met or lapsed by facts that turn out to have been otherwise is owed as before, by the same day.

    Only a unit's latest row, and only where no other stands open: what came after a row was decided by other facts.
    """
    new = visit.facts.objects.filter(unit_id=OuterRef("unit_id"), pk__gt=visit.duty.seen_fact)
    if not new.model.objects.filter(pk__gt=visit.duty.seen_fact).exists():
        return
    there = visit.holding(units=units).values("unit_id")
    later = Obligation.objects.filter(
        duty=visit.duty, unit=OuterRef("unit"), period=None, source_id=None, pk__gt=OuterRef("pk")
    )
    rows = Obligation.objects.filter(units, ~Exists(later), duty=visit.duty, period=None, source_id=None)
    rows = rows.filter(unit_id__in=there)
    owing = owes(duty=visit.policy, pack=visit.pack, on=visit.today)
    then = new.filter(as_of(day=OuterRef("met_on")), owing).exclude(visit.fulfilled)
    ids = dict[int, list[int]]()
    met = rows.filter(Exists(then), state=Obligation.State.MET, met_by__kind=FULFILLED)
    for pk, seq in met.order_by("id").values_list("pk", "met_by__seq"):
        ids.setdefault(seq, []).append(pk)
    broken = visit.facts.objects.filter(
        holding_within(since=OuterRef("runs_on"), until=visit.today + dt.timedelta(days=1)), unit_id=OuterRef("unit_id")
    ).exclude(owing)
    lapsed = rows.filter(Exists(new), ~Exists(broken), state=Obligation.State.LAPSED)
    if back := list(lapsed.order_by("id").values_list("pk", flat=True)):
        ids[0] = back
    for seq, found in ids.items():
        _owed_again(visit=visit, ids=found, told={"rows": found, **({"took_back": seq} if seq else {})})


def _owed_again(*, visit: Visit, ids: list[int], told: dict[str, Any]) -> None:
    """Open these rows as they stood; the entry names each, and the entry that had met them."""
    rows = Obligation.objects.filter(pk__in=ids)
    figures.record_met(rows=rows.filter(state=Obligation.State.MET), count=-1)
    figures.record_void(rows=rows.filter(state=Obligation.State.LAPSED), count=-1)
    rows.update(state=Obligation.State.OPEN, met_by=None, met_on=None, on_time=None, attend_at=visit.now, rung=0)
    _tell(visit=visit, kind=REOPENED, ids=(ids[0], ids[-1]), count=len(ids), **told)


def meet_shown(*, visit: Visit, units: Q) -> None:
    """What the register shows by now is met, from the day on which the facts that show it hold."""
    showing = visit.holding(units=units).filter(visit.fulfilled)
    rows = visit.open_rows.filter(units, unit_id__in=showing.values("unit_id"))
    ids = list(rows.order_by("id").values_list("id", flat=True))
    if not ids:
        return
    days = rows.order_by().values_list("due_day", flat=True).distinct()
    in_time = [day for day in days if visit.now < recording_ends(duty=visit.policy, due_day=day, pack=visit.pack)]
    event = _tell(visit=visit, kind=FULFILLED, ids=(ids[0], ids[-1]), count=len(ids), digest=digest_of_ids(ids=ids))
    table = Obligation._meta.db_table
    later = "GREATEST" if connection.vendor == "postgresql" else "MAX"
    met_on = f"{later}(f.valid_from, {table}.runs_on)"
    # While the due day is an estimate nothing is late: it is decided when the calendar arrives.
    in_time_by = f"{met_on} <= {table}.due_day AND {table}.due_day >= %s"
    sql, params = showing.values("unit_id", "valid_from").order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET state = 1, met_by_id = %s, met_on = {met_on}, attend_at = NULL, "
            f"on_time = (({table}.due_estimated OR ({in_time_by})) AND {table}.not_performed_id IS NULL) "
            f"FROM ({sql}) AS f WHERE f.unit_id = {table}.unit_id AND {table}.duty_id = %s AND {table}.state = 0 "
            f"AND {table}.period IS NULL AND {table}.source_id IS NULL AND {table}.id BETWEEN %s AND %s",
            [event.pk, min(in_time, default=dt.date.max), *params, visit.duty.pk, ids[0], ids[-1]],
        )
    figures.record_met(rows=Obligation.objects.filter(met_by=event.pk))


def _lapse(*, visit: Visit, units: Q) -> None:
    """What the unit owes no longer by its facts lapses."""
    rows = visit.open_rows.filter(units).exclude(unit_id__in=visit.holding(units=units).values("unit_id"))
    lapse(rows=rows, duty=visit.duty, policy=visit.policy, now=visit.now, pack=visit.pack)


def lapse(*, rows: QuerySet[Obligation], duty: Duty, policy: PolicyDuty, now: dt.datetime, pack: Pack) -> int:
    """Let open rows of a duty lapse, because the facts no longer oblige their units. Returns how many.

    Runs inside the transaction of a set-based pass, a chunk at a time.
    """
    ids = list(rows.order_by("id").values_list("id", flat=True))
    if not ids:
        return 0
    chosen = Obligation.objects.filter(pk__in=rows.order_by().values("pk"))
    figures.record_void(rows=chosen)
    chosen.update(state=Obligation.State.LAPSED, attend_at=None)
    tell(duty=duty, policy=policy, kind=LAPSED, ids=(ids[0], ids[-1]), count=len(ids), now=now, pack=pack)
    return len(ids)


def digest_of_ids(*, ids: Sequence[int]) -> str:
    """The SHA-256 of row ids in their order: so that an entry of the ledger names its very rows in one line."""
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()


def _tell(*, visit: Visit, kind: str, ids: tuple[int, int], count: int, **more: Any) -> Event:
    told = {"version": visit.version.number, "as_of": visit.today, **more}
    return tell(
        duty=visit.duty, policy=visit.policy, kind=kind, ids=ids, count=count, now=visit.now, pack=visit.pack, **told
    )


def tell(
    *,
    duty: Duty,
    policy: PolicyDuty,
    kind: str,
    ids: tuple[int, int],
    count: int,
    now: dt.datetime,
    pack: Pack,
    **more: Any,
) -> Event:
    """One entry of the ledger for a chunk of rows of a duty: which, and how many."""
    return append(
        entry=Entry(
            kind=kind,
            occurred_on=local_day(moment=now, pack=pack),
            clause=policy.clause,
            record_type="duty",
            record_id=duty.pk,
            answers={"duty": duty.key, "ids": list(ids), "count": count, **more},
        ),
        now=now,
    )
