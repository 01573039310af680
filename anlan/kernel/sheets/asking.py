"""批量查询: what thousands of rows ask the database at once. No article; a product rule.

Many values are one parameter: as one each they are prepared, quoted and taken apart again five thousand times, which
takes longer than the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Lookup
from django.db.models.sql.compiler import SQLCompiler

from anlan.kernel.people.unit import Unit
from anlan.kernel.sheets.declaring import Loading

UNITS = "units"


class _Among(Lookup):
    """Whether a column holds one of many texts or whole numbers."""

    prepare_rhs = False
    output_field = BooleanField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """One array on PostgreSQL, one list in JSON on SQLite; either finds them by an index of the column."""
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*params, self.rhs)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(self.rhs))


def among(*, column: str, values: Iterable[str] | Iterable[int]) -> _Among:
    """A condition for ``filter``: the column holds one of these values."""
    return _Among(F(column), list(values))


def units_named(*, codes: Iterable[str], loading: Loading) -> dict[str, Unit]:
    """Those of these codes that the register has, with their units and areas; no code is asked twice in one pass."""
    known: dict[str, Unit | None] = loading.kept.setdefault(UNITS, {})
    wanted = set(codes)
    unknown = wanted - known.keys()
    if unknown:
        known |= dict.fromkeys(unknown)
        known |= {
            one.code: one for one in Unit.objects.filter(among(column="code", values=unknown)).select_related("area")
        }
    return {code: one for code in wanted if (one := known[code]) is not None}
