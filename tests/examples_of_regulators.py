"""Who answers for what of an enterprise: entries as a committee's office makes them (5.1, 6.21)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from cast import COUNTY, TODAY, Cast, unit
from django.conf import settings
from django.test import Client
from examples_of_enterprises import FIRST, register

from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.modules.regulator import Regulator
from anlan.oversight.regulator_figures import figures_of
from anlan.rules.regulators import Tally

EMERGENCY, MARKET, FIRE = "445122/emergency", "445122/market", "445122/county-fire"
GOVERNMENT, OFFICE = "445122/government", "445122/safety-committee-office"


def answers_for(body: str, role: str = "regulator", matter: str = "work_safety", **given: object) -> dict[str, object]:
    """The answers of the form: by its own power, as of today."""
    answers: dict[str, object] = {"role": role, "matter": matter, "receiver": str(unit(body).pk)}
    answers |= {"authority": "own" if matter else "", "document": "", "occurred_on": TODAY, "telephone": ""}
    return answers | given


def enter(
    act: Act, code: str, body: str, role: str = "regulator", matter: str = "work_safety", **given: object
) -> Outcome:
    """Enter that a body answers for an enterprise."""
    answers = answers_for(body, role, matter, **given)
    return begin(model=Regulator, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def end(act: Act, tie: Regulator, day: dt.date = TODAY) -> Outcome:
    """End an entry on that day."""
    step = Regulator.workflow.step("end")
    return take(record=tie, step=step, answers={"occurred_on": day, "reason": "机构改革"}, act=act)


def area(code: str = COUNTY) -> Area:
    """An area by its code; the county of the cast."""
    return Area.objects.get(code=code)


def tallies(cast: Cast, code: str = COUNTY) -> dict[str, Tally]:
    """The figures of an area by matter."""
    return {one.matter: one.tally for one in figures_of(area=area(code), act=cast.act("city"))}


def reader(cast: Cast, username: str) -> Client:
    """The browser of one of the cast, who reads English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer(username))
    return client


def appoint(code: str, username: str, telephone: str = "") -> Officer:
    """An officer of a department, from today on."""
    post = Post.objects.get(unit__code=code, key="officer")
    officer = Officer.objects.create_officer(username=username, name=username, password=None, synthetic=True)
    Officer.objects.filter(pk=officer.pk).update(telephone=telephone)
    Appointment.objects.create(post=post, officer=officer, since=TODAY)
    return officer


def some_regulators(cast: Cast) -> None:
    """Three bodies that answer for an enterprise of the cast and for another one."""
    city = cast.act("city")
    other = register(cast.act("town"), "91000000DEM000004J", "演示印刷有限公司(虚构)").record.unit.code
    enter(city, FIRST, EMERGENCY, telephone="0768-0000000")
    enter(city, FIRST, GOVERNMENT, "statistics", "")
    enter(city, other, FIRE, matter="fire")


EXAMPLES: dict[str, Callable[[Cast], None]] = {"regulator": some_regulators}
