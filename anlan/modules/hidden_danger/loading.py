"""What an import of hidden dangers asks the database, and how it writes (18.8): five thousand rows at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.kernel.sheets.bulk import fresh_uuids, insert_many, reserve_ids, update_many
from anlan.kernel.sheets.declaring import UPDATE, Compared, Fault, Judged, Loading, Numbered
from anlan.modules.hidden_danger import choices
from anlan.modules.hidden_danger.bodies import BODIES, first_supervisors
from anlan.modules.hidden_danger.danger import HiddenDanger
from anlan.modules.hidden_danger.known import (
    COMPARED,
    NUMBER_OF_A_CRITERION,
    Known,
    criterion_of,
    differing,
    is_history,
    keeps_basis,
    known_of,
    known_while_judged,
    state_of,
    wanted_of,
)
from anlan.modules.hidden_danger.loaded_owing import Loaded, open_what_is_owed
from anlan.modules.hidden_danger.reading import IMPORT
from anlan.modules.hidden_danger.refusals import number
from anlan.rules import dangers

# The columns in their order, taken at once.
columns_of = itemgetter(*COMPARED)
# Under this name a pass keeps the bodies over each area.
OVER = "danger.over"


def check(*, rows: Sequence[Numbered], loading: Loading) -> Iterator[Fault]:
    """What the registers, the day and the reader's territory have against a row."""
    sight = loading.act.actor.sight(permission=P.DANGER_IMPORT)
    known = known_while_judged(rows=rows, loading=loading)
    longest, today = number(act=loading.act, key="danger.longest_days"), loading.act.today
    meant: dict[int, int] = {}
    for row, values in rows:
        unit = known.units.get(values["unit"])
        if unit is None or not sight.covers(position=unit.position, unit=unit.pk, line=unit.line_id):
            # A unit outside the territory looks like one that does not exist.
            yield Fault(row, "unit", _("No unit of your territory is registered under this code."), values["unit"])
            continue
        held = known.held(values=values)
        yield from _of_the_unit(row=row, unit=unit, values=values, held=held, known=known)
        yield from _of_the_days(row=row, values=values, held=held, today=today, longest=longest)
        yield from _of_the_grade(row=row, values=values, held=held, given=loading.columns)
        criterion = values.get("criterion") or ""
        kept = held is not None and keeps_basis(values=values, held=held)
        named = NUMBER_OF_A_CRITERION.fullmatch(criterion) and not kept
        if named and criterion_of(values=values, loading=loading) is None:
            yield Fault(row, "criterion", _("The library has no criterion of this number."), criterion)
        if held is None:
            continue
        if (other := meant.setdefault(held.pk, row)) != row:
            yield Fault(row, "what", _("Row %(row)d means the same danger.") % {"row": other}, values["what"])
        elif loading.mode == UPDATE and not is_history(danger=held):
            yield from _of_a_living_one(row=row, values=values, held=held, known=known, loading=loading)


def _of_the_unit(
    *, row: int, unit: Unit, values: Mapping[str, Any], held: HiddenDanger | None, known: Known
) -> Iterator[Fault]:
    if unit.kind not in choices.HOLDERS:
        yield Fault(row, "unit", _("No dangers are kept of units of this kind."), values["unit"])
    elif unit.closed_on is not None:
        yield Fault(row, "unit", _("This unit was closed on %(day)s.") % {"day": unit.closed_on}, values["unit"])
    code = values.get("supervisor")
    body = known.units.get(code) if code else None
    # Who supervises it already may: a body that has closed since, or a village that found it on its round.
    stays = body is not None and held is not None and held.supervisor_id == body.pk
    fits = body and body.kind in BODIES and body.closed_on is None
    if code and not stays and not (fits and body and body.area.lo <= unit.position < body.area.hi):
        yield Fault(row, "supervisor", _("No body of this code is over the unit."), code)


def _of_the_days(
    *, row: int, values: Mapping[str, Any], held: HiddenDanger | None, today: dt.date, longest: int
) -> Iterator[Fault]:
    for name in ("found_on", "rectified_on", "ended_on"):
        if values.get(name) is not None and values[name] > today:
            yield Fault(row, name, _("This day has not come yet; today is %(today)s.") % {"today": today})
    due = values.get("due_day")
    # A term that the register has was given by somebody who knew for how long.
    given = held is not None and held.due_day == due
    if due is not None and not given and dangers.day_fault(day=due, today=today, longest_days=longest) == "far":
        text = _("This day is more than %(days)s days ahead. Check the year.")
        yield Fault(row, "due_day", text % {"days": longest}, f"{due}")


