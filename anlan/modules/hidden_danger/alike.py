"""疑似重复与反复出现 (19.2): dangers of the same unit that read alike, open ones and those put right before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from anlan.policy import Pack
from anlan.rules import dangers
from anlan.rules.likeness import likeness

# So many of the unit's latest dangers are compared: what recurs does so soon.
LATEST = 300
OFFERED = 50


def _latest(*, danger: Any) -> Any:
    """The unit's latest dangers."""
    rows = (
        type(danger)
        .objects.filter(unit=danger.unit_id)
        .exclude(pk=danger.pk)
        .exclude(state__in=("merged", "dismissed"))
    )
    return rows.order_by("-found_on", "-id")[:LATEST]


def likeness_of(*, one: Any, other: Any) -> float:
    """How alike two dangers read: what was found counts most, the place too."""
    return 0.75 * likeness(one=one.what, other=other.what) + 0.25 * likeness(one=one.place, other=other.place)


def earlier_of(*, danger: Any, pack: Pack, on: dt.date) -> int | None:
    """The id of the danger put right before of which this one is a recurrence; None where there is none."""
    least = float(pack.parameters.value(key="danger.alike_percent", on=on).value) / 100
    within = int(pack.parameters.value(key="danger.recurs_days", on=on).value)
    found = [
        (measured, one.pk)
        for one in _latest(danger=danger).values_list("pk", "what", "place", "ended_on", named=True)
        if one.ended_on is not None
        and dangers.recurs(
            likeness=(measured := likeness_of(one=danger, other=one)), least=least, closed_on=one.ended_on,
            found_on=danger.found_on, within_days=within,
        )
    ]  # fmt: skip
    return max(found)[1] if found else None


def alike_of(*, danger: Any) -> list[tuple[str, str]]:
    """The open dangers of the same unit, the most alike first, each with how alike it reads in per cent."""
    compared = _latest(danger=danger).only("what", "place", "state", "found_on")
    ranked = sorted(
        ((likeness_of(one=danger, other=one), one) for one in compared if one.state in dangers.OPEN),
        key=lambda pair: (-pair[0], -pair[1].pk),
    )
    text = _("%(number)s %(what)s (%(percent)s%% alike)")
    return [
        (str(one.pk), text % {"number": one.number, "what": one.what[:80], "percent": round(100 * measured)})
        for measured, one in ranked[:OFFERED]
    ]
