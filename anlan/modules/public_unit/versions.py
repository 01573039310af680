"""事实变更: a new version of a unit's facts from a day on, also from a day that lies back.

Versions never overlap: the one that held on the day ends there, and the new one holds as long as it would have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from anlan.kernel.people.facts import as_of
from anlan.kernel.people.unit import Unit
from anlan.modules.public_unit.facts import PublicUnitFacts


def facts_on(*, unit: Unit, day: dt.date) -> PublicUnitFacts | None:
    """What is known of the unit as of that day; None before it was known at all."""
    return PublicUnitFacts.objects.filter(as_of(day=day), unit=unit).first()


def amend(*, unit: Unit, day: dt.date, values: Mapping[str, Any], source: str) -> PublicUnitFacts:
    """Let these values hold from ``day`` on, until the next version known. The caller has refused a day on which a
    version begins, and a day before the first; raises LookupError for either.
    """
    held = PublicUnitFacts.objects.select_for_update().filter(as_of(day=day), unit=unit).first()
    if held is None or held.valid_from == day:
        raise LookupError(f"no version of {unit.code} can end on {day}")
    # Old rows stay: obligations point at the version that made them owed.
    PublicUnitFacts.objects.filter(pk=held.pk).update(valid_to=day)
    kept = {field.attname: getattr(held, field.attname) for field in PublicUnitFacts._meta.fields}
    del kept["id"]
    version = PublicUnitFacts(**{**kept, **values, "valid_from": day, "valid_to": held.valid_to, "source": source})
    version.save(force_insert=True)
    return version
