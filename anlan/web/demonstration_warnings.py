"""The demonstration's risk warnings: whoever its own figures propose, through the same door as everybody's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from anlan.kernel.obligations.due import local_day, start_of
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin, take
from anlan.modules.warning import EarlyWarning
from anlan.modules.warning.reading import Place, enterprises_on, numbers_of, scores_on
from anlan.policy import Pack
from anlan.web.demonstration_years import Said

COUNTY, MOST, NUMBER = "445122", 2, 900


def risk_warnings(*, today: dt.date, pack: Pack) -> Iterator[Said]:
    """The day before yesterday the two enterprises with the most points are proposed, as far as there are any."""
    moment = start_of(day=today - dt.timedelta(days=2), pack=pack) + dt.timedelta(hours=10)
    yield Said(moment, lambda: _warn(moment=moment, pack=pack))


def _warn(*, moment: dt.datetime, pack: Pack) -> None:
    """In the cast's county its office proposes and the city confirms; elsewhere what the city proposes waits."""
    day, whole = local_day(moment=moment, pack=pack), Area.objects.get(parent=None)
    numbers, place = numbers_of(pack=pack, on=day), Place(whole.lo, whole.hi)
    among = enterprises_on(place=place, day=day)
    scores = scores_on(place=place, day=day, numbers=numbers, pack=pack, among=among)
    warned = sorted((-one.points, unit) for unit, one in scores.items() if one.warns)[:MOST]
    county = Area.objects.get(code=COUNTY)
    acts = {
        name: Act(actor_for(officer=Officer.objects.get(username=name), on=day), moment, pack)
        for name in ("city", "office")
    }
    for number, (_points, pk) in enumerate(warned, start=NUMBER):
        unit = Unit.objects.select_related("area").get(pk=pk)
        act = acts["office" if county.lo <= unit.position < county.hi else "city"]
        answers = {"receiver": str(act.actor.posts[0].unit.pk), "note": "演示:请核查隐患治理进度"}
        submission = uuid.UUID(int=number << 32 | 1 << 20)
        record = begin(model=EarlyWarning, unit=unit, answers=answers, act=act, submission=submission).record
        if act is acts["office"]:
            answers = {"task": "演示:到现场核查重大隐患和逾期事项"}
            take(record=record, step=EarlyWarning.workflow.step("confirm"), answers=answers, act=acts["city"])
