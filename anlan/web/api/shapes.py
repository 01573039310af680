"""What programs are given: the values of the pages, with codes beside the words; see openapi.json."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Schema

from anlan.kernel.obligations.counts import Counts as Figures
from anlan.kernel.obligations.obligation import Obligation as ObligationRow
from anlan.kernel.pages.cells import cell_of, plain, row_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit as UnitRow
from anlan.kernel.records.door import Act
from anlan.kernel.records.record import Case
from anlan.oversight.wording import period_of_row, title_of
from anlan.policy.supervision import REVIEW_OCCASION
from anlan.policy.validation import Text as PackText


class Problem(Schema):
    """Every error. ``errors`` names each field that is wrong."""

    class Fault(Schema):
        field: str
        reason: str

    detail: str
    errors: list[Fault]


class Text(Schema):
    """A text of the policy pack, in both languages."""

    zh: str
    en: str


class Unit(Schema):
    """Whose something is. ``code`` names the unit wherever the API asks for one."""

    code: str
    name: str


class Record(Schema):
    """One record: ``values`` are the columns of its list, and its details where it is asked for by itself."""

    id: int
    state: str
    unit: Unit
    values: dict[str, Any]


class Records(Schema):
    """One page of a list. ``after`` is the key of the next page, empty where the list ends."""

    rows: list[Record]
    after: str


class Obligation(Schema):
    """Something owed. ``standing``: open, late, met_on_time, met_late, waived or lapsed; ``review``: none, waiting,
    accepted or returned; ``not_performed``: a named officer of the superior confirmed it. ``reviews``: where a review
    is owed, the obligation whose steps discharge it.
    """

    id: int
    clause: str
    duty: str
    title: str
    unit: Unit
    period: str
    due_day: dt.date
    due_at: dt.datetime
    due_estimated: bool
    standing: str
    met_on: dt.date | None
    entry: int | None
    review: str
    moved_days: int
    not_performed: bool
    reviews: int | None


class Obligations(Schema):
    """One page of what is owed. ``after`` is the key of the next page, empty where the list ends."""

    rows: list[Obligation]
    after: str


class Counts(Schema):
    """Owed (without what was waived or lapsed), met on time, met late, open, and overdue."""

    owed: int
    on_time: int
    late: int
    open: int
    overdue: int


def text(value: PackText) -> Text:
    """A text of the pack."""
    return Text(zh=value.zh, en=value.en)


def unit(row: UnitRow) -> Unit:
    """A unit, named in the caller's language."""
    return Unit(code=row.code, name=name_of(row))


def listed(record: Case, pages: CasePages) -> Record:
    """A record as its list shows it."""
    cells = row_of(record=record, pages=pages)
    values = {column.name: plain(value=cell.value) for column, cell in zip(pages.columns, cells, strict=True)}
    return Record(id=record.pk, state=record.state, unit=unit(record.unit), values=values)


def detailed(record: Case, pages: CasePages) -> Record:
    """A record as its own page shows it."""
    shown = listed(record, pages)
    for column in pages.details:
        shown.values[column.name] = plain(value=cell_of(record=record, column=column, pages=pages).value)
    return shown


def obligation(row: ObligationRow, act: Act) -> Obligation:
    """An obligation as its list shows it; needs duty, unit and met_by at hand."""
    duty = act.pack.duties.get(row.duty.key) or row.version.policy
    return Obligation(
        id=row.pk,
        clause=row.duty.clause,
        duty=row.duty.key,
        title=title_of(row=row, pack=act.pack),
        unit=unit(row.unit),
        period=period_of_row(row=row, pack=act.pack),
        due_day=row.due_day,
        due_at=row.due_at,
        due_estimated=row.due_estimated,
        standing=row.standing(now=act.now),
        met_on=row.met_on,
        entry=row.met_by.seq if row.met_by else None,
        review=ObligationRow.Review(row.review).name.lower(),
        moved_days=row.moved_days,
        not_performed=row.not_performed_id is not None,
        reviews=row.record_id if duty.on == REVIEW_OCCASION else None,
    )


def counts(figures: Figures) -> Counts:
    """Figures as an area's page shows them."""
    return Counts(
        owed=figures.owed,
        on_time=figures.on_time,
        late=figures.late,
        open=figures.open,
        overdue=figures.overdue,
    )
