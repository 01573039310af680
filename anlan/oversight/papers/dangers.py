"""隐患台账、治理验收意见书: what an area found and removed in a month; how a major danger was accepted (18.7, 18.8).

The list of the paper is the list of the page with the same month: one question, one order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.area import Area
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.workflow import Ask, Refusal, Words
from anlan.oversight.areas import period_asked, surroundings, within
from anlan.oversight.papers.gathering import PUBLIC, SUPERVISING, day_words, most_rows, number_asked
from anlan.policy.periods import Period
from anlan.rules import dangers

DANGER, REPORT = "hiddendanger", "doublereport"
NOTHING = "—"


def record_asked(about: Mapping[str, str], act: Act, *, name: str, joined: tuple[str, ...] = ()) -> Any:
    """The record of that kind that the address names, if the reader may see it; 404 otherwise."""
    rows = DECLARED.pages[name].model.objects.visible_to(act.actor.sight())
    found = rows.select_related("unit", "unit__area", *joined).filter(pk=number_asked(about, name)).first()
    if found is None:
        raise Http404(name)
    return found


def refused(words: Words) -> Refused:
    """The paper does not fit the record, for this reason."""
    return Refused([Refusal("", words)])


def found_in(*, where: Any, period: Period) -> SightedQuerySet:
    """The dangers found in that place and period; what was merged or turned out to be none is left out."""
    rows = DECLARED.pages[DANGER].model.objects.filter(where, found_on__gte=period.start, found_on__lte=period.end)
    return cast(SightedQuerySet, rows.exclude(state__in=("merged", "dismissed")).order_by("-found_on", "-id"))


def counts_of(*, rows: SightedQuerySet, today: dt.date) -> dict[str, int]:
    """How many these dangers are, how many of them are major, have ended, are open, and are late today."""
    is_open = Q(state__in=dangers.OPEN)
    return rows.order_by().aggregate(
        total=Count("id"),
        major=Count("id", filter=Q(grade=dangers.MAJOR)),
        ended=Count("id", filter=Q(ended_on__isnull=False)),
        open=Count("id", filter=is_open),
        late=Count("id", filter=is_open & Q(due_day__lt=today)),
    )


def returned(*, area: Area, period: Period, act: Act) -> list[dict[str, str]]:
    """The lines of a return about hidden dangers: those of the period as its ledger counts them, and major open ones.

    Both are counted in the register, so that dangers that came with a workbook are among them.
    """
    where = within(area=area)
    found = counts_of(rows=found_in(where=where, period=period), today=act.today)
    every = DECLARED.pages[DANGER].model.objects.filter(where, grade=dangers.MAJOR, state__in=dangers.OPEN)
    major = counts_of(rows=every, today=act.today)
    return [
        {"name": "本期发现事故隐患数", "value": f"{found['total']}项，其中重大事故隐患{found['major']}项"},
        {
            "name": "上述隐患整改情况",
            "value": f"已消除{found['ended']}项，未消除{found['open']}项，其中逾期{found['late']}项",
        },
        {"name": "在册未消除重大事故隐患数", "value": f"{major['total']}项，其中逾期{major['late']}项"},
    ]


def _row(one: Any, legs: Mapping[int, str]) -> dict[str, Any]:
    """One line of the ledger as the field's form has it (隐患台账)."""
    five = (
        f"责任：{one.responsible.name_zh}；资金：{one.funds}元；措施：{one.measures}；时限：{one.due_day}；预案：{one.contingency}"
        if one.planned_on
        else f"时限：{one.due_day}" if one.due_day else NOTHING
    )  # fmt: skip
    return {
        "number": one.number,
        "unit": one.unit.name_zh,
        "place": one.place,
        "found": one.found_on.isoformat(),
        "finder": one.finder,
        "source": one.get_source_display(),
        "what": one.what,
        "category": one.get_category_display() or NOTHING,
        "grade": one.get_grade_display() or "未定级",
        "basis": one.basis or NOTHING,
        "five": five,
        "control": one.get_measure_display() + (f"：{one.measure_note}" if one.measure_note else ""),
        "state": str(one.workflow.label(one.state)),
        "double": legs.get(one.pk, NOTHING),
        "ended": one.ended_on.isoformat() if one.ended_on else NOTHING,
    }


def legs_of(rows: list[Any]) -> dict[int, str]:
    """How the double report of each danger stands, by its number."""
    said: dict[int, list[str]] = {}
    reports = DECLARED.pages[REPORT].model.objects.filter(danger__in=[one.pk for one in rows]).exclude(state="lapsed")
    for report in reports.order_by("id"):
        said.setdefault(report.danger_id, []).append(
            f"{report.get_stage_display()}：{report.workflow.label(report.state)}"
        )
    return {danger: "；".join(parts) for danger, parts in said.items()}


def _ledger(about: Mapping[str, str], act: Act) -> Content:
    around = surroundings(actor=act.actor, code=about["area"])
    if around is None:
        raise Http404(about["area"])
    area, period = around.area, period_asked(label=about["month"], today=act.today)
    rows = found_in(where=within(area=area), period=period)
    most = most_rows(act=act)
    listed = list(rows.select_related("unit", "found_by", "responsible")[:most])
    legs = legs_of(listed)
    counts = counts_of(rows=rows, today=act.today)
    name = f"{period.start.year}年{period.start.month}月"
    return Content(
        title=f"{area.name_zh}{name}事故隐患台账",
        recipient="",
        about={"area": area.code, "month": period.label},
        fields={
            "area": area.name_zh,
            "period": name,
            "as_of": day_words(act.today),
            "rows": [_row(one, legs) for one in listed],
            "more": max(counts["total"] - most, 0),
            **counts,
        },
    )


def _acceptance(about: Mapping[str, str], act: Act) -> Content:
    danger = record_asked(about, act, name=DANGER, joined=("supervisor", "responsible", "found_by"))
    if danger.state != "closed" or danger.grade != dangers.MAJOR:
        raise refused(_("Only a major danger that was accepted on the spot gets this paper."))
    return Content(
        title=f"关于{danger.unit.name_zh}重大事故隐患治理情况的验收意见",
        recipient=danger.unit.name_zh,
        about={DANGER: str(danger.pk)},
        addressee=danger.unit,
        issuer=danger.supervisor,
        fields={
            **_row(danger, legs_of([danger])),
            "result": danger.result,
            "rectified": day_words(danger.rectified_on),
            "accepted": day_words(danger.ended_on),
            "remark": danger.remark or "经现场复查，隐患已消除。",
        },
    )


DANGER_LEDGER = Paper(
    name="danger_ledger",
    label=gettext_lazy("Monthly ledger of hidden dangers"),
    kind="台账",
    code="隐患台账",
    clause="18.8",
    template="danger_ledger",
    issuers=SUPERVISING,
    takes=("area", "month"),
    build=_ledger,
)
DANGER_ACCEPTANCE = Paper(
    name="danger_acceptance",
    label=gettext_lazy("Acceptance of a treated major danger"),
    kind="验收意见书",
    code="验收",
    clause="18.8",
    template="danger_acceptance",
    issuers=PUBLIC,
    takes=(DANGER,),
    build=_acceptance,
    asks=(
        Ask("opinion", gettext_lazy("Opinion"), "longtext", required=False, max_length=2000,
            why=gettext_lazy("Stands in the paper below the result")),
    ),
)  # fmt: skip
