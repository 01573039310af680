"""The demonstration's risks and hidden dangers: synthetic, entered through the same door as everybody's.

The cast's first enterprise has a story: one danger closed, a major one that is listed by the city and of whose double
report one leg is missing, one being put right, one that waits to be graded. Others have some of each kind.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.obligations.due import start_of
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin, take
from anlan.kernel.records.record import Case
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise
from anlan.modules.hidden_danger import DoubleReport, HiddenDanger
from anlan.modules.hidden_danger.choices import OTHER_BASIS
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.modules.inspection import Inspection
from anlan.modules.risk_point import RiskPoint
from anlan.modules.risk_point.sheet import RISK_SHEET
from anlan.modules.risk_point.watching import watchers
from anlan.policy import Pack
from anlan.policy.risk_methods import typical_risks
from anlan.web.demonstration_years import Said

FIRST = "DEMO-ENTERPRISE-1"
SOURCE = "演示数据（虚构）"
SMALL = (
    "灭火器压力不足",
    "安全出口指示灯损坏",
    "配电箱前堆放杂物",
    "砂轮机防护罩缺失",
    "疏散通道堆放纸箱",
    "电线接头裸露",
    "叉车未年检",
)
LARGE = (
    "车间与宿舍设在同一建筑",
    "可燃粉尘除尘系统未采取控爆措施",
    "有限空间作业未审批无监护",
    "喷漆房无可燃气体报警",
)
AT_ONE_PLACE = {"longitude": None, "latitude": None, "measure_note": "", "during": ""}
RISKY, WATCHED_COUNTY = 260, "445103"


@dataclass
class Story:
    """Steps of one danger, each at its moment; the danger itself once it was entered."""

    pack: Pack
    number: int
    danger: HiddenDanger | None = None
    told: list[Said] = field(default_factory=list)

    def act(self, username: str, moment: dt.datetime) -> Act:
        """One of the cast about to act."""
        officer = Officer.objects.get(username=username)
        return Act(actor_for(officer=officer, on=moment.date()), moment, self.pack)

    def find(self, username: str, moment: dt.datetime, code: str, **answers: Any) -> None:
        """Somebody enters the danger."""

        def says() -> None:
            given = {"place": "演示地点", "measure": "none_needed", "put_right": "", "occurred_on": moment.date()}
            outcome = begin(
                model=HiddenDanger, unit=Unit.objects.get(code=code), answers={**AT_ONE_PLACE, **given, **answers},
                act=self.act(username, moment), submission=uuid.UUID(int=self.number << 32 | 1 << 20),
            )  # fmt: skip
            self.danger = outcome.record  # type: ignore[assignment]

        self.told.append(Said(moment, says))

    def step(self, username: str, moment: dt.datetime, name: str, of: Callable[[Any], Case | None] | None = None,
             **answers: Any) -> None:  # fmt: skip
        """Somebody takes a step of the danger, or of a record that came of it."""

        def says() -> None:
            record = of(self.danger) if of else self.danger
            assert record is not None
            now = type(record).objects.select_related("unit", "unit__area").get(pk=record.pk)
            take(record=now, step=now.workflow.step(name), answers=answers, act=self.act(username, moment))

        self.told.append(Said(moment, says))


def dangers_of_the_cast(*, today: dt.date, pack: Pack) -> Iterator[Said]:
    """The story of the cast's first enterprise."""

    def at(days: int, hour: int = 9) -> dt.datetime:
        return start_of(day=today - dt.timedelta(days=days), pack=pack) + dt.timedelta(hours=hour)

    closed = Story(pack, 1)
    closed.find("safety", at(60), FIRST, what="演示:球磨机防护栏缺失", source="self_check")
    closed.step("safety", at(59), "grade_general", due_day=today - dt.timedelta(days=45), category="object")
    closed.step("safety", at(50), "rectify", occurred_on=today - dt.timedelta(days=50), result="已加装防护栏")
    closed.step("principal", at(48), "accept", occurred_on=today - dt.timedelta(days=48), on_the_spot=True, note="")
    yield from closed.told
    listed = Story(pack, 2)
    body, city = (Unit.objects.get(code=code) for code in ("445122/emergency", "445100/government"))
    listed.find("officer", at(25), FIRST, what="演示:窑炉燃气总管压力报警失效，未与紧急切断联锁", source="inspection",
                measure="stopped")  # fmt: skip
    listed.step(
        "officer", at(24), "grade_major", criterion="GM8-04", reason="", supervisor=str(body.pk), category="object"
    )
    responsible = Post.objects.get(unit__code=FIRST, key="head")
    listed.step(
        "safety", at(21), "plan", responsible=str(responsible.pk), funds=86000, goal="恢复报警联锁",
        measures="更换压力变送器和切断阀，联锁调试", due_day=today + dt.timedelta(days=35),
        contingency="治理期间停用该窑，燃气总阀上锁挂牌",
    )  # fmt: skip
    legs = {leg: _leg(leg) for leg in ("to_regulator",)}
    listed.step("safety", at(20), "report", legs["to_regulator"], occurred_on=today - dt.timedelta(days=20),
                content="演示:现状、原因、危害程度、治理方案")  # fmt: skip
    listed.step("officer", at(18), "receive", legs["to_regulator"], remark="")
    listed.step(
        "city", at(17), "list", authority=str(city.pk), number="", requirements="演示:限期恢复报警联锁并经现场验收",
        interim="停用该窑", due_day=today + dt.timedelta(days=35), report_days=7, acceptance="",
    )  # fmt: skip
    listed.step("safety", at(11), "progress", lambda danger: Listing.objects.get(danger=danger.pk),
                progress="演示:设备已订货", percent=40)  # fmt: skip
    yield from listed.told
    treated = Story(pack, 3)
    treated.find("safety", at(6), FIRST, what="演示:仓库消防通道被成品占用", source="worker")
    treated.step("safety", at(6, 10), "grade_general", due_day=today + dt.timedelta(days=8), category="environment")
    yield from treated.told
    waiting = Story(pack, 4)
    waiting.find("safety", at(1), FIRST, what="演示:喷釉区除尘风管积尘", source="self_check")
    yield from waiting.told
    yield Said(at(25, 8), lambda: _inspect(moment=at(25, 8), number=5, pack=pack))


