"""Records of the registers: plans, committee seats and what else units enter about themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal

from cast import COUNTY_GOVERNMENT, TOWN, TOWN_GOVERNMENT, Cast, unit

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Outcome, begin
from anlan.modules.allocation import Allocation
from anlan.modules.committee import Seat
from anlan.modules.duty_list import DutyItem, TenureReport
from anlan.modules.plan import Plan
from anlan.modules.public_unit import Establishment
from anlan.modules.public_unit.asking import asked_of, held_by
from anlan.modules.target import ControlTarget, YearFigures

COMMITTEE, TOWN_COMMITTEE = "445122/safety-committee", f"{TOWN}/town-safety-committee"


def post_of(code: str, key: str = "head") -> Post:
    """A post of a unit by its key."""
    return Post.objects.get(unit__code=code, key=key)


def adopt(
    act: Act, code: str, kind: str, adopted_on: str, *, covers: str = "", published_on: str = "",
    answering: Obligation | None = None, title: str = "关于安全生产的文件",
) -> Outcome:  # fmt: skip
    """Record that the unit adopted a document on that day."""
    answers = {
        "kind": kind,
        "title": title,
        "number": "",
        "adopted_on": dt.date.fromisoformat(adopted_on),
        "covers": covers,
        "published_on": dt.date.fromisoformat(published_on) if published_on else None,
        "content": "",
    }
    token = uuid.uuid4()
    return begin(model=Plan, unit=unit(code), answers=answers, act=act, submission=token, answering=answering)


def seat(act: Act, committee: str, role: str, post: Post, since: str = "2026-09-01") -> Outcome:
    """Fill a seat of a committee with a post."""
    answers = {"role": role, "post": str(post.pk), "occurred_on": dt.date.fromisoformat(since), "basis": ""}
    return begin(model=Seat, unit=unit(committee), answers=answers, act=act, submission=uuid.uuid4())


def returned(act: Act, code: str, day: str, **values: object) -> Outcome:
    """Report bodies and staff of a unit as of that day; what is not given is as it was held."""
    body = unit(code)
    answers = {name: getattr(held_by(body), name) for name in asked_of(body)} | values
    answers |= {"occurred_on": dt.date.fromisoformat(day), "basis": ""}
    return begin(model=Establishment, unit=body, answers=answers, act=act, submission=uuid.uuid4())


def some_returns(cast: Cast) -> None:
    """A town's and a bureau's return."""
    returned(cast.act("city"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=2, units_to_supervise=120)
    returned(cast.act("city"), "445122/emergency", "2026-09-02", safety_body=True, full_time_staff=6)


def allocate(act: Act, code: str, matter: str, industry: str = "", *, kind: str = "industry") -> Outcome:
    """Enter that a department is competent for a matter in an industry."""
    answers = {"matter": matter, "industry": industry, "kind": kind, "authority": "own", "document": "三定规定"}
    answers |= {"occurred_on": dt.date(2026, 9, 1)}
    return begin(model=Allocation, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def enter_figures(
    act: Act,
    code: str,
    year: int,
    accidents: int,
    deaths: int,
    larger: int = 0,
    major: int = 0,
    gdp: Decimal | None = None,
) -> Outcome:
    """Enter the figures of a year for a government's area."""
    answers = {"year": year, "accidents": accidents, "deaths": deaths, "larger": larger, "major": major, "gdp": gdp}
    answers |= {"disease_cases": None, "source": "演示数据"}
    return begin(model=YearFigures, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def set_target(act: Act, code: str, year: int, rate: str) -> Outcome:
    """Enter the control target of a year for a government's area."""
    answers = {"year": year, "rate": Decimal(rate), "source": "演示数据"}
    return begin(model=ControlTarget, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def some_targets(cast: Cast) -> None:
    """The control targets of two counties."""
    set_target(cast.act("city"), "445103/government", 2025, "0.012")
    set_target(cast.act("city"), COUNTY_GOVERNMENT, 2026, "0.015")


def some_allocations(cast: Cast) -> None:
    """Two departments of a county with a matter each."""
    allocate(cast.act("city"), "445122/emergency", "work_safety", "C")
    allocate(cast.act("city"), "445122/market", "special_equipment")


def some_figures(cast: Cast) -> None:
    """A year of two counties."""
    enter_figures(cast.act("city"), "445103/government", 2025, 9, 4)
    enter_figures(cast.act("city"), COUNTY_GOVERNMENT, 2025, 8, 3)


def list_item(act: Act, code: str, key: str, what: str, due_day: str, *, year: int = 2026) -> Outcome:
    """Add an item to the duty list of a post."""
    answers = {"post": str(post_of(code, key).pk), "year": year, "sector": "", "what": what}
    answers |= {"due_day": dt.date.fromisoformat(due_day)}
    return begin(model=DutyItem, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def report_tenure(
    act: Act, code: str, appointment: Appointment, day: str = "2026-11-20", occasion: str = "leaving"
) -> Outcome:
    """Report on a tenure."""
    answers = {
        "occasion": occasion,
        "appointment": str(appointment.pk),
        "text": "任期安全生产工作报告",
        "open_matters": "",
    }
    answers |= {"occurred_on": dt.date.fromisoformat(day)}
    return begin(model=TenureReport, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4())


def some_items(cast: Cast) -> None:
    """An item of a county's head and one of a town's leader in charge."""
    list_item(cast.act("city"), COUNTY_GOVERNMENT, "head", "带队检查", "2026-12-20")
    list_item(cast.act("city"), TOWN_GOVERNMENT, "in_charge", "调研", "2026-12-10")


def some_tenures(cast: Cast) -> None:
    """Reports of a county's head and a bureau's head."""
    report_tenure(cast.act("city"), COUNTY_GOVERNMENT, Appointment.objects.get(officer=cast.officer("county")))
    head = Appointment.objects.create(
        post=post_of("445122/emergency"), officer=cast.officer("officer"), since=dt.date(2026, 8, 1)
    )
    report_tenure(cast.act("city"), "445122/emergency", head)


def some_plans(cast: Cast) -> None:
    """A county's measures and a town's document."""
    adopt(cast.act("city"), COUNTY_GOVERNMENT, "local_measures", "2026-09-01")
    adopt(cast.act("city"), TOWN_GOVERNMENT, "leadership", "2026-09-02")


def some_seats(cast: Cast) -> None:
    """The directors of a county's and of a town's committee."""
    seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT))
    seat(cast.act("city"), TOWN_COMMITTEE, "director", post_of(TOWN_GOVERNMENT))


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "plan": some_plans,
    "seat": some_seats,
    "establishment": some_returns,
    "allocation": some_allocations,
    "yearfigures": some_figures,
    "controltarget": some_targets,
    "dutyitem": some_items,
    "tenurereport": some_tenures,
}