def _of_the_grade(
    *, row: int, values: Mapping[str, Any], held: HiddenDanger | None, given: frozenset[str]
) -> Iterator[Fault]:
    """A grade without what belongs to it; of a danger that the register has, a column that the file lacks stays."""
    grade = values.get("grade")
    is_open = all(
        values.get(name) is None and (held is None or name in given or getattr(held, name) is None)
        for name in ("rectified_on", "ended_on")
    )
    based = held is not None and "criterion" not in given and held.grade == dangers.MAJOR
    if grade == dangers.MAJOR and not values.get("criterion") and not based:
        yield Fault(row, "criterion", _("Say by which criterion it is major, or why."))
    if grade == dangers.GENERAL and is_open and values.get("due_day") is None and (held is None or "due_day" in given):
        yield Fault(row, "due_day", _("Say by which day this danger is to be put right; it is still open."))


def _of_a_living_one(
    *, row: int, values: Mapping[str, Any], held: HiddenDanger, known: Known, loading: Loading
) -> Iterator[Fault]:
    wanted = wanted_of(values=values, held=held, known=known, loading=loading)
    if any(name != "upward_number" for name, _value in differing(held=held, wanted=wanted)):
        text = _("%(number)s is carried on in the register (%(state)s): it is changed there, not by a file.")
        state = HiddenDanger.workflow.label(held.state)
        yield Fault(row, "what", text % {"number": held.number, "state": state}, values["what"])


def compare(*, rows: Sequence[Numbered], loading: Loading) -> list[Compared]:
    """Whether a row is a new danger, says something else than the register, or the same."""
    known = known_while_judged(rows=rows, loading=loading)
    found: list[Compared] = []
    for _row, values in rows:
        held = known.held(values=values)
        if held is None:
            found.append(("new", ""))
            continue
        wanted = wanted_of(values=values, held=held, known=known, loading=loading)
        other = differing(held=held, wanted=wanted)
        found.append(("changed", repr(other)) if other else ("same", ""))
    return found


def load(*, rows: Sequence[Judged], loading: Loading) -> None:
    """Write new dangers and what has changed of known ones; what the open ones make others owe is opened with them."""
    known = known_of(rows=rows, sought=[row for row in rows if row[2] == "changed"], loading=loading)
    new: list[tuple[Unit, dict[str, Any]]] = []
    history: dict[int, tuple[Any, ...]] = {}
    numbers: dict[int, tuple[Any, ...]] = {}
    for _row, values, _verdict in rows:
        held = known.held(values=values)
        wanted = wanted_of(values=values, held=held, known=known, loading=loading)
        if held is None:
            new.append((known.units[values["unit"]], wanted))
        elif is_history(danger=held):
            history[held.pk] = (held.pk, *(wanted[name] for name in COMPARED))
        else:
            numbers[held.pk] = (held.pk, wanted["upward_number"])
    _enter(new=new, known=known, loading=loading)
    update_many(model=HiddenDanger, key=("id",), columns=COMPARED, rows=history.values())
    update_many(model=HiddenDanger, key=("id",), columns=("upward_number",), rows=numbers.values())


def _enter(*, new: Sequence[tuple[Unit, dict[str, Any]]], known: Known, loading: Loading) -> None:
    bodies = {one.pk: one for one in known.units.values()}
    ids = reserve_ids(model=HiddenDanger, count=len(new))
    unwatched = [(unit, wanted) for unit, wanted in new if _needs_supervisor(wanted)]
    firsts = first_supervisors(
        units=[unit for unit, _wanted in unwatched], over=loading.kept.setdefault(OVER, {})
    )  # fmt: skip
    bodies |= {one.pk: one for one in firsts.values()}
    for unit, wanted in unwatched:
        wanted["supervisor_id"] = firsts[unit.pk].pk if unit.pk in firsts else None
    loaded = [
        Loaded(pk, unit, bodies.get(wanted["supervisor_id"]), state_of(wanted=wanted), wanted)
        for pk, (unit, wanted) in zip(ids, new, strict=True)
    ]
    origin = loading.event.record_id if loading.event else None
    insert_many(
        model=HiddenDanger,
        columns=(
            "id", "unit_id", "position", "line_id", "state", "submission", "created_at", "found_by_id",
            "supervisor_position", "origin_type", "origin_id", *COMPARED,
        ),
        rows=(
            (
                one.pk, one.unit.pk, one.unit.position, one.unit.line_id, one.state, token, loading.act.now,
                one.rechecker.pk, one.supervisor.position if one.supervisor else None, IMPORT, origin,
                *columns_of(one.wanted),
            )
            for token, one in zip(fresh_uuids(count=len(loaded)), loaded, strict=True)
        ),
    )  # fmt: skip
    open_what_is_owed(loaded=loaded, loading=loading)


def _needs_supervisor(wanted: Mapping[str, Any]) -> bool:
    """Who regulates the unit follows an open major danger up (18.7), where the file does not say who."""
    is_open = state_of(wanted=wanted) in dangers.OPEN
    return wanted["grade"] == dangers.MAJOR and is_open and wanted["supervisor_id"] is None
