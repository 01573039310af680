"""月报、季报: what an area owed in a month or quarter, what was met, what is late (9.3).

The numbers are those of the area's page for the same period on the same day. What Anlan does not register yet is said
to be so: it is never reported as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import outstanding_before, rows_as_of
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.area import WIDTH, Area
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask
from anlan.oversight.areas import Line, confirmed_in, lines_of, period_asked, surroundings, within
from anlan.oversight.papers.dangers import returned
from anlan.oversight.papers.gathering import SUPERVISING, counted, day_words, late_rows, most_rows
from anlan.oversight.papers.key_tasks import key_tasks
from anlan.oversight.wording import said
from anlan.policy.periods import Cadence, Period, period_of

MEETING = "meeting.held"
NOT_REGISTERED = "本系统尚未登记"
# What is counted in the area and period as soon as a module registers it: kind of event, the indicator's name in the
# form, unit of counting.
COUNTED = (
    ("patrol.done", "巡查次数", "次"),
    ("report.made", "上报隐患数", "条"),
    ("assist.done", "协助上级部门办理事项数", "项"),
    ("order.issued", "交办督办事项数", "项"),
    ("order_item.answered", "督办事项办理回复数", "项"),
    ("tour.held", "巡查督查下级和部门次数", "次"),
    ("led_inspection.held", "领导带队检查次数", "次"),
    ("inspection.made", "检查企业家次", "家次"),
    ("self_check.done", "企业自查次数", "次"),
    ("danger.accepted", "复查销号隐患数", "项"),
    ("plan.adopted", "制定规划、计划和清单数", "份"),
)
# What the superior's form asks for and no register of Anlan holds yet (月报、季报 of the field).
OTHERS = (
    "生产安全事故起数、死亡人数、受伤人数、直接经济损失（含同比）",
    "下达执法文书、责令停产停业、行政处罚和罚款",
    "举报投诉受理、核查和奖励",
    "安全生产教育培训",
    "安全生产责任保险参保",
    "职业病危害防治",
)
ASKS = (
    Ask(
        "problems",
        _("Problems"),
        "longtext",
        required=False,
        max_length=2000,
        why=_("Stands in the return as the chapter on problems"),
    ),
    Ask(
        "next_steps",
        _("Next steps"),
        "longtext",
        required=False,
        max_length=2000,
        why=_("Stands in the return as the chapter on next steps"),
    ),
)


def by_duty(*, area: Area, period: Period, act: Act) -> dict[Duty, Counts]:
    """The area's counts for each duty, from the figures that its page adds up; duties with nothing are left out."""
    where, width = within(area=area), WIDTH["nation"]
    found: dict[int, Counts] = {}
    rows = rows_as_of(today=act.today, since=period.start, until=period.end, where=where, width=width)
    for (_place, duty), counts in rows:
        found[duty] = found.get(duty, Counts()) + counts
    for (_place, duty), left in outstanding_before(day=act.today, where=where, width=width).items():
        found[duty] = found.get(duty, Counts()) + Counts(overdue=left)
    duties = Duty.objects.in_bulk(found)
    return {duties[pk]: counts for pk, counts in sorted(found.items()) if counts.owed or counts.overdue}


def meetings_of(*, duties: Mapping[Duty, Counts], area: Area, period: Period, act: Act) -> dict[str, Any]:
    """Meetings held against meetings due, and how many of any kind were recorded as held in the period."""
    total = Counts()
    for duty, counts in duties.items():
        policy = act.pack.duties.get(duty.key)
        if policy is not None and MEETING in policy.met_by.events:
            total += counts
    held = Performance.objects.filter(
        kind=MEETING,
        void=False,
        occurred_on__gte=period.start,
        occurred_on__lte=period.end,
        event__position__gte=area.lo,
        event__position__lt=area.hi,
    )
    return counted(total, held=held.values("event").distinct().count())


