"""The demonstration's year of enterprises: plans, checks, a ledger, commitments and what ties one to others.

Everything is made up, dated relative to today, and said in its order: each act waits for its moment in the history.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from anlan.kernel.obligations.due import local_day, start_of
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin, take
from anlan.kernel.records.record import Case
from anlan.modules.commitment import Commitment
from anlan.modules.enterprise import Contract, Enterprise, Licence
from anlan.modules.facility import Facility
from anlan.modules.procedure import Procedure
from anlan.modules.safety_plan import PlanItem, QuarterlyCheck, SafetyPlan
from anlan.modules.self_check import SelfCheck
from anlan.modules.self_inspection import SelfInspection
from anlan.modules.work_ledger import DAILY_CHECK, WorkEntry
from anlan.policy import Pack
from anlan.policy.periods import period_of

FIRST, SECOND_CODE = "DEMO-ENTERPRISE-1", "91000000DEM000002C"
OTHERS, LEAST_EMPLOYEES = 40, 50
AIMS = "演示数据:落实全员安全生产责任制,全年不发生生产安全事故。"
ITEMS = (
    "演示:修订全员安全生产责任清单",
    "演示:窑炉燃气报警器检定",
    "演示:全员安全培训",
    "演示:综合应急预案演练",
    "演示:年终隐患大排查",
)
PROMISE = "演示数据:我单位承诺遵守安全生产法律法规,落实安全生产主体责任,接受社会和职工监督。"
LEDGER = (
    ("training", "演示:新员工三级安全教育"),
    ("equipment", "演示:叉车月度保养"),
    ("dangers", "演示:更换破损的防护罩"),
    ("protective", "演示:发放防尘口罩"),
)
DOCUMENTS = (
    ("operating", "演示:隧道窑安全操作规程", "窑炉工、装卸工"),
    ("operating", "演示:叉车安全操作规程", "叉车司机"),
    ("danger_rules", "演示:隐患排查治理制度", ""),
    ("risk_rules", "演示:安全风险分级管控制度", ""),
)
# Items of the check-list of ceramics (18.8), what was found there and what was done at once.
PUT_RIGHT = (
    ("CE-18", "演示:窑旁堆放纸箱", "演示:已搬离窑炉"),
    ("GE-07", "演示:一具灭火器失压", "演示:已更换"),
    ("GE-05", "演示:东侧通道堆物", "演示:已清走"),
)
STAGES = (
    ("design", "演示设计院(虚构)", "项目负责人", 3200, 3050),
    ("build", "演示建筑公司(虚构)", "项目经理", 3049, 2700),
    ("accept", "演示陶瓷有限公司(虚构)", "法定代表人", 2699, 2640),
    ("operate", "演示陶瓷有限公司(虚构)", "烧成车间主任", 2639, None),
)


@dataclass(frozen=True)
class Said:
    """Something that somebody says at a moment of the history."""

    moment: dt.datetime
    says: Callable[[], object]


@dataclass
class Voice:
    """Who speaks for one enterprise. Tokens count up, so that the same day gives the same data."""

    unit: Unit
    username: str
    pack: Pack
    now: dt.datetime
    told: int = 0

    def at(self, day: dt.date, hour: int = 10) -> dt.datetime:
        """That hour of the day, as far as it has come."""
        return min(start_of(day=day, pack=self.pack) + dt.timedelta(hours=hour), self.now)

    def record(self, model: type[Case], moment: dt.datetime, **answers: object) -> Case:
        """Begin a record of the enterprise at that moment."""
        self.told += 1
        token = uuid.UUID(int=self.unit.pk << 64 | 2 << 32 | self.told)
        return begin(model=model, unit=self.unit, answers=answers, act=self.act(moment), submission=token).record

    def act(self, moment: dt.datetime) -> Act:
        """The officer of the enterprise about to act."""
        on = local_day(moment=moment, pack=self.pack)
        return Act(actor_for(officer=Officer.objects.get(username=self.username), on=on), moment, self.pack)

    def post(self, key: str) -> str:
        """The number of one of its posts."""
        return str(Post.objects.get(unit=self.unit, key=key).pk)


def quarter_of(*, day: dt.date) -> dt.date:
    """The first day of the quarter."""
    return period_of(every="quarter", day=day).start


def adopted_on(*, start: dt.date, today: dt.date) -> dt.date:
    """When this year's plan was adopted: soon after the history begins, or at the end of the year before."""
    return start + dt.timedelta(days=10) if start.year == today.year else dt.date(today.year - 1, 12, 20)