def _inspect(*, moment: dt.datetime, number: int, pack: Pack) -> None:
    """The county's bureau inspects the first enterprise by its plan, on the day on which its major danger was found."""
    act = Act(actor_for(officer=Officer.objects.get(username="officer"), on=moment.date()), moment, pack)
    answers = {
        "receiver": str(Unit.objects.get(code="445122/emergency").pk), "occurred_on": moment.date(), "basis": "plan",
        "manner": "unannounced", "document": "演示:年度监督检查计划", "certificates": "演示0001 演示0002",
        "looked_at": "演示:窑炉燃气系统", "dangers": [],
    }  # fmt: skip
    submission = uuid.UUID(int=number << 32 | 1 << 20)
    begin(model=Inspection, unit=Unit.objects.get(code=FIRST), answers=answers, act=act, submission=submission)


def _leg(leg: str) -> Callable[[Any], Case | None]:
    return lambda danger: DoubleReport.objects.get(danger=danger.pk, leg=leg, stage="treatment")


def dangers_of_others(*, today: dt.date, pack: Pack) -> Iterator[Said]:
    """Dangers of other enterprises: most put right on the spot, some recent ones open, a dozen major ones."""
    draw = random.Random(20171022)
    units = list(Unit.objects.filter(kind="enterprise", code__startswith="91000000DE").order_by("id")[:2000])
    city = Unit.objects.get(code="445100/emergency")
    for number, unit in enumerate(draw.sample(units, min(84, len(units))), start=100):
        story = Story(pack, number)
        major, days = number < 112, draw.randrange(2, 12)
        days = draw.randrange(8, 60) if major or draw.random() < 0.7 else days
        moment = start_of(day=today - dt.timedelta(days=days), pack=pack) + dt.timedelta(hours=draw.randrange(8, 18))
        if major:
            story.find("city", moment, unit.code, what=f"演示:{draw.choice(LARGE)}", source="patrol", measure="stopped")
            story.step("city", moment + dt.timedelta(hours=1), "grade_major", criterion=OTHER_BASIS,
                       reason="演示:须停产治理", supervisor=str(city.pk), category="")  # fmt: skip
        elif days > 12:
            story.find(
                "city", moment, unit.code, what=f"演示:{draw.choice(SMALL)}", source="patrol", put_right="现场整改"
            )
        else:
            story.find("city", moment, unit.code, what=f"演示:{draw.choice(SMALL)}", source="patrol")
            due = moment.date() + dt.timedelta(days=draw.randrange(5, 20))
            story.step("city", moment + dt.timedelta(hours=1), "grade_general", due_day=due, category="object")
        yield from story.told


