"""风险预警 (17.7): which enterprises the figures propose to warn, why, and how well the rule told in past quarters.

The figures propose and a person decides: each line leads to a warning that somebody else confirms. Each number of the
back-test leads to its enterprises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from typing import Any, cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Words
from anlan.kernel.roles import P
from anlan.kernel.sheets.asking import among
from anlan.kernel.sheets.export import MOST_ROWS, Column, write_xlsx
from anlan.modules.warning.cases import OPEN
from anlan.modules.warning.explaining import explained
from anlan.modules.warning.reading import Numbers, Place, enterprises_on, numbers_of, scores_on
from anlan.oversight.areas import surroundings
from anlan.oversight.back_tests import SHOWN, past_quarters, rows_of, tested
from anlan.oversight.entry import widest_area
from anlan.policy.citations import cite
from anlan.rules import warnings
from anlan.rules.dangers import MAJOR
from anlan.rules.warnings import Score

cite(reference="17.7", kind="page", name="warnings", address="warnings")
MOST = 200
FOLLOWED_WORDS: Mapping[str, Words] = {
    warnings.MAJOR: pgettext_lazy("followed", "Major dangers found"),
    warnings.RECURRING: pgettext_lazy("followed", "Dangers found again"),
}


@dataclass(frozen=True)
class Line:
    """One enterprise: its points, each line of their explanation with where its rows are, what followed a tested day.

    ``warning`` is the one that is open today, ``form`` the address that proposes one.
    """

    unit: Unit
    points: int
    why: Sequence[str]
    links: Sequence[str]
    followed: Sequence[str]
    warning: Any
    form: str

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each line of the explanation with where its rows are; the sum has none."""
        return list(zip_longest(self.why, self.links, fillvalue=""))


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a tested day with one of its groups, or today. ``total`` may exceed the lines."""

    day: dt.date | None
    show: str
    total: int
    lines: list[Line]

    @property
    def cut(self) -> bool:
        """Whether some are not shown."""
        return self.total > len(self.lines)

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        return urlencode({"day": self.day.isoformat(), "show": self.show}) if self.day else ""


def first_warnings(request: HttpRequest) -> HttpResponse:
    """The widest area that the reader oversees."""
    area = widest_area(actor=cast(OfficerRequest, request).actor)
    return HttpResponseRedirect(reverse("warnings_of", args=[area.code]))


def proposed(*, place: Place, numbers: Numbers, act: Act) -> dict[int, Score]:
    """The enterprises that the figures of today propose to warn."""
    among = enterprises_on(place=place, day=act.today)
    scores = scores_on(place=place, day=act.today, numbers=numbers, pack=act.pack, among=among)
    return {unit: one for unit, one in scores.items() if one.warns}


def lines_of(
    *, units: Collection[int], scores: Mapping[int, Score], after: Mapping[int, Mapping[str, int]], most: int
) -> list[Line]:
    """These enterprises, most points first; two questions to the database."""
    nothing = Score((), 0)
    order = sorted(units, key=lambda unit: (-scores.get(unit, nothing).points, unit))[:most]
    known = {unit.pk: unit for unit in Unit.objects.filter(among(column="id", values=order)).select_related("area")}
    held = DECLARED.pages["earlywarning"].model.objects.filter(state__in=OPEN, unit__in=order[:MOST])
    open_now = {one.unit_id: one for one in held}
    form = reverse("begin", args=["earlywarning"])
    lines = []
    for unit in order:
        found, then = scores.get(unit), after.get(unit, {})
        why = explained(parts=found.parts, threshold=found.threshold) if found else []
        followed = [f"{FOLLOWED_WORDS[name]}: {count}" for name, count in then.items()]
        lines.append(
            Line(
                known[unit], found.points if found else 0, why, _where(unit=known[unit], score=found), followed,
                open_now.get(unit), f"{form}?unit={unit}",
            )
        )  # fmt: skip
    return lines


def _where(*, unit: Unit, score: Score | None) -> list[str]:
    """Where what was counted today is to be seen, part by part: the list of dangers, or the page of the enterprise."""
    register, page = reverse("records", args=["hiddendanger"]), reverse("unit", args=[unit.code])
    asked = {
        warnings.MAJOR: {"unit": unit.pk, "grade": MAJOR, "standing": "open"},
        warnings.LATE: {"unit": unit.pk, "standing": "late"},
        warnings.RECURRING: {"unit": unit.pk, "standing": "recurring"},
    }
    signals = [part.signal for part in score.parts] if score else []
    return [f"{register}?{urlencode(asked[one])}" if one in asked else page for one in signals]


def chosen_by(*, request: HttpRequest, area: Area, numbers: Numbers, act: Act, most: int) -> Chosen:
    """Whom to warn today, or the enterprises of one number of a tested day; Http404 for a day that is not tested."""
    place, wanted, show = Place(area.lo, area.hi), request.GET.get("day", ""), request.GET.get("show", "warned")
    if not wanted:
        scores = proposed(place=place, numbers=numbers, act=act)
        return Chosen(None, "", len(scores), lines_of(units=scores, scores=scores, after={}, most=most))
    days = {day.isoformat(): day for day in past_quarters(today=act.today, horizon=numbers.horizon)}
    if wanted not in days or show not in SHOWN:
        raise Http404(wanted)
    past = tested(place=place, day=days[wanted], numbers=numbers, act=act)
    units = past.chosen(show=show)
    lines = lines_of(units=units, scores=past.scores, after=past.after, most=most)
    return Chosen(days[wanted], show, len(units), lines)


def warnings_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area: whom to warn today and why, with the back-test; or the enterprises of one of its numbers."""
    request = cast(OfficerRequest, request)
    act, around = act_of(request), surroundings(code=code, actor=request.actor)
    area, numbers = around.area, numbers_of(pack=act.pack, on=act.today)
    chosen = chosen_by(request=request, area=area, numbers=numbers, act=act, most=MOST)
    context = {
        "area": area,
        "path": around.path,
        "children": around.children,
        "may_warn": request.actor.sight(permission=P.QUESTION_ASK).covers_range(lo=area.lo, hi=area.hi),
        "today": act.today,
        "scale": numbers.scale,
        "horizon": numbers.horizon.days,
        "chosen": chosen,
        "shown_words": SHOWN.get(chosen.show, ""),
        "most": MOST,
        "rows": [] if chosen.day else rows_of(area=area, numbers=numbers, act=act),
    }
    return render(request, "oversight/warnings.html", context)


def warnings_export(request: HttpRequest, code: str) -> FileResponse:
    """The same enterprises as an Excel file, all of them."""
    request = cast(OfficerRequest, request)
    act, area = act_of(request), surroundings(code=code, actor=request.actor).area
    numbers = numbers_of(pack=act.pack, on=act.today)
    chosen = chosen_by(request=request, area=area, numbers=numbers, act=act, most=MOST_ROWS)
    columns = [
        Column(_("Enterprise"), "text", 40),
        Column(_("Area"), "text", 24),
        Column(pgettext("warning", "Points"), "number", 8),
        Column(pgettext("warning", "What was counted"), "text", 80),
        Column(_("What followed"), "text", 40),
    ]
    rows = (
        [name_of(line.unit), name_of(line.unit.area), line.points, "\n".join(line.why), "\n".join(line.followed)]
        for line in chosen.lines
    )
    file = BytesIO()
    write_xlsx(title=_("Enterprises to warn"), columns=columns, rows=rows, file=file, now=request.now)
    file.seek(0)
    day = chosen.day or act.today
    return FileResponse(file, as_attachment=True, filename=f"warnings-{code}-{day.isoformat()}.xlsx")