def year_of_the_cast(*, start: dt.date, now: dt.datetime, today: dt.date, pack: Pack) -> Iterator[Said]:
    """The year of the cast's enterprise up to now. The check of this quarter is left to whoever plays it."""
    unit = Unit.objects.select_related("area").get(code=FIRST)
    principal, safety = (Voice(unit, name, pack, now) for name in ("principal", "safety"))
    safety.told = 1 << 16
    adopted = adopted_on(start=start, today=today)
    day = start + dt.timedelta(days=25)
    yield Said(principal.at(adopted), partial(_plan, principal, adopted, today.year))
    yield Said(principal.at(day, 9), partial(_promise, principal, day))
    yield Said(principal.at(day), partial(_inspect, principal, day))
    checked = quarter_of(day=today) - dt.timedelta(days=15)
    yield Said(safety.at(checked), partial(_check, safety, checked))
    day = start + dt.timedelta(days=12)
    yield Said(safety.at(day, 11), partial(_papers, safety, day, today))
    day = today - dt.timedelta(days=20)
    yield Said(safety.at(day, 11), partial(_contract, safety, day))
    yield from _self_checks(safety, start, today)
    yield from _ledger(safety, today)


def _plan(voice: Voice, day: dt.date, year: int) -> None:
    first, last = max(day, dt.date(year, 1, 1)), dt.date(year, 12, 31)
    items = [
        {"what": what, "responsible": "", "due_day": first + (last - first) * number / len(ITEMS)}
        for number, what in enumerate(ITEMS, start=1)
    ]
    voice.record(
        SafetyPlan, voice.at(day), year=year, adopted_on=day, approved_by=voice.post("head"), content=AIMS, items=items
    )


def _promise(voice: Voice, day: dt.date) -> None:
    known = Enterprise.objects.get(unit=voice.unit).legal_representative or "演示人员00001"
    voice.record(Commitment, voice.at(day, 9), occurred_on=day, signatory=known, text=PROMISE)


def _inspect(voice: Voice, day: dt.date) -> None:
    voice.record(
        SelfInspection, voice.at(day), occurred_on=day, led_by=voice.post("head"), places="演示:窑炉、釉料库、配电房",
        found=4, major=0, put_right=4, text="演示数据:通道堆物等四处,均已当场整改。",
    )  # fmt: skip


def _check(voice: Voice, day: dt.date) -> None:
    """Whatever fell due by then was done; the year before may have had no plan here."""
    items = PlanItem.objects.filter(unit=voice.unit, plan__year=day.year, due_day__lte=day).order_by("due_day", "id")
    rows = [{"item": str(one.pk), "state": "done", "remark": "演示:按期完成"} for one in items]
    voice.record(
        QuarterlyCheck, voice.at(day), occurred_on=day, checked_by=voice.post("in_charge"), items=rows,
        result="演示数据:各项工作按计划推进。",
    )  # fmt: skip


def _papers(voice: Voice, day: dt.date, today: dt.date) -> None:
    """A licence whose renewal is near, procedures and rules, and a kiln with all that were responsible for it."""
    moment = voice.at(day, 11)
    until = today + dt.timedelta(days=100)
    voice.record(
        Licence, moment, kind="pollution", number="演示-排污-0001", issued_by="演示发证机关(虚构)",
        valid_from=until - dt.timedelta(days=5 * 365), valid_until=until,
    )  # fmt: skip
    for kind, title, covers in DOCUMENTS:
        voice.record(Procedure, moment, kind=kind, title=title, covers=covers, version=str(day.year), occurred_on=day)
    facility = voice.record(Facility, moment, name="演示:隧道窑", place="演示地址")
    step = Facility.workflow.step("note_stage")
    for phase, who, role, since, until_ago in STAGES:
        answers = {
            "phase": phase, "who": who, "credit_code": "", "role": role,
            "occurred_on": today - dt.timedelta(days=since),
            "until": None if until_ago is None else today - dt.timedelta(days=until_ago),
        }  # fmt: skip
        take(record=facility, step=step, answers=answers, act=voice.act(moment))


