"""What enterprises record over a year (6.3, 6.4, 6.6–6.9, 6.18): plans, checks, inspections, ledgers, assessments."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from cast import Cast, unit

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.kernel.records.record import Case
from anlan.modules.five_in_place import FIVE, FiveInPlace
from anlan.modules.safety_plan import QuarterlyCheck, SafetyPlan
from anlan.modules.self_check import SelfCheck
from anlan.modules.self_inspection import SelfInspection
from anlan.modules.work_ledger import WorkEntry

FIRST, SECOND = "DEMO-ENTERPRISE-1", "DEMO-ENTERPRISE-2"
# What, until which day, by which post.
Item = tuple[str, str, str]
ITEMS: tuple[Item, ...] = (("窑炉燃气报警器检定", "2026-10-31", ""), ("全员应急演练", "2026-12-20", "safety_manager"))


def post(code: str, key: str) -> str:
    """The number of an enterprise's post."""
    return str(Post.objects.get(unit__code=code, key=key).pk)


def _begin(
    model: type[Case], act: Act, code: str, answers: dict[str, object], answering: Obligation | None = None
) -> Outcome:
    return begin(
        model=model, unit=unit(code), answers=answers, act=act, submission=uuid.uuid4(), answering=answering
    )  # fmt: skip


def step(act: Act, record: Case, name: str, **answers: object) -> Outcome:
    """Take a step of a record; days are given as text."""
    dated = {key: dt.date.fromisoformat(str(value)) if key.endswith("_on") else value for key, value in answers.items()}
    return take(record=record, step=record.workflow.step(name), answers=dated, act=act)


def rows(code: str, items: Sequence[Item]) -> list[dict[str, object]]:
    """Items of a plan as the form gives them."""
    return [
        {"what": what, "due_day": dt.date.fromisoformat(day) if day else None, "responsible": key and post(code, key)}
        for what, day, key in items
    ]


def adopt(
    act: Act,
    code: str = FIRST,
    day: str = "2026-11-05",
    *,
    year: int = 2026,
    items: Sequence[Item] = ITEMS,
    by: str = "head",
    answering: Obligation | None = None,
) -> Outcome:
    """Record an enterprise's plan of a year."""
    answers: dict[str, object] = {"year": year, "adopted_on": dt.date.fromisoformat(day), "content": ""}
    answers |= {"approved_by": post(code, by), "items": rows(code, items)}
    return _begin(SafetyPlan, act, code, answers, answering)


def check(
    act: Act,
    code: str = FIRST,
    day: str = "2026-11-20",
    *,
    said: Sequence[tuple[int, str, str]] = (),
    answering: Obligation | None = None,
) -> Outcome:
    """Check a plan: of each item named, how it stands and a remark."""
    answers: dict[str, object] = {"occurred_on": dt.date.fromisoformat(day), "result": ""}
    answers["checked_by"] = post(code, "in_charge")
    answers["items"] = [{"item": str(item), "state": state, "remark": remark} for item, state, remark in said]
    return _begin(QuarterlyCheck, act, code, answers, answering)


def inspect(
    act: Act,
    code: str = FIRST,
    day: str = "2026-11-18",
    *,
    counts: tuple[int, int, int] = (3, 0, 2),
    places: str = "窑炉、釉料库",
) -> Outcome:
    """Record an inspection of an enterprise by itself; ``counts``: found, major, put right."""
    answers: dict[str, object] = dict(zip(("found", "major", "put_right"), counts, strict=True))
    answers |= {"occurred_on": dt.date.fromisoformat(day), "led_by": post(code, "head"), "places": places, "text": ""}
    return _begin(SelfInspection, act, code, answers)


def enter(act: Act, code: str = FIRST, day: str = "2026-11-20", kind: str = "daily_check", what: str = "") -> Outcome:
    """Make an entry in an enterprise's ledger."""
    answers: dict[str, object] = {"occurred_on": dt.date.fromisoformat(day), "kind": kind, "what": what}
    return _begin(WorkEntry, act, code, answers | {"post": post(code, "safety_manager")})


def assess(act: Act, code: str = FIRST, day: str = "2026-11-19", **said: str) -> Outcome:
    """Assess the five; what is not said is in place by a word of evidence."""
    answers: dict[str, object] = {"occurred_on": dt.date.fromisoformat(day), "missing": ""}
    for name in FIVE:
        answers |= {name: "in_place", f"{name}_evidence": "有制度、有记录"}
    return _begin(FiveInPlace, act, code, answers | said)


def self_check(
    act: Act,
    code: str = FIRST,
    day: str = "2026-11-20",
    *,
    said: Sequence[tuple[str, str, str]] = (),
    others: bool = True,
    **answers: object,
) -> Outcome:
    """Check an enterprise by its list: of single items the answer and what was found; the others as in order."""
    rows = [{"item": item, "answer": answer, "found": found, "place": "", "done": ""} for item, answer, found in said]
    given: dict[str, object] = {"occurred_on": dt.date.fromisoformat(day), "place": "", "note": "", "more": []}
    given |= {"checked_by": post(code, "safety_manager"), "items": rows, "others_in_order": others}
    return _begin(SelfCheck, act, code, given | answers)


def _of_both(make: Callable[[Act, str], Outcome]) -> Callable[[Cast], None]:
    """One record of the first enterprise and one of the other."""

    def made(cast: Cast) -> None:
        make(cast.act("safety"), FIRST)
        make(cast.act("stranger"), SECOND)

    return made


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "safetyplan": _of_both(adopt),
    "planitem": _of_both(adopt),
    "quarterlycheck": _of_both(check),
    "selfinspection": _of_both(inspect),
    "selfcheck": _of_both(self_check),
    "workentry": _of_both(enter),
    "fiveinplace": _of_both(assess),
}
