"""Risk points for the tests (17.3–17.6, 18.2–18.4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from cast import Cast, unit
from examples_of_dangers import EXAMPLES as EXAMPLES_OF_DANGERS
from examples_of_dangers import FIRST, SECOND
from examples_of_dangers import step as take_step

from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act, begin
from anlan.modules.risk_point import RiskPoint, RiskReview

NOTHING: dict[str, object] = {
    "place": "", "hazard": "", "accident": "", "typical": "", "colour": "", "reason": "", "substances": [],
    "exposed": None, "level": "", "control_unit": "", "responsible": "", "engineering": "", "management": "",
    "training": "", "protection": "", "emergency": "", "longitude": None, "latitude": None,
}  # fmt: skip


def risk(act: Act, code: str = "FX-001", of: str = FIRST, **answers: object) -> RiskPoint:
    """Enter a risk point; judged directly as yellow unless something else is said."""
    given = {**NOTHING, "code": code, "name": "窑炉燃气阀组", "kind": "equipment", "method": "direct"}
    given |= {"colour": "yellow", "reason": "经验判断"}
    outcome = begin(model=RiskPoint, unit=unit(of), answers=given | answers, act=act, submission=uuid.uuid4())
    return fresh(outcome.record.pk)


def fresh(pk: int) -> RiskPoint:
    """The point as it stands in the database."""
    return RiskPoint.objects.select_related("unit", "unit__area", "watcher").get(pk=pk)  # type: ignore[no-any-return]


def controlled(code: str = FIRST) -> dict[str, object]:
    """Level, department, person and a measure."""
    post = Post.objects.get(unit__code=code, key="head")
    return {"level": "company", "control_unit": "烧成车间", "responsible": str(post.pk), "engineering": "报警联锁"}


def review(act: Act, of: str = FIRST) -> RiskReview:
    """Keep the list as it stands today."""
    answers = {"occurred_on": act.today, "text": ""}
    outcome = begin(model=RiskReview, unit=unit(of), answers=answers, act=act, submission=uuid.uuid4())
    return RiskReview.objects.get(pk=outcome.record.pk)  # type: ignore[no-any-return]


def some_risks(cast: Cast) -> None:
    """Two at the first enterprise, one at the second."""
    risk(cast.act("safety"), **controlled())
    risk(cast.act("safety"), "FX-002", colour="red")
    risk(cast.act("stranger"), "FX-001", SECOND)


def some_reviews(cast: Cast) -> None:
    """One of each enterprise."""
    some_risks(cast)
    review(cast.act("safety"))
    review(cast.act("stranger"), SECOND)


# Both registers of dual prevention.
EXAMPLES: dict[str, Callable[[Cast], None]] = {
    **EXAMPLES_OF_DANGERS,
    "riskpoint": some_risks,
    "riskreview": some_reviews,
}
__all__ = ["EXAMPLES", "take_step"]
