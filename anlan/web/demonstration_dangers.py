"""The demonstration's hidden dangers: ledgers taken over, a county's inspections, and the story of one enterprise.

Everything is made up and says so. The ledgers come in as an office imports them; the rest is said step by step.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin, take
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.modules.enterprise import Enterprise
from anlan.modules.hidden_danger import DANGER_SHEET, DoubleReport, HiddenDanger
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.policy import Pack
from anlan.web.demonstration_years import FIRST, Said, Voice
from anlan.web.synthetic_dangers import dangers

EMERGENCY, COUNTY = "445122/emergency", "445122"
LOADED_BEFORE, PER_ENTERPRISE = dt.timedelta(days=10), 0.97
SOURCE = "演示数据（虚构）"
# What the county's certified officer found: how many days ago, what, and how many days it took; None: still open.
INSPECTED = (
    (58, "演示:成品库消火栓被遮挡", 6), (55, "演示:空压机储气罐安全阀过期", 12), (51, "演示:危险化学品未分类存放", 9),
    (47, "演示:叉车未定期检验", 17), (44, "演示:配电房堆放杂物", 3), (40, "演示:气瓶未固定", 5),
    (36, "演示:有限空间未设警示标志", 10), (33, "演示:临时线路未穿管", 8), (29, "演示:应急照明损坏", 7),
    (12, "演示:燃气报警器未检定", None), (9, "演示:平台护栏松动", None),
)  # fmt: skip
ON_THE_SPOT = ("演示:二号窑旁灭火器被遮挡", "烧成车间", "演示:当场移开货架")
GENERAL = ("演示:釉料车间配电箱门缺失", "釉料车间")
MAJOR = ("演示:隧道窑燃气总管未设低压报警和联锁切断", "一号隧道窑")
PLAN = {
    "funds": 85000, "measures": "演示:加装低压报警和紧急切断阀并联锁，由有资质的单位安装调试",
    "contingency": "演示:治理期间停用一号窑，总阀上锁挂牌，专人值守", "goal": "演示:报警和切断试验合格",
}  # fmt: skip
PROGRESS = ((14, 20, "演示:设备已订货"), (8, 45, "演示:切断阀到货，管道停气置换"), (2, 70, "演示:已安装，待联锁调试"))


def take_over_ledgers(*, units: Sequence[tuple[str, str]], count: int, today: dt.date, act: Act) -> None:
    """Enter the ledgers of these enterprises as an import of the city's office would, with one ledger entry."""
    post = act.actor.posts[0]
    rows = list(dangers(units=units, count=round(count * PER_ENTERPRISE), today=today, loaded_on=act.today))
    place = Place(unit=post.unit_id, position=post.unit.position, line=post.unit.line_id)
    event = append(
        entry=Entry(
            kind="danger.imported", occurred_on=act.today, officer=act.actor.officer.pk, post=post.pk, place=place,
            answers={"rows": len(rows), "synthetic": True},
        ),
        now=act.now,
    )  # fmt: skip
    columns = frozenset(column.name for column in DANGER_SHEET.columns)
    loading = Loading(act, post.pk, UPDATE, act.today, SOURCE, "", columns, event)
    DANGER_SHEET.load(rows=[(number, row, "new") for number, row in enumerate(rows)], loading=loading)


@dataclass
class Told:
    """One danger of the story, whose steps are taken by several people on several days."""

    number: int
    voice: Voice

    @property
    def token(self) -> uuid.UUID:
        """The form that enters it."""
        return uuid.UUID(int=4 << 64 | self.number)

    def act(self, username: str, moment: dt.datetime) -> Act:
        """That officer about to act."""
        return Voice(self.voice.unit, username, self.voice.pack, self.voice.now).act(moment)

    def found(self, username: str, moment: dt.datetime, **answers: Any) -> None:
        """It is entered."""
        act = self.act(username, moment)
        usual = {
            "measure": "none_needed", "source": "self_check", "occurred_on": act.today, "put_right": "",
            "measure_note": "", "during": "", "longitude": None, "latitude": None, "photos": [],
        }  # fmt: skip
        begin(model=HiddenDanger, unit=self.unit, answers=usual | answers, act=act, submission=self.token)

    def step(self, username: str, moment: dt.datetime, name: str, **answers: Any) -> None:
        """A step of it is taken."""
        self.take(self.danger, username, moment, name, **answers)

    def take(self, record: Any, username: str, moment: dt.datetime, name: str, **answers: Any) -> None:
        """A step of a record that belongs to it is taken."""
        take(record=record, step=record.workflow.step(name), answers=answers, act=self.act(username, moment))

    @property
    def danger(self) -> HiddenDanger:
        """It, as it stands."""
        return HiddenDanger.objects.select_related("unit__area").get(submission=self.token)

    @cached_property
    def unit(self) -> Unit:
        """Where it is."""
        return self.voice.unit


@dataclass
class Inspected(Told):
    """A danger that the county found at one of the enterprises whose heads have accounts."""

    @cached_property
    def head(self) -> Officer:
        """The head of the enterprise, who speaks for it."""
        own = Officer.objects.filter(
            username__startswith="demo-", appointments__post__unit__area__code__startswith=COUNTY
        )
        heads = list(own.order_by("username"))
        return heads[self.number % len(heads)]

    @cached_property
    def unit(self) -> Unit:
        """The unit of the head's post."""
        return Unit.objects.select_related("area").get(posts__appointments__officer=self.head)


