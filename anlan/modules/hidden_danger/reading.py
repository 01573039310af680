"""How dangers read, as far as it takes to know one again by a row that has no number of the province (18.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from anlan.kernel.sheets.asking import among
from anlan.kernel.sheets.spelling import tidy
from anlan.modules.hidden_danger.danger import HiddenDanger

# What the ledger's entry of an import is about; a danger that a file brought names it as its origin.
IMPORT = "import"
# What became another one or turned out to be none is meant only where nothing else reads so.
PUT_ASIDE = ("merged", "dismissed", "unit_closed")
# By what a row without a number means a danger: unit, day, words, and the place where the file has places.
Reading = tuple[Any, ...]
# A danger as far as it takes to know it again: id, state, unit, day, words, place.
Standing = tuple[int, str, int, dt.date, str, str]
AS_STANDING = ("pk", "state", "unit_id", "found_on", "what", "place")


def first_of_each(*, standing: Iterable[Standing], with_place: bool) -> dict[Reading, int]:
    """Which danger is meant where several read the same, apart from spaces and widths that no cell keeps.

    One that stands letter by letter as a cell gives it comes first, then one that was not put aside, then the oldest.
    """
    order = sorted(standing, key=lambda one: (one[4] != tidy(text=one[4]), one[1] in PUT_ASIDE, one[0]), reverse=True)
    return {
        (unit, day, tidy(text=what), *((tidy(text=place),) if with_place else ())): pk
        for pk, _state, unit, day, what, place in order
    }


def standing_at(*, places: Collection[tuple[int, dt.date]], typed: bool = False) -> Iterator[Standing]:
    """The dangers of these units found on these days, each its own; ``typed``: only those that no file brought."""
    days = [day for _unit, day in places]
    here = HiddenDanger.objects.filter(
        among(column="unit_id", values={unit for unit, _day in places}), found_on__range=(min(days), max(days))
    )
    rows = (here.exclude(origin_type=IMPORT) if typed else here).values_list(*AS_STANDING)
    return (one for one in rows if (one[2], one[3]) in places)
