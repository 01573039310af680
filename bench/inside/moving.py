"""What moves many rows at once: a sweep with many due, and a number that changed; each beside the bare statements.

Everything is measured in a transaction that is rolled back, so each run finds the same state.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import end_of
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.inserting import as_stored
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.reckoning import reckon
from anlan.kernel.obligations.sweep import sweep
from anlan.policy import Pack
from anlan.policy.due_rules import Term
from anlan.policy.parameters import Parameters
from bench.inside.scale import DUTY, City
from bench.inside.stores import Store
from bench.results import Line, seconds

DUE, AFFECTED = 50_000, 100_000
SWEEP, RECKONING = 2.0, 3.0
TERM_DUTY, NUMBER, LATER = "bench-term", "obligation.recording_grace", 7


def compare(*, city: City, store: Store, rows: int, repeats: int) -> list[Line]:
    """Measure both, each in turns with the bare statements. ``rows`` is how many obligations there are."""
    due = _make_due(city=city)
    store.settle()
    swept = _best(lambda: sweep(now=city.moment, pack=city.pack), repeats=repeats)
    bare = _best(lambda: _bare_sweep(city=city), repeats=repeats)
    count = _open_terms(city=city)
    store.settle()
    duty = Duty.objects.get(key=TERM_DUTY)
    pack = _with_later(pack=_with_term(pack=city.pack))
    reckoned = _best(lambda: _reckon(duty=duty, city=city, pack=pack, count=count), repeats=repeats)
    moved = _best(lambda: _bare_move(duty=duty, city=city), repeats=repeats)
    return [
        _line("Sweep with many due", store, f"{due:,} due among {rows:,}", swept, bare, SWEEP),
        _line("A changed number", store, f"{count:,} obligations", reckoned, moved, RECKONING),
    ]


def _line(topic: str, store: Store, what: str, taken: float, bare: float, target: float) -> Line:
    return Line(topic, store.label, f"{what}: {taken:.2f} s, bare {bare:.2f} s", round(taken / bare, 2), target)


def _best(action: Callable[[], object], *, repeats: int) -> float:
    """The shortest of some runs, each undone: whatever else the machine does only ever adds."""
    taken = []
    for _ in range(repeats + 1):
        with transaction.atomic():
            taken.append(seconds(action))
            transaction.set_rollback(True)
    return min(taken[1:])


def _make_due(*, city: City) -> int:
    """Let open rows of one earlier month wait for their late notice. Returns how many."""
    sweep(now=city.moment, pack=city.pack)
    earliest = Obligation.objects.filter(state=0, duty__key=DUTY).order_by("due_at").first()
    assert earliest is not None
    rows = Obligation.objects.filter(state=0, duty=earliest.duty_id, period=earliest.period)
    waiting = list(rows.order_by("id").values_list("id", flat=True)[:DUE])
    late = rows.filter(id__lte=waiting[-1])
    return late.update(attend_at=earliest.due_at, rung=1)


def _bare_sweep(*, city: City) -> None:
    table, notices = Obligation._meta.db_table, Notice._meta.db_table
    now = as_stored(moment=city.moment)
    waiting = f"FROM {table} WHERE state = 0 AND attend_at <= %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {notices} (obligation_id, rung, due_day, kind, created_at) "
            f"SELECT id, 1, due_day, 'late', {_moment()} {waiting}",
            [now, now],
        )
        cursor.execute(f"UPDATE {table} SET attend_at = NULL, rung = 2 WHERE state = 0 AND attend_at <= %s", [now])


def _moment() -> str:
    return "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"


def _with_term(*, pack: Pack) -> Pack:
    """The pack with a duty whose term is counted in days from an occasion."""
    base = pack.duties[DUTY]
    term = dataclasses.replace(
        base, id=TERM_DUTY, every=None, on="bench.occasion", lead=None, due=Term("occasion", "days", NUMBER)
    )
    body = base.body.replace(DUTY, TERM_DUTY).replace('"every": "month", ', '"on": "bench.occasion", ')
    body = body.replace('"lead": "obligation.lead", ', "").replace(
        '"due": "period_end"', f'"due": {{"after": "occasion", "days": "{NUMBER}"}}'
    )
    return dataclasses.replace(pack, duties={**pack.duties, TERM_DUTY: dataclasses.replace(term, body=body)})


def _with_later(*, pack: Pack) -> Pack:
    """The pack in which the number is greater."""
    entry = pack.parameters[NUMBER]
    values = tuple(one.model_copy(update={"value": one.value + LATER}) for one in entry.values)
    entries = {key: pack.parameters[key] for key in pack.parameters}
    changed = {**entries, NUMBER: entry.model_copy(update={"values": values})}
    return dataclasses.replace(pack, parameters=Parameters(entries=changed))


def _open_terms(*, city: City) -> int:
    """Open terms beside the rows of the month that is under way. Returns how many."""
    pack = _with_term(pack=city.pack)
    load_duties(pack=pack, now=city.moment, watched_from=city.period.start)
    duty = Duty.objects.get(key=TERM_DUTY)
    days = int(pack.parameters.value(key=NUMBER, on=city.period.start).value)
    due_day = city.period.start + dt.timedelta(days=days)
    due_at = as_stored(moment=end_of(day=due_day, pack=pack))
    table = Obligation._meta.db_table
    own = Obligation.objects.filter(duty__key=DUTY, period=city.period.start, state=0)
    chosen = list(own.order_by("id").values_list("id", flat=True)[:AFFECTED])
    highest = Obligation.objects.latest("id").pk
    taken = "unit_id, position, line_id, fact_id"
    given = [duty.pk, duty.versions.get().pk, city.period.start, as_stored(moment=city.moment)]
    day = "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (duty_id, version_id, runs_on, opened_at, due_at, due_day, original_due_at, "
            f"attend_at, source_id, {taken}) SELECT %s, %s, {day}, {_moment()}, {_moment()}, {day}, {_moment()}, "
            f"{_moment()}, -id, {taken} FROM {table} WHERE id BETWEEN %s AND %s AND duty_id = %s AND state = 0",
            [*given, due_at, due_day, due_at, due_at, chosen[0], chosen[-1], own[0].duty_id],
        )
        figures.record_opened(first=highest + 1, last=Obligation.objects.latest("id").pk, duty=duty.pk)
    figures.compact()
    reckon(duties=[duty], now=city.moment, pack=pack)
    return Obligation.objects.filter(duty=duty).count()


def _reckon(*, duty: Duty, city: City, pack: Pack, count: int) -> None:
    before = Obligation.objects.filter(duty=duty).values_list("due_day", flat=True)[0]
    reckon(duties=[Duty.objects.get(pk=duty.pk)], now=city.moment, pack=pack)
    moved = Obligation.objects.filter(duty=duty).exclude(due_day=before).exists()
    if not moved:
        raise RuntimeError(f"none of {count} obligations moved")


def _bare_move(*, duty: Duty, city: City) -> None:
    row = Obligation.objects.filter(duty=duty)[0]
    later = dt.timedelta(days=LATER)
    moved = {"due_at": row.due_at + later, "due_day": row.due_day + later, "attend_at": city.moment + later}
    Obligation.objects.filter(duty=duty, state=0).update(**moved)
