"""Hidden dangers for the tests (18.7, 18.8, 19.1–19.4): found, graded, treated, re-checked, reported to both sides."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from cast import COUNTY, Cast, at, unit
from examples_of_the_field import act_as

from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act, Outcome, begin, take
from anlan.kernel.records.record import Case
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.hidden_danger.choices import OTHER_BASIS
from anlan.modules.hidden_danger.listed.listing import Listing

FIRST, SECOND = "DEMO-ENTERPRISE-1", "DEMO-ENTERPRISE-2"
EMERGENCY = f"{COUNTY}/emergency"
KILN = "窑炉煤气总管没有低压报警装置"


def find(act: Act, code: str = FIRST, **answers: object) -> HiddenDanger:
    """Enter a danger that was found today."""
    given: dict[str, object] = {
        "what": KILN, "place": "一号窑", "measure": "none_needed", "source": "self_check", "occurred_on": act.today,
        "put_right": "", "measure_note": "", "during": "", "longitude": None, "latitude": None,
    }  # fmt: skip
    if code not in [post.unit.code for post in act.actor.posts]:
        given["source"] = "patrol"
    outcome = begin(model=HiddenDanger, unit=unit(code), answers=given | answers, act=act, submission=uuid.uuid4())
    return fresh(outcome.record)


def fresh(record: Case) -> HiddenDanger:
    """The record as it stands in the database."""
    return type(record).objects.select_related("unit", "unit__area").get(pk=record.pk)  # type: ignore[no-any-return]


def step(act: Act, record: Case, name: str, **answers: object) -> Outcome:
    """Take a step of a record as it stands; days are given as text."""
    now = fresh(record)
    dated = {
        key: dt.date.fromisoformat(value) if key.endswith(("_on", "_day")) and isinstance(value, str) else value
        for key, value in answers.items()
    }
    return take(record=now, step=now.workflow.step(name), answers=dated, act=act)


def major(act: Act, danger: Case, *, supervisor: str = EMERGENCY, **answers: object) -> Outcome:
    """Grade it as major, for a reason of its own unless a criterion is given."""
    given: dict[str, object] = {"criterion": OTHER_BASIS, "reason": "停产才能治理", "category": ""}
    return step(act, danger, "grade_major", supervisor=str(unit(supervisor).pk), **{**given, **answers})


def general(act: Act, danger: Case, day: str = "2026-12-04") -> Outcome:
    """Grade it as general, to be put right by that day."""
    return step(act, danger, "grade_general", due_day=day, category="object")


def plan(act: Act, danger: Case, day: str = "2026-12-20", *, responsible: str = "head") -> Outcome:
    """Adopt the treatment plan with its five fixings."""
    post = Post.objects.get(unit=danger.unit_id, key=responsible)
    return step(
        act, danger, "plan", responsible=str(post.pk), funds=20000, measures="加装低压报警并联锁切断", due_day=day,
        contingency="治理期间停窑，煤气总阀上锁", goal="",
    )  # fmt: skip


def rectify(act: Act, danger: Case, day: str = "2026-11-23") -> Outcome:
    """Report it as put right."""
    return step(act, danger, "rectify", occurred_on=day, result="已加装低压报警装置并试验")


def accept(act: Act, danger: Case, day: str = "2026-11-23", *, on_the_spot: bool = True) -> Outcome:
    """Accept it after a re-check."""
    return step(act, danger, "accept", occurred_on=day, on_the_spot=on_the_spot, note="")


def some_dangers(cast: Cast) -> None:
    """Two at the first enterprise, one at the second, one found by the county's bureau."""
    find(cast.act("safety"))
    find(cast.act("safety"), what="灭火器过期", place="仓库", put_right="已更换", measure="fenced")
    find(cast.act("stranger"), SECOND, what="配电箱门缺失", place="车间")
    find(cast.act("officer"), "445122100/town-government", what="会议室疏散门上锁", place="三楼")


def some_double_reports(cast: Cast) -> None:
    """Both legs of one major danger."""
    major(cast.act("safety"), find(cast.act("safety")))
    major(cast.act("stranger"), find(cast.act("stranger"), SECOND))


def put_on_the_list(act: Act, danger: Case, *, authority: str, day: str = "2026-12-20") -> Listing:
    """Put a major danger under listed supervision."""
    step(
        act, danger, "list", authority=str(unit(authority).pk), number="", requirements="限期完成治理",
        interim="停窑", due_day=day, report_days=7, acceptance="现场验收",
    )  # fmt: skip
    return Listing.objects.get(danger=danger.pk, state="listed")


def some_listings(cast: Cast) -> None:
    """One of the county, one of the city."""
    for username, authority, whose in (("officer", EMERGENCY, "safety"), ("city", "445100/government", "stranger")):
        danger = find(cast.act(whose), FIRST if whose == "safety" else SECOND)
        major(cast.act(whose), danger, supervisor="445100/emergency")
        put_on_the_list(cast.act(username), danger, authority=authority)


def some_rungs(cast: Cast) -> None:
    """A rung for each of two listings that are late."""
    some_listings(cast)
    late = at("2026-12-22")
    for listing, username in zip(Listing.objects.order_by("id"), ("officer", "city"), strict=True):
        step(
            cast.act(username, now=late), listing, "take_rung", rung="reminder", facts="逾期未完成治理",
            demands="七日内完成",
        )  # fmt: skip


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "hiddendanger": some_dangers,
    "doublereport": some_double_reports,
    "listing": some_listings,
    "rung": some_rungs,
}
SET_BY_OTHERS = {
    ("listing", "listed"): ("hiddendanger", "list"),
    ("rung", "proposed"): ("listing", "take_rung"),
    ("doublereport", "to_regulator"): ("hiddendanger", "grade_major"),
    ("doublereport", "to_workers"): ("hiddendanger", "grade_major"),
    ("doublereport", "lapsed"): ("hiddendanger", "regrade_general"),
}
__all__ = ["EXAMPLES", "SET_BY_OTHERS", "act_as"]