def dangers_of_the_city(*, count: int, now: dt.datetime, today: dt.date, pack: Pack) -> Iterator[Said]:
    """The ledgers, the county's inspections and what the cast's enterprise went through, each at its moment."""
    voice = Voice(Unit.objects.get(code=FIRST), "city", pack, now)
    loaded = voice.at(today - LOADED_BEFORE, 9)
    known = Enterprise.objects.filter(unit__synthetic=True).exclude(unit__code__startswith="DEMO")
    units = list(known.order_by("id").values_list("unit__code", "industry"))
    if units:
        yield Said(loaded, lambda: take_over_ledgers(units=units, count=count, today=today, act=voice.act(loaded)))
        yield from _inspections(voice, today)
    yield from _story(voice, today)


def _inspections(voice: Voice, today: dt.date) -> Iterator[Said]:
    for number, (ago, what, taken) in enumerate(INSPECTED, start=100):
        told, day = Inspected(number, voice), today - dt.timedelta(days=ago)
        moment, due = voice.at(day, 10), day + dt.timedelta(days=15)
        yield Said(moment, partial(told.found, "officer", moment, what=what, place="现场", source="inspection"))
        moment = voice.at(day, 11)
        yield Said(moment, partial(told.step, "officer", moment, "grade_general", due_day=due, category="object"))
        if taken is None:
            continue
        moment = voice.at(day + dt.timedelta(days=taken), 15)
        yield Said(moment, partial(_put_right, told, moment))
        moment = voice.at(day + dt.timedelta(days=taken + 2), 10)
        yield Said(moment, partial(_accept, told, moment))


def _put_right(told: Inspected, moment: dt.datetime) -> None:
    told.step(
        told.head.username, moment, "rectify", occurred_on=told.act("officer", moment).today,
        result="演示:已整改", photos=[],
    )  # fmt: skip


def _accept(told: Told, moment: dt.datetime) -> None:
    on = told.act("officer", moment).today
    told.step("officer", moment, "accept", occurred_on=on, on_the_spot=True, note="演示:现场复查合格", photos=[])


def _story(voice: Voice, today: dt.date) -> Iterator[Said]:
    """One fixed on the spot, one being put right, and a major one: planned, told to the regulator alone, listed."""
    major, general, small = Told(1, voice), Told(2, voice), Told(3, voice)
    limit = today + dt.timedelta(days=30)

    def said(ago: int, hour: int, does: Any, username: str, *names: str, **answers: Any) -> Said:
        moment = voice.at(today - dt.timedelta(days=ago), hour)
        return Said(moment, partial(does, username, moment, *names, **answers))

    what, place = MAJOR
    yield said(26, 9, major.found, "safety", what=what, place=place, measure="stopped", measure_note="演示:一号窑停用")
    yield said(25, 10, partial(_grade_major, major), "officer")
    yield said(23, 10, partial(_plan, major), "principal", due_day=limit)
    yield said(22, 10, partial(_tell_regulator, major), "safety")
    yield said(21, 10, partial(_receive, major), "officer")
    yield said(20, 10, partial(_list, major), "city", due_day=limit)
    for ago, percent, text in PROGRESS:
        yield said(ago, 16, partial(_progress, major), "safety", percent=percent, progress=text)
    what, place, done = ON_THE_SPOT
    yield said(6, 11, small.found, "safety", what=what, place=place, put_right=done)
    what, place = GENERAL
    yield said(5, 10, general.found, "town", what=what, place=place, source="patrol")
    due = today + dt.timedelta(days=8)
    yield said(5, 11, general.step, "town", "grade_general", due_day=due, category="object")


def _grade_major(told: Told, username: str, moment: dt.datetime) -> None:
    told.step(
        username, moment, "grade_major", criterion="GM8-04", reason="", category="object",
        supervisor=str(Unit.objects.get(code=EMERGENCY).pk),
    )  # fmt: skip


def _plan(told: Told, username: str, moment: dt.datetime, *, due_day: dt.date) -> None:
    responsible = Post.objects.get(unit=told.unit, key="in_charge")
    told.step(username, moment, "plan", responsible=str(responsible.pk), due_day=due_day, **PLAN)


def _leg(told: Told) -> DoubleReport:
    return DoubleReport.objects.get(danger=told.danger, leg="to_regulator", stage="treatment")


def _tell_regulator(told: Told, username: str, moment: dt.datetime) -> None:
    content = "\n".join((MAJOR[0], str(PLAN["measures"])))
    day = told.act(username, moment).today
    told.take(_leg(told), username, moment, "report", occurred_on=day, content=content)


def _receive(told: Told, username: str, moment: dt.datetime) -> None:
    told.take(_leg(told), username, moment, "receive", remark="")


def _list(told: Told, username: str, moment: dt.datetime, *, due_day: dt.date) -> None:
    told.step(
        username, moment, "list", authority=str(Unit.objects.get(code="445100/government").pk),
        number="演示督办1号(虚构)", requirements="演示:限期完成燃气联锁改造并试验合格", due_day=due_day,
        interim="演示:治理期间停用一号窑", report_days=7, acceptance="演示:现场试验",
    )  # fmt: skip


def _progress(told: Told, username: str, moment: dt.datetime, *, percent: int, progress: str) -> None:
    listing = Listing.objects.get(danger=told.danger)
    told.take(listing, username, moment, "progress", progress=progress, percent=percent, photos=[])
