"""Villages, towns and departments keep their own risk points and nobody else's (17.3, 18.4)."""

from __future__ import annotations

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN_GOVERNMENT, Cast, unit
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_dangers import FIRST
from examples_of_risks import NOTHING, fresh, risk, take_step
from examples_of_the_field import HOUSING, TOWN_OFFICE, VILLAGE, act_as
from test_18_8_dangers import rows, why

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused, allowed_steps
from anlan.modules.risk_point import RiskPoint
from anlan.modules.risk_point.choices import levels_for

OPEN, MET = Obligation.State.OPEN, Obligation.State.MET
KEEPING = {"control", "check", "judge", "warn", "remove"}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def keeper(code: str) -> Act:
    """Somebody of that body whose paperwork this is."""
    roles = ("village_patroller", "department_officer", "town_officer", "committee_office")
    post = Post.objects.filter(unit__code=code, grants__role__in=roles).order_by("id").first()
    return act_as(code, post.key)  # type: ignore[union-attr]


def browser(cast: Cast, username: str) -> Client:
    """A browser in which that officer is logged in."""
    client = Client()
    client.force_login(cast.officer(username))
    return client


def offered(act: Act, point: RiskPoint) -> set[str]:
    """Which of the steps of whoever keeps the point are on offer."""
    return {step.name for step in allowed_steps(record=fresh(point.pk), actor=act.actor)} & KEEPING


@pytest.mark.parametrize("code", [VILLAGE, TOWN_OFFICE, HOUSING])
def test_18_4_a_body_enters_controls_and_looks_at_its_own_points(cast: Cast, code: str) -> None:
    act = keeper(code)
    point = risk(act, "CW-01", code, name="祠堂电线老化", colour="red")
    assert {row.unit.code for row in rows(point, "risk-control-of-bodies")} == {code}
    post = Post.objects.filter(unit__code=code).first()
    control = {"level": "body", "control_unit": "村两委", "responsible": str(post.pk), "engineering": "更换线路"}  # type: ignore[union-attr]
    take_step(act, point, "control", **{**{name: "" for name in NOTHING if name in control}, **control})
    take_step(act, point, "check", occurred_on=act.today, seen="正常")
    now = fresh(point.pk)
    assert (now.controlled, now.state, str(now.get_level_display())) == (
        True,
        "controlled",
        str(levels_for(now.unit)[0][1]),
    )
    assert [row.state for row in rows(point, "risk-control-of-bodies")] == [MET]
    assert [row.state for row in rows(point, "risk-check-of-bodies")] == [MET, OPEN]


@pytest.mark.parametrize(("username", "code"), [("town", TOWN_GOVERNMENT), ("office", COUNTY_GOVERNMENT)])
def test_18_4_the_office_of_a_place_keeps_the_points_of_its_government(cast: Cast, username: str, code: str) -> None:
    point = risk(cast.act(username), "ZF-01", code, name="档案室")
    assert offered(cast.act(username), point) == KEEPING


def test_18_4_a_town_keeps_no_points_of_an_enterprise_nor_of_a_village(cast: Cast) -> None:
    Unit.objects.filter(code=FIRST).update(area=unit(VILLAGE).area_id, position=unit(VILLAGE).position)
    theirs = [risk(cast.act("safety")), risk(keeper(VILLAGE), "CW-01", VILLAGE)]
    for username in ("town", "office", "city"):
        act = cast.act(username)
        for point in theirs:
            assert offered(act, point) == set()
            for step, answers in (("check", {"occurred_on": act.today, "seen": "正常"}), ("warn", {"remark": "异常"})):
                with pytest.raises(Refused, match="itself does this"):
                    take_step(act, point, step, **answers)
        for code in (FIRST, VILLAGE):
            with pytest.raises(Refused) as told:
                risk(act, "NEW", code)
            assert why(told)[0][0] == ""
    assert {point.state for point in RiskPoint.objects.all()} == {"judged"}


def test_18_4_a_village_keeps_no_points_of_the_enterprise_at_its_place(cast: Cast) -> None:
    Unit.objects.filter(code=FIRST).update(area=unit(VILLAGE).area_id, position=unit(VILLAGE).position)
    point = risk(cast.act("safety"))
    assert offered(keeper(VILLAGE), point) == set()


def test_18_4_the_form_offers_the_own_bodies_and_their_levels(cast: Cast) -> None:
    client = browser(cast, "town")
    units = client.get(reverse("begin", args=["riskpoint"])).context["units"]
    assert {one.code for one in units} >= {TOWN_OFFICE, TOWN_GOVERNMENT}
    assert not {"enterprise", "village_committee"} & {one.kind for one in units}
    form = client.get(reverse("begin", args=["riskpoint"]), {"unit": unit(TOWN_GOVERNMENT).pk}).content.decode()
    assert "单位级" in form
    assert "车间（部门）级" not in form
    assert '<option value="direct" selected>' in form


def test_18_3_only_the_enterprise_itself_is_offered_its_review(cast: Cast) -> None:
    for name in ("riskreview", "riskassessment"):
        assert browser(cast, "safety").get(reverse("records", args=[name])).context["may_begin"]
        assert not browser(cast, "town").get(reverse("records", args=[name])).context["may_begin"]
