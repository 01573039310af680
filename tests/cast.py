"""The cast: the accounts of the demonstration on the day of the tests, and what they do all day.

``NOW`` is a Monday morning in Chaozhou. Every function takes the moment as an argument, so no clock is ever frozen.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.life import acts
from anlan.kernel.life.steps import LIFE
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import Actor, actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem
from anlan.web import demonstration
from anlan.web.demonstration_enterprises import found_cast_enterprises

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The first day of a month, a quarter and a half-year.
WATCHED_FROM = dt.date(2026, 7, 1)
LOADED_AT = dt.datetime(2026, 7, 1, 8, 0, tzinfo=SHANGHAI)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()

CITY, COUNTY, TOWN = "445100", "445122", "445122100"
TOWN_PARTY, TOWN_GOVERNMENT = f"{TOWN}/town-party-committee", f"{TOWN}/town-government"
COUNTY_PARTY, COUNTY_GOVERNMENT = f"{COUNTY}/party-committee", f"{COUNTY}/government"
TOWN_DUTY = "town-monthly-meeting"


def at(day: str, time: str = "09:00") -> dt.datetime:
    """An instant in Chaozhou: ``at("2026-11-30", "23:59")``."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Cast:
    """The accounts by user name: city, county, office, town, officer, reviewer, safety, principal, stranger, auditor.

    ``office`` is the desk officer of the county's committee office, who records for the county's leaders.
    """

    officers: dict[str, Officer]

    def officer(self, username: str) -> Officer:
        return self.officers[username]

    def actor(self, username: str, *, on: dt.date = TODAY) -> Actor:
        return actor_for(officer=self.officers[username], on=on)

    def act(self, username: str, *, now: dt.datetime = NOW) -> Act:
        """Somebody of the cast about to act at that moment."""
        return Act(actor=self.actor(username, on=now.astimezone(SHANGHAI).date()), now=now, pack=installed_pack())


def call_the_cast() -> Cast:
    """Create two synthetic enterprises and the ten accounts, without passwords: tests log in by force."""
    found_cast_enterprises(on=WATCHED_FROM, pack=installed_pack())
    demonstration._accounts(on=WATCHED_FROM)
    return the_cast()


def the_cast() -> Cast:
    """The cast that was called before, with a new object for each officer."""
    return Cast({officer.username: officer for officer in Officer.objects.filter(synthetic=True)})


def unit(code: str) -> Unit:
    """A unit by its code."""
    return Unit.objects.select_related("area").get(code=code)


def owed(code: str, period: str, duty: str = TOWN_DUTY) -> Obligation:
    """What a unit owes under a duty for the period that begins on that day, as the database has it now."""
    rows = Obligation.objects.select_related("duty", "unit", "met_by")
    return rows.get(unit__code=code, duty__key=duty, period=period)


def answers_for(
    code: str,
    day: str,
    *,
    number: str = "2026 No. 11",
    form: str = "study",
    shared_with: str = "",
    decisions: Sequence[tuple[str, str, str]] = (),
) -> dict[str, object]:
    """The answers of a meeting's form. A decision is (what, code of the unit, day due)."""
    return {
        "occurred_on": dt.date.fromisoformat(day),
        "number": number,
        "form": form,
        "chair": str(Post.objects.get(unit__code=code, kind="head").pk),
        "safety_item": "听取安全生产情况汇报",
        "shared_with": str(unit(shared_with).pk) if shared_with else "",
        "decisions": [
            {"what": what, "unit": str(unit(owner).pk), "due_day": dt.date.fromisoformat(due), "letter_number": ""}
            for what, owner, due in decisions
        ],
    }


def hold(
    act: Act,
    code: str,
    day: str,
    *,
    submission: uuid.UUID | None = None,
    answering: Obligation | None = None,
    **answers: object,
) -> Outcome:
    """Record a meeting of the unit on that day; further arguments are those of ``answers_for``."""
    return begin(
        model=Meeting,
        unit=unit(code),
        answers=answers_for(code, day, **answers),  # type: ignore[arg-type]
        act=act,
        submission=submission or uuid.uuid4(),
        answering=answering,
    )


def withdraw(act: Act, meeting: Meeting, *, reason: str = "recorded by mistake") -> Outcome:
    """Take a recorded meeting back."""
    step = Meeting.workflow.step("withdraw")
    return take(record=meeting, step=step, answers={"reason": reason}, act=act)


def report(act: Act, decision: OrderItem, day: str) -> Outcome:
    """Answer that what a meeting decided was carried out on that day."""
    answers = {"occurred_on": dt.date.fromisoformat(day), "answer": "done"}
    return take(record=decision, step=OrderItem.workflow.step("answer"), answers=answers, act=act)


def treat(act: Act, row: Obligation, step: str, **answers: object) -> Event:
    """Take a step on an obligation: urge, accept, return, extend, waive, confirm, unconfirm."""
    return acts.treat(row=row, step=LIFE.step(step), answers=answers, act=act)
