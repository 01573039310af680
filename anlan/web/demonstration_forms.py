"""The demonstration's form of another system: made up, and saying so; no real system's form is known here (3.29)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from anlan.kernel.obligations.due import local_day, start_of
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.records.door import Act, begin, take
from anlan.modules.upward_form.cases import UpwardForm
from anlan.policy import Pack
from anlan.web.demonstration_years import Said

TITLE, SYSTEM = "演示:隐患上报表(虚构)", "演示:上级系统(虚构)"
NUMBER = 950
# Heading and what it means, in the form's order.
HEADINGS = (
    ("序号", "row"), ("企业名称", "list:unit"), ("统一社会信用代码", "sheet:unit"), ("排查日期", "sheet:found_on"),
    ("隐患描述", "sheet:what"), ("隐患部位", "sheet:place"), ("隐患等级", "sheet:grade"),
    ("整改期限", "sheet:due_day"), ("整改完成日期", "sheet:rectified_on"), ("整改措施", "sheet:result"),
    ("系统编号", "sheet:upward_number"), ("备注", ""),
)  # fmt: skip


def form_of_another_system(*, today: dt.date, pack: Pack) -> Iterator[Said]:
    """A week ago the city entered one form for hidden dangers and said what its headings mean."""
    moment = start_of(day=today - dt.timedelta(days=7), pack=pack) + dt.timedelta(hours=9)
    yield Said(moment, lambda: _enter(moment=moment, pack=pack))


def _enter(*, moment: dt.datetime, pack: Pack) -> None:
    day = local_day(moment=moment, pack=pack)
    act = Act(actor_for(officer=Officer.objects.get(username="city"), on=day), moment, pack)
    head = f"{TITLE}\t\n" + "\t".join(text for text, _means in HEADINGS)
    answers = {"title": TITLE, "system": SYSTEM, "register": "hiddendanger", "head": head}
    submission = uuid.UUID(int=NUMBER << 32 | 1 << 20)
    unit = act.actor.posts[0].unit
    record = begin(model=UpwardForm, unit=unit, answers=answers, act=act, submission=submission).record
    rows = [
        {"place": str(place), "means": means, "fixed": ""} for place, (_text, means) in enumerate(HEADINGS)
    ]  # fmt: skip
    take(record=record, step=UpwardForm.workflow.step("explain"), answers={"headings": rows}, act=act)
    words = [{"code": "grade:general", "word": "一般事故隐患"}, {"code": "grade:major", "word": "重大事故隐患"}]
    take(record=record, step=UpwardForm.workflow.step("translate"), answers={"words": words}, act=act)