def _contract(voice: Voice, day: dt.date) -> None:
    voice.record(
        Contract, voice.at(day, 11), kind="place", subject="演示:东厂房二楼", credit_code=SECOND_CODE, name="",
        needed="none", certificate_number="", certificate_until=None, begins_on=day,
        ends_on=day + dt.timedelta(days=364), agreement_on=day,
    )  # fmt: skip


def _self_checks(voice: Voice, start: dt.date, today: dt.date) -> Iterator[Said]:
    """One self-check in each month of the history before this one, each with something that was put right at once."""
    found = itertools.cycle(PUT_RIGHT)
    day = start.replace(day=20)
    while day < today.replace(day=1):
        if day > start:
            yield Said(voice.at(day, 16), partial(_self_check, voice, day, *next(found)))
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=20)


def _self_check(voice: Voice, day: dt.date, item: str, what: str, done: str) -> None:
    row = {"item": item, "answer": "fixed", "found": what, "place": "演示:烧成车间", "done": done}
    voice.record(
        SelfCheck, voice.at(day, 16), occurred_on=day, checked_by=voice.post("safety_manager"), place="", items=[row],
        others_in_order=True, more=[], note="",
    )  # fmt: skip


def _ledger(voice: Voice, today: dt.date) -> Iterator[Said]:
    """This month's ledger up to yesterday: a daily check on working days, and something else on some of them."""
    draw = random.Random(20171022)
    others = iter(LEDGER)
    for number in range(1, today.day):
        day = today.replace(day=number)
        if day.isoweekday() > 6:
            continue
        yield Said(voice.at(day, 17), partial(_entry, voice, day, DAILY_CHECK, ""))
        if draw.random() < 0.25 and (more := next(others, None)):
            yield Said(voice.at(day, 18), partial(_entry, voice, day, *more))


def _entry(voice: Voice, day: dt.date, kind: str, what: str) -> None:
    hour = 17 if kind == DAILY_CHECK else 18
    post = voice.post("safety_manager")
    voice.record(WorkEntry, voice.at(day, hour), occurred_on=day, kind=kind, what=what, post=post)


def years_of_others(*, start: dt.date, now: dt.datetime, today: dt.date, pack: Pack) -> Iterator[Said]:
    """Some enterprises beside the cast's get their posts; their heads publish a commitment and record a plan."""
    draw = random.Random(20171023)
    large = Enterprise.objects.filter(unit__synthetic=True, employees__gte=LEAST_EMPLOYEES).exclude(
        unit__code__startswith="DEMO"
    )
    found = list(large.exclude(ownership="individual").select_related("unit__area").order_by("id"))
    chosen = draw.sample(found, min(OTHERS, len(found)))
    opened = start_of(day=start + dt.timedelta(days=3), pack=pack)
    city = actor_for(officer=Officer.objects.get(username="city"), on=start)
    yield Said(opened, partial(_open_posts, chosen, Act(city, opened, pack)))
    for number, entry in enumerate(chosen):
        voice = Voice(entry.unit, f"demo-{number + 1:02d}", pack, now)
        day = adopted_on(start=start, today=today) + dt.timedelta(days=draw.randrange(0, 9))
        yield Said(voice.at(day, 14), partial(_short_plan, voice, day, today.year))
        day = start + dt.timedelta(days=draw.randrange(5, 90))
        yield Said(voice.at(day, 9), partial(_promise, voice, day))


def _open_posts(chosen: list[Enterprise], act: Act) -> None:
    step = Enterprise.workflow.step("open_posts")
    for number, entry in enumerate(chosen):
        take(record=entry, step=step, answers={}, act=act)
        head = Post.objects.get(unit=entry.unit_id, key="head")
        officer = Officer.objects.create_officer(
            username=f"demo-{number + 1:02d}", name=f"演示人员{number + 1:05d}", password=None, synthetic=True
        )
        Appointment.objects.create(post=head, officer=officer, since=act.today)


def _short_plan(voice: Voice, day: dt.date, year: int) -> None:
    items = [
        {"what": ITEMS[2], "responsible": "", "due_day": None},
        {"what": ITEMS[4], "responsible": "", "due_day": None},
    ]
    voice.record(
        SafetyPlan, voice.at(day, 14), year=year, adopted_on=day, approved_by=voice.post("head"), content=AIMS,
        items=items,
    )  # fmt: skip
