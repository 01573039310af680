"""Records of the field for the tests: patrols, reports upward, requests for assistance, tasks, progress reports."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from cast import COUNTY, NOW, TODAY, TOWN, WATCHED_FROM, Cast, at, unit

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.kernel.records.record import Case
from anlan.modules.assist import AssistRequest
from anlan.modules.danger_report import DangerReport
from anlan.modules.patrol import Patrol
from anlan.modules.progress_report import ProgressReport
from anlan.modules.task import Task

TOWN_OFFICE = f"{TOWN}/town-safety-office"
# The first two villages of the cast's town.
VILLAGE, NEXT_VILLAGE = f"{TOWN}001/village-committee", f"{TOWN}002/village-committee"


COUNTY_OFFICE, EMERGENCY = f"{COUNTY}/safety-committee-office", f"{COUNTY}/emergency"
HOUSING, CITY_EMERGENCY = f"{COUNTY}/housing", "445100/emergency"

FOUND = at("2026-11-23", "08:00")


def act_as(code: str, post: str, *, now: dt.datetime = NOW) -> Act:
    """Somebody of that body about to act: a new officer, appointed to the post of that key."""
    name = f"{code}:{post}"
    officer = Officer.objects.filter(username=name).first()
    if officer is None:
        officer = Officer.objects.create_officer(username=name, name=name, password=None)
        post_held = Post.objects.get(unit__code=code, key=post)
        Appointment.objects.create(post=post_held, officer=officer, since=WATCHED_FROM)
    return Act(actor=actor_for(officer=officer, on=TODAY), now=now, pack=installed_pack())


def started(model: type[Case], act: Act, code: str, answers: dict[str, object], **more: object) -> Outcome:
    """Begin a case of a unit, once."""
    given = {"submission": uuid.uuid4(), **more}
    return begin(model=model, unit=unit(code), answers=answers, act=act, **given)  # type: ignore[arg-type]


def taken(act: Act, record: Case, step: str, **answers: object) -> Outcome:
    """Take a step of a case as it stands in the database."""
    fresh = type(record).objects.select_related("unit", "unit__area").get(pk=record.pk)
    return take(record=fresh, step=fresh.workflow.step(step), answers=answers, act=act)


def patrol(
    act: Act,
    code: str,
    day: str,
    *,
    place: str = "沿河陶瓷作坊",
    visit: str = "patrol",
    visited: int = 3,
    found: int = 0,
    submission: uuid.UUID | None = None,
    answering: Obligation | None = None,
) -> Outcome:
    """Record a round."""
    answers: dict[str, object] = {
        "occurred_on": dt.date.fromisoformat(day),
        "visit": visit,
        "place": place,
        "units_visited": visited,
        "found": found,
        "note": "",
    }
    return started(Patrol, act, code, answers, submission=submission or uuid.uuid4(), answering=answering)


def some_patrols(cast: Cast) -> None:
    """Rounds of a town and of two of its villages."""
    town = cast.act("town")
    patrol(town, TOWN_OFFICE, "2026-11-20")
    patrol(town, VILLAGE, "2026-11-18", found=1)
    patrol(town, NEXT_VILLAGE, "2026-10-18", visit="service")


def tell(
    act: Act,
    code: str,
    receiver: str,
    *,
    what: str = "堆放易燃物堵塞消防通道",
    found: dt.datetime = FOUND,
    major: bool = False,
    submission: uuid.UUID | None = None,
) -> Outcome:
    """Report a danger to a body."""
    answers: dict[str, object] = {
        "what": what,
        "place": "沿河陶瓷作坊",
        "major": major,
        "found_at": found,
        "receiver": str(unit(receiver).pk),
    }
    return started(DangerReport, act, code, answers, submission=submission or uuid.uuid4())


def ask_for_help(
    act: Act,
    code: str,
    receiver: str,
    *,
    what: str = "配合核查陶瓷企业煤气发生炉",
    due: str = "2026-12-01",
    submission: uuid.UUID | None = None,
) -> Outcome:
    """Ask a body below for assistance."""
    answers: dict[str, object] = {
        "receiver": str(unit(receiver).pk),
        "what": what,
        "basis": "年度监督检查计划",
        "due_day": dt.date.fromisoformat(due),
        "telephone": "0768-0000000",
    }
    return started(AssistRequest, act, code, answers, submission=submission or uuid.uuid4())


def some_reports(cast: Cast) -> None:
    """Two villages tell the town; the town tells the county."""
    town = cast.act("town")
    tell(town, VILLAGE, TOWN_OFFICE)
    tell(town, NEXT_VILLAGE, EMERGENCY, what="无证存放液化气瓶")
    tell(town, TOWN_OFFICE, EMERGENCY, major=True)


def some_requests(cast: Cast) -> None:
    """A county's bureau and two offices ask for assistance."""
    ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE)
    ask_for_help(cast.act("city"), "445100/safety-committee-office", TOWN_OFFICE, due="2026-11-30")
    ask_for_help(act_as(COUNTY_OFFICE, "desk_officer"), COUNTY_OFFICE, TOWN_OFFICE, what="清点人员密集场所")


