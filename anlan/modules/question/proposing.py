"""Why an enterprise might be asked (19.2): silence and repetition, in words that carry their figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.modules.question.reading import Reports, reports_between
from anlan.rules.copying import Copied, LikenessLimits, copied
from anlan.rules.honesty import SilenceLimits, Silent, silent
from anlan.rules.risk_assessments import months_after


@dataclass(frozen=True)
class Reason:
    """One thing that was found of an enterprise. ``words`` hold its figures; ``silent``: nothing was reported."""

    unit: int
    words: str
    silent: bool
    found: Silent | Copied


def window(*, act: Act) -> tuple[dt.date, dt.date]:
    """The first and the last day that are looked at."""
    months = int(act.pack.parameters.value(key="honesty.window_months", on=act.today).value)
    return months_after(day=act.today, months=-months), act.today


def reports_of(*, area: Area, act: Act) -> Reports:
    """What the enterprises of an area reported in the window."""
    since, until = window(act=act)
    return reports_between(where=Q(position__gte=area.lo, position__lt=area.hi), since=since, until=until)


def reasons(*, reports: Reports, units: set[int], act: Act) -> list[Reason]:
    """Why these enterprises might be asked, silence first, least likely first."""
    numbers = act.pack.parameters
    silence = SilenceLimits(**numbers.value(key="honesty.silence", on=act.today).value)
    likeness = LikenessLimits(**numbers.value(key="honesty.likeness", on=act.today).value)
    found = [
        Reason(one.unit, _silence_words(one), True, one)
        for one in silent(firms=reports.firms, counted=reports.counted, limits=silence, on=act.today)
        if one.unit in units
    ]
    repeated = [
        one
        for one in copied(checks=reports.checks, dangers=reports.dangers, limits=likeness)
        if one.unit in units
    ]  # fmt: skip
    return [*found, *(Reason(one.unit, _copy_words(one), False, one) for one in repeated)]


def reasons_for(*, unit: Unit, act: Act) -> list[Reason]:
    """Why this enterprise might be asked, among those of its own area; read once for all answers of one form."""
    if "reasons" not in unit.__dict__:
        reports = reports_of(area=unit.area, act=act)
        unit.__dict__["reasons"] = reasons(reports=reports, units={unit.pk}, act=act) if reports.kept else []
    found: list[Reason] = unit.__dict__["reasons"]
    return found


def _silence_words(one: Silent) -> str:
    text = _(
        "Enterprises of the same trade (%(peers)d) find %(rate).1f dangers at each self-check; here none was found in "
        "%(checks)d. By chance this happens with a probability of %(probability).3f."
    )
    values = {"peers": one.peers, "rate": one.rate, "checks": one.checks, "probability": one.probability}
    said = text % values
    if one.by_others:
        more = ngettext(
            "Meanwhile others found %(count)d danger there.",
            "Meanwhile others found %(count)d dangers there.",
            one.by_others,
        )
        said = f"{said} {more % {'count': one.by_others}}"
    return said


def _copy_words(one: Copied) -> str:
    # The enterprise reads this: which other one wrote the same is not its business.
    values: dict[str, Any] = {"count": one.count, "of": one.of, "likeness": round(one.likeness * 100)}
    values |= {"first": one.first, "last": one.last}
    if one.kind == "own":
        text = _(
            "%(count)d of %(of)d reports nearly repeat an earlier one; those of %(first)s and %(last)s are "
            "%(likeness)d %% alike."
        )
    elif one.kind == "others":
        text = _(
            "%(count)d of %(of)d reports nearly stand at another enterprise too, on the same day or earlier; the most "
            "alike are %(likeness)d %% alike."
        )
    elif one.kind == "photo":
        text = _("%(count)d of %(of)d photographs were used for another danger as well (%(first)s, %(last)s).")
    else:
        text = _("%(count)d of %(of)d self-checks, held from %(first)s to %(last)s, were entered in the same minute.")
    return text % values
