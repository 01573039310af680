"""The life of an obligation for programs: what a step asks, each step, and where codes and ids are found (9.3)."""

from __future__ import annotations

from typing import Any

import pytest
from api_calls import Programs, fields, morning, program
from cast import CITY, COUNTY, COUNTY_GOVERNMENT, TOWN_GOVERNMENT, Cast, hold, owed

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit

__all__ = ["morning", "program"]
COUNTY_DUTY = "county-government-quarterly-meeting"
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-0000000"}
FOUND = {"reason": "实地核查未召开", "telephone": "0768-0000000"}


def county(period: str = "2026-10-01") -> Obligation:
    return owed(COUNTY_GOVERNMENT, period, COUNTY_DUTY)


def take(program: Programs, row: Obligation, step: str, answers: dict[str, Any], by: str = "city") -> Any:
    return program(by).post(f"/obligations/{row.pk}/steps/{step}", {"answers": answers})


def submit(cast: Cast) -> None:
    hold(cast.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")


@pytest.mark.parametrize(
    ("period", "step", "answers", "standing", "kind"),
    [
        ("2026-10-01", "urge", {"text": "请尽快", "telephone": "0768"}, "open", "obligation.urged"),
        ("2026-10-01", "extend", {"until": "2027-01-20", "reason": "防汛"}, "open", "obligation.extended"),
        ("2026-10-01", "waive", {"ground": "merged", "reason": "合并召开"}, "waived", "obligation.waived"),
        ("2026-07-01", "confirm", FOUND, "late", "obligation.not_performed"),
    ],
)
def test_9_3_a_program_takes_each_step_on_what_is_open(
    program: Programs, period: str, step: str, answers: dict[str, Any], standing: str, kind: str
) -> None:
    done = take(program, county(period), step, answers)
    assert done.status_code == 200
    assert done.json()["obligation"]["standing"] == standing
    assert Event.objects.get(seq=done.json()["entry"]).kind == kind


@pytest.mark.parametrize(("step", "answers", "review"), [("accept", {}, "accepted"), ("return", RETURNED, "returned")])
def test_9_3_a_program_reviews_what_was_submitted(
    opened: Cast, program: Programs, step: str, answers: dict[str, Any], review: str
) -> None:
    submit(opened)
    done = take(program, county(), step, answers)
    assert (done.status_code, done.json()["obligation"]["review"]) == (200, review)
    again = take(program, county(), step, answers)
    assert again.status_code == 409


def test_9_3_a_program_takes_a_confirmation_back(program: Programs) -> None:
    take(program, county("2026-07-01"), "confirm", FOUND)
    assert "unconfirm" in program("city").get(f"/obligations/{county('2026-07-01').pk}").json()["steps"]
    done = take(program, county("2026-07-01"), "unconfirm", {"reason": "补充材料已核实"})
    assert (done.status_code, done.json()["obligation"]["not_performed"]) == (200, False)


@pytest.mark.parametrize("step", ["urge", "accept", "return", "extend", "waive", "confirm", "unconfirm"])
def test_9_3_what_the_own_superior_alone_may_do_is_refused_to_a_program_of_the_unit(
    program: Programs, step: str
) -> None:
    assert take(program, county(), step, {}, by="county").status_code == 403
    assert program("county").get(f"/obligations/{county().pk}/steps/{step}").status_code == 403
    assert take(program, county(), step, {}, by="stranger").status_code == 404


def test_9_3_what_is_refused_names_the_field(program: Programs) -> None:
    assert fields(take(program, county(), "extend", {"until": "2027-02-20", "reason": "防汛"})) == ["until"]
    assert sorted(fields(take(program, county(), "waive", {"ground": "unknown"}))) == ["ground", "reason"]
    assert fields(take(program, county("2026-10-01"), "confirm", FOUND)) == [""]


def test_9_3_a_program_learns_what_a_step_asks_with_the_grounds_of_a_waiver(program: Programs) -> None:
    asked = program("city").get(f"/obligations/{county().pk}/steps/waive").json()
    assert [one["name"] for one in asked] == ["ground", "reason"]
    assert [key for key, _words in asked[0]["choices"]] == ["merged", "emergency"]
    assert program("city").get(f"/obligations/{county().pk}/steps/nothing").status_code == 404


def test_9_3_a_review_names_what_it_reviews_and_a_program_goes_there(opened: Cast, program: Programs) -> None:
    submit(opened)
    listed = program("city").get(f"/obligations/?unit={CITY}/safety-committee-office&state=open").json()["rows"]
    (review,) = [row for row in listed if row["reviews"] is not None]
    assert review["reviews"] == county().pk
    done = program("city").post(f"/obligations/{review['reviews']}/steps/accept", {"answers": {}})
    assert done.json()["obligation"]["reviews"] is None
    assert program("city").get(f"/obligations/{review['id']}").json()["standing"] == "met_on_time"


def test_9_3_what_was_said_has_its_due_day_and_letter(program: Programs) -> None:
    take(program, county(), "extend", {"until": "2027-01-20", "reason": "防汛"})
    Unit.objects.filter(code=COUNTY_GOVERNMENT).update(vertical=True)
    take(program, county(), "urge", {"text": "请尽快", "telephone": "0768", "letter": "潮安委办函〔2026〕1号"})
    said = program("city").get(f"/obligations/{county().pk}").json()["said"]
    assert [(one["due_day"], one["letter"]) for one in said] == [("2027-01-20", ""), (None, "潮安委办函〔2026〕1号")]


def test_a_program_finds_units_and_their_posts_by_what_it_knows(program: Programs) -> None:
    found = program("office").get(f"/units?area={COUNTY}&kind=government").json()
    codes = [one["code"] for one in found["rows"]]
    assert COUNTY_GOVERNMENT in codes
    assert TOWN_GOVERNMENT in codes
    assert all(code.startswith(COUNTY) for code in codes)
    posts = program("office").get(f"/posts?unit={COUNTY_GOVERNMENT}").json()
    head = next(one for one in posts if one["key"] == "head")
    assert head["id"] == Post.objects.get(unit__code=COUNTY_GOVERNMENT, key="head").pk
    assert program("office").get(f"/posts/{head['id']}").status_code == 200
    assert program("stranger").get(f"/posts?unit={COUNTY_GOVERNMENT}").status_code == 404
    assert program("stranger").get(f"/units?area={COUNTY}").status_code == 404
    assert [one["kind"] for one in program("stranger").get("/units").json()["rows"]] == ["enterprise"]
    assert fields(program("office").get("/units?sort=name")) == ["sort"]


def test_8_6_a_program_learns_who_may_hand_over_and_who_may_take_over(program: Programs) -> None:
    post = Post.objects.get(unit__code=COUNTY_GOVERNMENT, key="head")
    asked = {one["name"]: one for one in program("office").get(f"/posts/{post.pk}/hand-over").json()}
    assert [key for key, _words in asked["outgoing"]["choices"]] == [str(post.appointments.get().pk)]
    assert program("town").get(f"/posts/{post.pk}/hand-over").status_code == 404
    closing = program("city").get(f"/units/close?unit={COUNTY_GOVERNMENT}").json()
    others = [key for key, _words in next(one for one in closing if one["name"] == "into")["choices"]]
    assert str(Unit.objects.get(code="445103/government").pk) in others
    assert program("office").get(f"/units/close?unit={COUNTY_GOVERNMENT}").status_code == 403
