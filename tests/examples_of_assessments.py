"""Assessments of key areas, of enterprises' risks, and of what is new (17.2, 17.8, 17.12, 18.1)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, Cast, unit
from examples_of_enterprises import FIRST, SECOND
from examples_of_relations import day, go, make

from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act, Outcome
from anlan.kernel.records.record import Case
from anlan.modules.automation import Automation
from anlan.modules.key_area import AreaAssessment, KeyArea
from anlan.modules.new_thing import NewThing
from anlan.modules.risk_assessment import RiskAssessment

BUREAU = "445122/emergency"
AGENCY = "演示安全评价机构(虚构)"


def enter_area(act: Act, name: str, code: str = COUNTY_GOVERNMENT, **known: object) -> Outcome:
    """Enter a key area of a government."""
    answers: dict[str, object] = {
        "name": name, "kind": "park", "place": "演示大道两侧", "longitude": Decimal("116.622603"),
        "latitude": Decimal("23.657016"), "responsible": str(unit(BUREAU).pk),
    }  # fmt: skip
    return make(act, KeyArea, code, **answers | known)


def assess_area(act: Act, area: Case, on: str = "2026-11-10", **known: object) -> AreaAssessment:
    """Record an agency's assessment of a key area."""
    answers: dict[str, object] = {
        "occurred_on": day(on), "agency": AGENCY, "agency_code": "", "level": "orange",
        "conclusion": "区域风险总体可控", "proposals": [{"what": "增设消防水源"}, {"what": "限制危险品车辆通行"}],
    }  # fmt: skip
    go(act, area, "assess", **answers | known)
    return AreaAssessment.objects.get(key_area=area.pk, assessed_on=day(on))


def decide(act: Act, assessment: Case, adoption: str = "adopted", reason: str = "", on: str = "2026-11-20") -> Outcome:
    """Note what was adopted of an assessment."""
    head = Post.objects.get(unit=assessment.unit_id, kind="head")
    return go(
        act, assessment, "decide", occurred_on=day(on), decided_by=str(head.pk), adoption=adoption, reason=reason
    )  # fmt: skip


def assess_risks(act: Act, code: str = FIRST, on: str = "2026-11-12", **known: object) -> Outcome:
    """Record an enterprise's full risk assessment."""
    answers: dict[str, object] = {
        "occurred_on": day(on), "method": "lec", "assessor": "own", "agency": "", "red": 0, "orange": 1, "yellow": 4,
        "blue": 12, "conclusion": "窑炉燃气为最大风险，增设报警联锁",
    }  # fmt: skip
    return make(act, RiskAssessment, code, **answers | known)


def plan_new(act: Act, name: str, code: str = FIRST, on: str = "2026-12-15") -> Outcome:
    """Enter something new whose first use is planned."""
    return make(act, NewThing, code, name=name, kind="process", what="替代原有工艺", planned_on=day(on))


def assess_new(
    act: Act, thing: Case, result: str = "accepted", on: str = "2026-11-20", measures: str = "专项培训"
) -> Outcome:
    """Record the assessment of something new."""
    return go(
        act, thing, "assess", occurred_on=day(on), result=result, conclusion="风险已辨识", measures=measures
    )  # fmt: skip


def some_areas(cast: Cast) -> None:
    """One of the county, assessed and decided, and one of a town, never assessed."""
    county = cast.act("office")
    decide(county, assess_area(county, enter_area(county, "演示陶瓷产业园").record), "partly", "限行须报市审批")
    enter_area(cast.act("town"), "演示老街", TOWN_GOVERNMENT, kind="old_town")


def some_area_assessments(cast: Cast) -> None:
    """Two of a county's area, one of a town's."""
    county = cast.act("office")
    area = enter_area(county, "演示陶瓷产业园").record
    assess_area(county, area, "2023-11-10")
    assess_area(county, area, "2026-11-10")
    assess_area(cast.act("town"), enter_area(cast.act("town"), "演示老街", TOWN_GOVERNMENT).record)


def some_risk_assessments(cast: Cast) -> None:
    """One of each enterprise of the cast."""
    assess_risks(cast.act("safety"))
    assess_risks(cast.act("stranger"), SECOND, assessor="agency", agency=AGENCY)


def some_new_things(cast: Cast) -> None:
    """Two of the first enterprise, one of them accepted, and one of the second."""
    safety = cast.act("safety")
    assess_new(safety, plan_new(safety, "氢能窑炉").record)
    plan_new(safety, "数码喷釉")
    plan_new(cast.act("stranger"), "水性油墨", SECOND)


def automate(act: Act, name: str = "喷釉机器人", code: str = FIRST, **known: object) -> Outcome:
    """Enter a project that takes people out of danger."""
    answers: dict[str, object] = {
        "kind": "robot", "process": "喷釉", "people_before": 12, "people_after": 2, "planned_on": day("2026-12-20"),
    }  # fmt: skip
    return make(act, Automation, code, name=name, **answers | known)


def some_automations(cast: Cast) -> None:
    """Two of the first enterprise, one of which works, and one of the second."""
    safety = cast.act("safety")
    record = automate(safety).record
    go(safety, record, "complete", occurred_on=day("2026-11-20"), people_after=3)
    automate(safety, "自动码垛", kind="machine")
    automate(cast.act("stranger"), "自动包装线", SECOND)


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "keyarea": some_areas,
    "areaassessment": some_area_assessments,
    "riskassessment": some_risk_assessments,
    "newthing": some_new_things,
    "automation": some_automations,
}
# An area's assessment makes the record of it; the result of an assessment decides the state of what is new.
SET_BY_OTHERS = {
    ("areaassessment", "submitted"): ("keyarea", "assess"),
    ("newthing", "declined"): ("newthing", "assess"),
}