CITY_OFFICE, CITY_HOUSING = "445100/safety-committee-office", "445100/housing"


def give(
    act: Act,
    code: str,
    *,
    what: str = "制定安全生产权力和责任清单",
    clause: str = "8.7",
    due: str = "2027-06-30",
    assisting: Sequence[tuple[str, str]] = (),
    entered_late: str = "",
    submission: uuid.UUID | None = None,
) -> Outcome:
    """Give a unit a task; ``due`` empty makes it long-term; an assisting unit is (code, its part)."""
    answers: dict[str, object] = {
        "clause": clause,
        "what": what,
        "due_day": dt.date.fromisoformat(due) if due else None,
        "entered_late": entered_late,
        "assisting": [{"unit": str(unit(other).pk), "part": part} for other, part in assisting],
    }
    return started(Task, act, code, answers, submission=submission or uuid.uuid4())


def report_progress(
    act: Act,
    code: str,
    day: str,
    *,
    quarter: str = "2026-Q3",
    shared_with: str = "",
    text: str = "三季度贯彻落实情况",
    submission: uuid.UUID | None = None,
    answering: Obligation | None = None,
) -> Outcome:
    """Report to the city how the Opinions are carried out."""
    answers: dict[str, object] = {
        "quarter": quarter,
        "occurred_on": dt.date.fromisoformat(day),
        "text": text,
        "shared_with": str(unit(shared_with).pk) if shared_with else "",
    }
    return started(ProgressReport, act, code, answers, submission=submission or uuid.uuid4(), answering=answering)


def some_tasks(cast: Cast) -> None:
    """Two tasks of the city, one of them long-term, and contributions of two units."""
    city = cast.act("city")
    give(city, CITY_HOUSING, assisting=[("445100/police", ""), ("445122/government", "辖区内清单")])
    give(city, "445122/government", what="实现治理体系和治理能力现代化", clause="2.5", due="")


def some_progress(cast: Cast) -> None:
    """A county and a department of the city report."""
    office = act_as(COUNTY_OFFICE, "desk_officer")
    report_progress(office, "445122/government", "2026-10-12", shared_with="445122/party-committee")
    report_progress(act_as(CITY_HOUSING, "officer"), CITY_HOUSING, "2026-10-13")


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "patrol": some_patrols,
    "dangerreport": some_reports,
    "assistrequest": some_requests,
    "task": some_tasks,
    "contribution": some_tasks,
    "progressreport": some_progress,
}
# States of one record that the step of another sets: (record, state) → (record, step).
SET_BY_OTHERS = {
    ("contribution", "given"): ("task", "give"),
    ("contribution", "withdrawn"): ("task", "withdraw"),
}
