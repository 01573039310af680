"""登记即事实 (file once): what the record of one module says of a unit, noted among the facts that duties test.

The facts of a kind of unit stand in one table, which one module declares. Another module that keeps a register of its
own notes here what follows from it, instead of asking the unit once more; neither module knows the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.facts import as_of, note
from anlan.kernel.people.unit import Unit


def versions_of(*, unit: Unit) -> list[Any]:
    """All fact versions of a unit that hold on some day, in the order of time, with the columns of its own table."""
    rows = DECLARED.facts[unit.kind].objects.filter(unit=unit).order_by("valid_from", "id")
    return [one for one in rows if one.valid_to is None or one.valid_to > one.valid_from]


def known_of(*, unit: Unit, on: dt.date) -> Any:
    """What the register holds of a unit on that day, so that nothing is asked twice; None where it knew nothing."""
    return DECLARED.facts[unit.kind].objects.filter(as_of(day=on), unit=unit).first()


def note_facts(*, unit: Unit, since: dt.date, until: dt.date | None, values: Mapping[str, Any], source: str) -> None:
    """Let these facts of the unit hold from ``since`` on and before ``until`` (None: without end).

    Call it in a step's ``apply``. Raises LookupError for a fact that the units of this kind do not have.
    """
    table = DECLARED.facts[unit.kind]
    unknown = set(values) - {field.name for field in table._meta.concrete_fields}
    if unknown:
        raise LookupError(f"{table._meta.label} keeps no fact named {', '.join(sorted(unknown))}")
    note(table=table, unit=unit, since=since, until=until, values=values, source=source)