def registered(*, area: Area, period: Period) -> list[dict[str, str]]:
    """Events of the period in the area by kind, without those whose record was withdrawn later."""
    taken_back = {step.withdraws: step.event for _pages, step in DECLARED.discharge.values() if step.withdraws}
    found = []
    for kind, name, measure in COUNTED:
        if kind not in DECLARED.events:
            continue
        rows = Event.objects.filter(within(area=area), kind=kind, occurred_on__gte=period.start)
        rows = rows.filter(occurred_on__lte=period.end)
        if kind in taken_back:
            later = Event.objects.filter(
                kind=taken_back[kind], record_type=OuterRef("record_type"), record_id=OuterRef("record_id")
            )
            rows = rows.filter(~Exists(later))
        found.append({"name": name, "value": f"{rows.count()}{measure}"})
    return found


def _return(about: Mapping[str, str], act: Act, *, every: Cadence, label: str, kind: str) -> Content:
    around = surroundings(code=about["area"], actor=act.actor)
    area = around.area
    period = period_asked(label=label or period_of(every=every, day=act.today).label, today=act.today)
    if period.kind != every:
        raise Http404(label)
    lines = lines_of(area=area, children=around.children, period=period, duty=None, today=act.today)
    duties, total = by_duty(area=area, period=period, act=act), lines[-1].counts
    late = Obligation.objects.filter(within(area=area), state=Obligation.State.OPEN, due_day__lt=act.today)
    most = most_rows(act=act)
    listed = late.select_related("duty", "version", "unit").order_by("due_at", "id")[:most]
    name = period_name(period=period)
    return Content(
        title=f"{area.name_zh}{name}安全生产履职情况{kind}",
        recipient="",
        about={"area": area.code, "month" if every == "month" else "quarter": period.label},
        fields={
            "area": area.name_zh,
            "period": name,
            "since": day_words(period.start),
            "until": day_words(period.end),
            "as_of": day_words(act.today),
            "total": counted(total, title="合计", clause="—", area="合计"),
            "duties": [
                counted(counts, title=_duty_title(duty, act), clause=duty.clause) for duty, counts in duties.items()
            ],
            "areas": [counted(line.counts, area=_area_words(line)) for line in lines[:-1]],
            "meetings": meetings_of(duties=duties, area=area, period=period, act=act),
            "late": list(late_rows(listed, act=act)),
            "late_more": max(total.overdue - most, 0),
            "confirmed": confirmed_in(area=area),
            "tasks": key_tasks(area=area, period=period, act=act),
            "others": [
                *returned(area=area, period=period, act=act),
                *registered(area=area, period=period),
                *({"name": words, "value": NOT_REGISTERED} for words in OTHERS),
            ],
        },
    )


def _duty_title(duty: Duty, act: Act) -> str:
    policy = act.pack.duties.get(duty.key)
    return said(policy.title) if policy else duty.key


def _area_words(line: Line) -> str:
    if line.area is None:
        return "合计"
    return f"{line.area.name_zh}本级" if line.own else line.area.name_zh


def _monthly(about: Mapping[str, str], act: Act) -> Content:
    return _return(about, act, every="month", label=about["month"], kind="月报")


def _quarterly(about: Mapping[str, str], act: Act) -> Content:
    return _return(about, act, every="quarter", label=about["quarter"], kind="季报")


MONTHLY_RETURN = Paper(
    name="monthly_return",
    label=_("Monthly return"),
    kind="月报",
    code="月报",
    clause="9.3",
    template="return",
    issuers=SUPERVISING,
    takes=("area", "month"),
    build=_monthly,
    asks=ASKS,
)
QUARTERLY_RETURN = Paper(
    name="quarterly_return",
    label=_("Quarterly return"),
    kind="季报",
    code="季报",
    clause="9.3",
    template="return",
    issuers=SUPERVISING,
    takes=("area", "quarter"),
    build=_quarterly,
    asks=ASKS,
)
