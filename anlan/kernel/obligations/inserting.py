"""Inserting what is owed: one INSERT … SELECT from the tables of facts, so that no row passes through Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value

from anlan.kernel.obligations.due import Due
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.obligation import Obligation

# A chunk is at most this many units, so that other writers on SQLite wait for a second at most.
CHUNK = 50_000

COLUMNS = (
    "duty_id", "version_id", "unit_id", "position", "line_id", "period", "runs_on", "opened_at", "due_at", "due_day",
    "original_due_at", "fact_id", "attend_at", "precision", "due_estimated", "rung", "state", "slot", "what",
    "record_type",
)  # fmt: skip
TAKEN = {"unit_id": "unit_id", "position": "unit__position", "line_id": "unit__line_id", "fact_id": "pk"}
OF_TERM = ("runs_on", "due_at", "due_day", "original_due_at", "attend_at", "precision", "due_estimated")
TERM_TYPES = {
    "runs_on": "date", "due_at": "timestamptz", "due_day": "date", "original_due_at": "timestamptz",
    "attend_at": "timestamptz", "precision": "smallint", "due_estimated": "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class Reckoned:
    """A due date with the first moment of attention; ``runs_on`` where a term of some days began."""

    due: Due
    attend_at: dt.datetime | None
    runs_on: dt.date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The values of an obligation's columns."""
        due = self.due
        return {
            "runs_on": self.runs_on,
            "due_at": due.at,
            "due_day": due.day,
            "original_due_at": due.at,
            "attend_at": self.attend_at,
            "precision": due.precision,
            "due_estimated": due.estimated,
        }


def insert(
    *,
    rows: QuerySet[Any],
    duty: Duty,
    version: DutyVersion,
    now: dt.datetime,
    reckoned: Reckoned,
    period: dt.date | None = None,
    on_conflict: str = "",
) -> int:
    """Open one row for each of these fact versions, all due alike. Returns how many."""
    constants = _constants(duty=duty, version=version, now=now, period=period) | reckoned.columns
    names = tuple(TAKEN.get(name, f"new_{name}") for name in COLUMNS)
    sql, params = rows.annotate(**_as_values(constants)).values_list(*names).order_by().query.sql_with_params()
    return _execute(COLUMNS, f"{sql} {on_conflict}", params)


def insert_by_term(
    *, rows: QuerySet[Any], duty: Duty, version: DutyVersion, now: dt.datetime, terms: Sequence[Reckoned]
) -> int:
    """Open one row for each of these fact versions, due as the term of its ``runs_on`` says. Returns how many.

    ``rows`` is annotated with ``runs_on``; each of its values has its entry in ``terms``.
    """
    constants = _constants(duty=duty, version=version, now=now, period=None)
    # Without `period`: nothing tells the database of which type the nothing in it would be.
    own = [name for name in COLUMNS if name not in (*OF_TERM, "period")]
    names = tuple(TAKEN.get(name, f"new_{name}") for name in own)
    base, params = (
        rows.annotate(**_as_values(constants)).values_list(*names, "runs_on").order_by().query.sql_with_params()
    )
    table, values = terms_table(terms=terms)
    columns = ", ".join([*(f"f.{name}" for name in own), *(f"t.{name}" for name in OF_TERM)])
    sql = (
        f"WITH t ({', '.join(OF_TERM)}) AS ({table}), f ({', '.join([*own, 'began'])}) AS ({base}) "
        f"SELECT {columns} FROM f JOIN t ON t.runs_on = f.began WHERE 1 = 1 ON CONFLICT DO NOTHING"
    )
    return _execute([*own, *OF_TERM], sql, (*values, *params))


def terms_table(*, terms: Sequence[Reckoned]) -> tuple[str, list[Any]]:
    """The terms as rows of SQL, typed, with their values."""
    postgresql = connection.vendor == "postgresql"
    row = ", ".join(f"CAST(%s AS {TERM_TYPES[name]})" if postgresql else "%s" for name in OF_TERM)
    fields = {field.column: field for field in Obligation._meta.concrete_fields}
    values = [fields[name].get_db_prep_value(term.columns[name], connection) for term in terms for name in OF_TERM]
    return "VALUES " + ", ".join([f"({row})"] * len(terms)), values


def as_stored(*, moment: dt.datetime) -> Any:
    """An instant as the database stores it, for use in raw SQL."""
    return connection.ops.adapt_datetimefield_value(moment)


def _constants(*, duty: Duty, version: DutyVersion, now: dt.datetime, period: dt.date | None) -> dict[str, Any]:
    return {
        "duty_id": duty.pk, "version_id": version.pk, "period": period, "opened_at": now, "rung": 0, "state": 0,
        "slot": 0, "what": "", "record_type": "",
    }  # fmt: skip


def _as_values(constants: dict[str, Any]) -> dict[str, Value]:
    fields: dict[str, Any] = {str(field.column): field for field in Obligation._meta.concrete_fields}
    return {f"new_{name}": Value(value, output_field=fields[name]) for name, value in constants.items()}


def _execute(columns: Sequence[str], sql: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Obligation._meta.db_table} ({', '.join(columns)}) {sql}", list(params))
        return int(cursor.rowcount)