def import_risks(*, pack: Pack, now: dt.datetime, on: dt.date) -> None:
    """Risk points of the cast's first enterprise and of some others, as an import of the city's office enters them."""
    act = Act(actor_for(officer=Officer.objects.get(username="city"), on=on), now, pack)
    post = act.actor.posts[0]
    rows = list(enumerate(_rows(), start=1))
    with sweeping():
        place = Place(unit=post.unit_id, position=post.unit.position, line=post.unit.line_id)
        event = append(
            entry=Entry(
                kind="risk.imported", occurred_on=on, officer=act.actor.officer.pk, post=post.pk, place=place,
                answers={"rows": len(rows), "synthetic": True},
            ),
            now=now,
        )  # fmt: skip
        columns = frozenset(column.name for column in RISK_SHEET.columns)
        loading = Loading(act, post.pk, UPDATE, on, SOURCE, "", columns, event)
        RISK_SHEET.load(rows=[(number, row, "new") for number, row in rows], loading=loading)
    _name_watchers(act=act)


def _rows() -> Iterator[dict[str, Any]]:
    """Two or three typical risks of each enterprise's own trade, where it lies; most of them are under control."""
    draw = random.Random(20171023)
    blank = {column.name: None for column in RISK_SHEET.columns}
    entries = list(Enterprise.objects.select_related("unit").order_by("id"))
    chosen = [entries[0], *draw.sample(entries[1:], min(RISKY, len(entries) - 1))]
    for entry in chosen:
        trades = [t for t in typical_risks().trades if any(entry.industry.startswith(p) for p in t.industries)]
        risks = draw.sample(trades[0].risks, 5 if entry is entries[0] else draw.randrange(1, 4)) if trades else []
        for number, risk in enumerate(risks, start=1):
            red = draw.random() < 0.06
            controlled = draw.random() < 0.85
            yield blank | {
                "unit": entry.unit.code, "code": f"FX-{number:03d}", "name": f"演示:{risk.name.zh}", "kind": risk.kind,
                "accident": risk.accident, "colour": "red" if red else risk.colour, "engineering": risk.measures,
                "level": "company" if controlled else None, "control_unit": "安全部" if controlled else None,
                "responsible": "演示安全员" if controlled else None,
                "longitude": entry.longitude, "latitude": entry.latitude,
            }  # fmt: skip


def _name_watchers(*, act: Act) -> None:
    """In one county every red and orange point has its leader already."""
    high: Sequence[RiskPoint] = list(
        RiskPoint.objects.filter(colour__in=("red", "orange"), unit__area__code__startswith=WATCHED_COUNTY)
        .select_related("unit", "unit__area")
        .order_by("id")
    )
    for point in high:
        offered = watchers(unit=point.unit, colour=point.colour)
        if offered:
            step = point.workflow.step("name_watcher")
            take(record=point, step=step, answers={"watcher": str(offered[0].pk)}, act=act)
