"""A city of a million: synthetic units over the real villages, and earlier months of what they owed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import end_of, local_day, start_of
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.inserting import as_stored
from anlan.kernel.obligations.opening import Opening
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Line
from anlan.modules.public_unit.facts import PublicUnitFacts
from anlan.policy import Pack
from anlan.policy.periods import Period, period_of, previous_period
from anlan.web.demonstration import CAST
from anlan.web.setup import load_pack_into_database, migrate

DUTY = "town-monthly-meeting"


@dataclass(frozen=True)
class City:
    """What is measured: the month that is opened, the moment at which it is, and the duty."""

    pack: Pack
    period: Period
    moment: dt.datetime

    def opening(self) -> Opening:
        """The opening of the month."""
        duty = Duty.objects.get(key=DUTY)
        return Opening(duty, duty.versions.get(), self.pack.duties[DUTY], self.period, self.pack)


def found_city(*, rows: int, yearly: bool = False) -> City:
    """Lay the foundation in an empty database: pack, account ``city``, units with facts; nothing owed yet.

    ``yearly`` units are known since the year began, so that yearly duties bind them too. The month is the present
    one, seen from its first hour: so its reminders lie ahead on whichever day this runs.
    """
    pack = installed_pack()
    period = period_of(every="month", day=local_day(moment=timezone.now(), pack=pack))
    moment = start_of(day=period.start, pack=pack) + dt.timedelta(hours=1)
    migrate()
    load_pack_into_database(pack=pack, now=moment, watched_from=period.start)
    _account(on=period.start)
    _units(rows=rows, since=period.start.replace(month=1, day=1) if yearly else period.start)
    return City(pack, period, moment)


def _account(*, on: dt.date) -> None:
    role = next(role for role in CAST if role.username == "city")
    officer = Officer.objects.create_officer(username="city", name="演示", password=None, synthetic=True)
    post = Post.objects.get(unit__code=role.unit, key=role.post)
    Appointment.objects.create(post=post, officer=officer, since=on)


def _units(*, rows: int, since: dt.date) -> None:
    """Units in turn over the villages, with facts by which clause 3.12 obliges them."""
    if connection.vendor == "postgresql":
        numbers, text = "SELECT n FROM generate_series(0, %s - 1) AS s(n)", "CAST(n AS text)"
    else:
        recursion = "SELECT 0 UNION ALL SELECT n + 1 FROM s LIMIT %s"
        numbers, text = f"SELECT n FROM (WITH RECURSIVE s(n) AS ({recursion}) SELECT n FROM s)", "n"
    line = Line.objects.get(code="general").pk
    count = Area.objects.filter(level="village").count()
    said = {"id", "unit_id", "kind", "level", "valid_from", "valid_to", "source"}
    columns = [field for field in PublicUnitFacts._meta.concrete_fields if field.column not in said]
    unsaid = {str(field.column): field.get_default() for field in columns}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_unit (code, name_zh, name_en, short_zh, short_en, kind, department, area_id, "
            "position, line_id, vertical, synthetic, opened_on) "
            f"SELECT 'BENCH-' || {text}, '演示单位' || {text}, 'Synthetic unit ' || {text}, '演示', "
            f"'Synthetic', 'party_committee', '', v.id, v.lo, {line}, FALSE, TRUE, %s "
            f"FROM ({numbers}) AS numbers JOIN (SELECT id, lo, ROW_NUMBER() OVER (ORDER BY lo) - 1 AS nth "
            f"FROM kernel_area WHERE level = 'village') AS v ON v.nth = n %% {count} ORDER BY n",
            [since, rows],
        )
        cursor.execute(
            f"INSERT INTO modules_publicunitfacts (unit_id, kind, level, valid_from, source, {', '.join(unsaid)}) "
            f"SELECT id, kind, 'town', opened_on, 'synthetic', {', '.join(['%s'] * len(unsaid))} "
            "FROM kernel_unit WHERE code LIKE 'BENCH-%%' ORDER BY id",
            list(unsaid.values()),
        )


def grow(*, city: City, months: int) -> None:
    """Add the months before the opened one, mostly met, with the figures that belong to them."""
    with transaction.atomic():
        entry = Entry(kind="meeting.held", occurred_on=city.period.start, clause="3.12")
        event = append(entry=entry, now=city.moment).pk
    opening, period = city.opening(), city.period
    for _ in range(months - 1):
        period = previous_period(period=period)
        _month(opening=opening, period=period, event=event)
    figures.compact()


def _month(*, opening: Opening, period: Period, event: int) -> None:
    """One earlier month: of twenty rows one is open, one was met late, the others were met on time."""
    due = as_stored(moment=end_of(day=period.end, pack=opening.pack))
    begun = as_stored(moment=start_of(day=period.start, pack=opening.pack))
    villages = Area.objects.filter(level="village").count()
    # Units stand in turn over the villages, so each village has the same share of each kind of row.
    nth = f"unit_id / {villages} %% 20"
    met = f"CASE WHEN {nth} = 0 THEN NULL ELSE {{}} END"
    taken = "duty_id, version_id, unit_id, position, line_id, fact_id"
    values: list[Any] = [period.start, begun, due, period.end, due, event, period.end]
    values += [opening.duty.pk, opening.period.start]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM kernel_obligation")
        highest = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO kernel_obligation ({taken}, period, opened_at, due_at, due_day, original_due_at, "
            "rung, state, met_by_id, met_on, on_time) "
            f"SELECT {taken}, %s, %s, %s, %s, %s, 2, CASE WHEN {nth} = 0 THEN 0 ELSE 1 END, "
            f"{met.format('%s')}, {met.format(_typed_date())}, {met.format(f'{nth} > 1')} "
            "FROM kernel_obligation WHERE duty_id = %s AND period = %s",
            values,
        )
        cursor.execute("SELECT MAX(id) FROM kernel_obligation")
        figures.record_opened(first=highest + 1, last=cursor.fetchone()[0], duty=opening.duty.pk)


def _typed_date() -> str:
    """PostgreSQL wants to know that a parameter inside CASE is a day."""
    return "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"


def hold_all_meetings(*, city: City) -> None:
    """Let every synthetic unit have held its meeting of the month before the month is opened."""
    with transaction.atomic(), connection.cursor() as cursor:
        entry = Entry(kind="meeting.held", variant="study", occurred_on=city.period.start, clause="3.12")
        event = append(entry=entry, now=city.moment)
        values: list[Any] = [event.pk, city.period.start, as_stored(moment=city.moment)]
        cursor.execute(
            "INSERT INTO kernel_performance "
            "(event_id, unit_id, kind, variant, occurred_on, recorded_at, void) "
            "SELECT %s, id, 'meeting.held', 'study', %s, %s, FALSE "
            "FROM kernel_unit WHERE code LIKE 'BENCH-%%'",
            values,
        )
