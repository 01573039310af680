"""风险分级管控清单 (17.3, 17.4, 18.4): the risk points of one unit, the gravest first, as a page to print and in Word.

Page and file are made of the same rows. Like the wall card it is a sheet of the unit's own: no number, but its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Case, Count, Q, Value, When
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.download import HEADERS
from anlan.kernel.evidence.kinds import DOCX
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.modules.risk_point.choices import COLOURS
from anlan.modules.risk_point.judging import check_days
from anlan.oversight.risk_list_word import list_document
from anlan.oversight.units import unit_in_sight
from anlan.policy.citations import cite
from anlan.rules import risks

cite(reference="17.3", kind="document", name="risk_list")
# A product default: longer lists are read in Excel, which has them all.
MOST = 500


@dataclass(frozen=True)
class Listed:
    """The list of one unit in the language of the moment: what each point says under each heading, and the figures.

    ``colours`` are those of the rows; ``figures`` (words, number) run over all points, ``total`` of them, of which the
    first ``MOST`` are rows.
    """

    headings: list[str]
    rows: list[list[str]]
    points: list[Any]
    figures: list[tuple[str, int]]
    total: int

    @property
    def cut(self) -> bool:
        """Whether there are more points than rows."""
        return self.total > len(self.rows)


def risk_list_page(request: HttpRequest, *, code: str) -> HttpResponse:
    """The list of a unit, for whoever sees the unit or belongs to it."""
    request = cast(OfficerRequest, request)
    act, unit = act_of(request), unit_in_sight(code=code, actor=request.actor)
    listed = listed_of(unit=unit, act=act)
    context = {
        "unit": unit,
        "listed": listed,
        "rows": [
            (point, list(zip(listed.headings, cells, strict=True)))
            for point, cells in zip(listed.points, listed.rows, strict=True)
        ],
        "most": MOST,
        "today": act.today,
    }
    return render(request, "oversight/risk_list.html", context)


def risk_list_file(request: HttpRequest, *, code: str) -> HttpResponse:
    """The same list as a Word file, in Chinese."""
    request = cast(OfficerRequest, request)
    act, unit = act_of(request), unit_in_sight(code=code, actor=request.actor)
    with translation.override("zh-hans"):
        listed = listed_of(unit=unit, act=act)
        file = list_document(
            unit=unit.name_zh, act=act, headings=listed.headings, rows=listed.rows, figures=listed.figures,
            colours=[point.colour for point in listed.points], total=listed.total,
        )  # fmt: skip
    name = f"风险分级管控清单 {unit.name_zh}.docx"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=DOCX.media_type, headers=HEADERS)
    return cast(HttpResponse, answer)


def listed_of(*, unit: Unit, act: Act) -> Listed:
    """The points of a unit that this reader sees, the gravest first; two queries, however many."""
    model = DECLARED.pages["riskpoint"].model
    rows = model.objects.visible_to(act.actor.sight()).filter(unit=unit).exclude(state="removed")
    counted = rows.aggregate(
        total=Count("id"), uncontrolled=Count("id", filter=Q(controlled=False)),
        **{colour: Count("id", filter=Q(colour=colour)) for colour in risks.COLOURS},
    )  # fmt: skip
    gravity = Case(*(When(colour=colour, then=Value(place)) for place, colour in enumerate(risks.COLOURS)))
    found = rows.select_related("responsible", "watcher", "watcher__unit").order_by(gravity, "code", "id")
    points = list(found[:MOST])
    days = {colour: check_days(act=act, colour=colour) for colour in risks.COLOURS}
    figures = [(str(COLOURS[colour]), counted[colour]) for colour in risks.COLOURS]
    figures.append((_("Not controlled"), counted["uncontrolled"]))
    cells = [_cells(point=point, days=days[point.colour]) for point in points]
    return Listed(_headings(), cells, points, figures, counted["total"])


def _headings() -> list[str]:
    return [
        pgettext("list of risks", "Code"), _("Risk point"), _("Place"), _("What may happen"), _("Category of accident"),
        pgettext("list of risks", "Method and value"), _("Colour"), _("Control level"), _("Responsible department"),
        _("Responsible person (post)"), pgettext("list of risks", "Measures"), _("Leader of the public side"),
        pgettext("list of risks", "To be looked at"),
    ]  # fmt: skip


def _cells(*, point: Any, days: int) -> list[str]:
    judged = [str(point.get_method_display()), point.explanation]
    if point.is_installation and point.grade:
        judged.append(_("Major hazard installation, grade %(grade)d") % {"grade": point.grade})
    looks = [ngettext("Every day", "Every %(n)d days", days) % {"n": days}]
    if point.next_check:
        looks.append(_("by %(day)s") % {"day": point.next_check.isoformat()})
    watcher = f"{name_of(point.watcher.unit)} {name_of(point.watcher)}" if point.watcher else ""
    return [
        point.code, point.name, point.place, point.hazard, point.accident, "\n".join(filter(None, judged)),
        str(point.get_colour_display()), str(point.get_level_display()), point.control_unit, point.answerable,
        measures_of(point=point), watcher, "\n".join(looks),
    ]  # fmt: skip


def measures_of(*, point: Any) -> str:
    """The measures that are named, each on a line after its kind."""
    kinds = {
        "engineering": pgettext("kind of measure", "Engineering"),
        "management": pgettext("kind of measure", "Management"),
        "training": pgettext("kind of measure", "Training"),
        "protection": pgettext("kind of measure", "Protection"),
        "emergency": pgettext("kind of measure", "Emergency"),
    }
    lines = ((kinds[name], getattr(point, name)) for name in risks.MEASURES)
    return "\n".join(_("%(kind)s: %(measure)s") % {"kind": kind, "measure": said} for kind, said in lines if said)
