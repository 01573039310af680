"""The demonstration's ledgers of hidden dangers, taken over from before, and what a county's inspections found.

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
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin, take
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.modules.enterprise import Enterprise
from anlan.modules.hidden_danger import DANGER_SHEET, HiddenDanger
from anlan.policy import Pack
from anlan.web.demonstration_years import FIRST, Said, Voice
from anlan.web.synthetic_dangers import dangers

COUNTY, OFFICER = "445122", "officer"
# With the few that are told step by step, a dozen of them are major.
LOADED_BEFORE, PER_ENTERPRISE, MAJOR_SHARE = dt.timedelta(days=10), 0.97, 0.0031
SOURCE = "演示数据（虚构）"
# What the county's certified officer found: how many days ago, what, and how many days it took; None: still open.
INSPECTED = (
    (58, "演示:成品库消火栓被遮挡", 6), (55, "演示:空压机储气罐安全阀过期", 12), (51, "演示:危险化学品未分类存放", 9),
    (47, "演示:叉车未定期检验", 17), (44, "演示:配电房堆放杂物", 3), (40, "演示:气瓶未固定", 5),
    (36, "演示:有限空间未设警示标志", 10), (33, "演示:临时线路未穿管", 8), (29, "演示:应急照明损坏", 7),
    (12, "演示:燃气报警器未检定", None), (9, "演示:平台护栏松动", None),
)  # fmt: skip


def take_over_ledgers(*, units: Sequence[tuple[str, str]], count: int, today: dt.date, act: Act) -> None:
    """Enter the ledgers of these enterprises as an import of the city's office would, with one ledger entry."""
    post = act.actor.posts[0]
    made = dangers(
        units=units, count=round(count * PER_ENTERPRISE), today=today, loaded_on=act.today, major_share=MAJOR_SHARE
    )
    rows = list(made)
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
class Inspected:
    """A danger that the county found at one of the enterprises whose heads have accounts."""

    number: int
    voice: Voice

    @property
    def token(self) -> uuid.UUID:
        """The form that enters it."""
        return uuid.UUID(int=4 << 64 | self.number)

    @cached_property
    def head(self) -> Officer:
        """The head of the enterprise, who speaks for it."""
        seats = {"appointments__post__unit__area__code__startswith": COUNTY}
        heads = list(Officer.objects.filter(username__startswith="demo-", **seats).order_by("username"))
        return heads[self.number % len(heads)]

    def act(self, username: str, moment: dt.datetime) -> Act:
        """That officer about to act."""
        return Voice(self.voice.unit, username, self.voice.pack, self.voice.now).act(moment)

    def found(self, moment: dt.datetime, *, what: str) -> None:
        """The certified officer enters it."""
        act = self.act(OFFICER, moment)
        unit = Unit.objects.select_related("area").get(posts__appointments__officer=self.head)
        answers = {
            "what": what, "place": "演示:现场", "measure": "none_needed", "source": "inspection",
            "occurred_on": act.today, "put_right": "", "measure_note": "", "during": "", "longitude": None,
            "latitude": None,
        }  # fmt: skip
        begin(model=HiddenDanger, unit=unit, answers=answers, act=act, submission=self.token)

    def graded(self, moment: dt.datetime, *, due_day: dt.date) -> None:
        """It is to be put right by that day."""
        self._step(OFFICER, moment, "grade_general", due_day=due_day, category="object")

    def put_right(self, moment: dt.datetime) -> None:
        """The head of the enterprise says that it is."""
        on = self.act(OFFICER, moment).today
        self._step(self.head.username, moment, "rectify", occurred_on=on, result="演示:已整改")

    def accepted(self, moment: dt.datetime) -> None:
        """The officer has been there again."""
        on = self.act(OFFICER, moment).today
        self._step(OFFICER, moment, "accept", occurred_on=on, on_the_spot=True, note="演示:现场复查合格")

    def _step(self, username: str, moment: dt.datetime, name: str, **answers: Any) -> None:
        record = HiddenDanger.objects.select_related("unit__area").get(submission=self.token)
        take(record=record, step=record.workflow.step(name), answers=answers, act=self.act(username, moment))


def ledgers_of_the_city(*, count: int, now: dt.datetime, today: dt.date, pack: Pack) -> Iterator[Said]:
    """The ledgers of so many enterprises and the county's inspections, each at its moment."""
    voice = Voice(Unit.objects.get(code=FIRST), "city", pack, now)
    loaded = voice.at(today - LOADED_BEFORE, 9)
    known = Enterprise.objects.filter(unit__synthetic=True).exclude(unit__code__startswith="DEMO")
    units = list(known.order_by("id").values_list("unit__code", "industry"))
    if units:
        yield Said(loaded, lambda: take_over_ledgers(units=units, count=count, today=today, act=voice.act(loaded)))
        yield from _inspections(voice, today)


def _inspections(voice: Voice, today: dt.date) -> Iterator[Said]:
    for number, (ago, what, taken) in enumerate(INSPECTED, start=100):
        one, day = Inspected(number, voice), today - dt.timedelta(days=ago)
        moment = voice.at(day, 10)
        yield Said(moment, partial(one.found, moment, what=what))
        moment = voice.at(day, 11)
        yield Said(moment, partial(one.graded, moment, due_day=day + dt.timedelta(days=15)))
        if taken is not None:
            moment = voice.at(day + dt.timedelta(days=taken), 15)
            yield Said(moment, partial(one.put_right, moment))
            moment = voice.at(day + dt.timedelta(days=taken + 2), 10)
            yield Said(moment, partial(one.accepted, moment))
