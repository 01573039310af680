"""The API acts through the same form, rules and one door as the pages; what it refuses, it refuses by name."""

from __future__ import annotations

import json
import uuid
from typing import Any

from api_calls import Programs, fields, meeting_of, morning, program
from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold, owed
from examples_of_risks import fresh, risk

from anlan.kernel.ledger.event import Event
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem
from anlan.modules.risk_point.watching import watchers

__all__ = ["morning", "program"]


def test_3_12_a_recorded_meeting_meets_what_the_town_owed(program: Programs) -> None:
    answer = program("town").post("/meeting/", meeting_of(TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY))
    assert answer.status_code == 201
    done = answer.json()
    assert done["record"]["values"]["held_on"] == "2026-11-20"
    assert not done["repeated"]
    rows = [owed(code, "2026-11-01") for code in (TOWN_GOVERNMENT, TOWN_PARTY)]
    assert sorted(done["met"]) == sorted(row.pk for row in rows)
    assert {row.standing(now=row.opened_at) for row in rows} == {"met_on_time"}
    entry = Event.objects.get(seq=done["entry"])
    assert (entry.clause, entry.record_id) == ("3.12", done["record"]["id"])
    assert entry.answers["safety_item"] == "听取安全生产情况汇报"


def test_the_same_submission_twice_is_one_meeting(program: Programs) -> None:
    caller, body = program("town"), meeting_of(TOWN_GOVERNMENT, "2026-11-20")
    first, second = caller.post("/meeting/", body), caller.post("/meeting/", body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["repeated"]
    assert second.json()["record"] == first.json()["record"]
    assert Meeting.objects.count() == Event.objects.filter(kind="meeting.held").count() == 1


def test_a_submission_of_another_town_is_not_shown(opened: Cast, program: Programs) -> None:
    submission = uuid.uuid4()
    hold(opened.act("city"), "445122102/town-government", "2026-11-05", submission=submission)
    body = {**meeting_of(TOWN_GOVERNMENT, "2026-11-20"), "submission": str(submission)}
    answer = program("town").post("/meeting/", body)
    assert answer.status_code == 403
    assert Meeting.objects.count() == 1


def test_who_comes_second_is_told_who_was_first(opened: Cast, program: Programs) -> None:
    first = hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20")
    answer = program("town").post("/meeting/", meeting_of(TOWN_GOVERNMENT, "2026-11-20"))
    assert answer.status_code == 409
    told = answer.json()
    assert told["record"]["id"] == first.record.pk
    assert told["entry"] == first.event.seq
    assert told["officer"] == opened.officer("city").name
    assert Meeting.objects.count() == 1


def test_a_step_sent_again_is_refused_with_what_stands(opened: Cast, program: Programs) -> None:
    meeting = hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20").record
    caller, path = program("town"), f"/meeting/{meeting.pk}/steps/withdraw"
    first = caller.post(path, {"answers": {"reason": "登记错误"}})
    assert (first.status_code, first.json()["record"]["state"]) == (200, "withdrawn")
    assert first.json()["record"]["values"]["note"] == "登记错误"
    again = caller.post(path, {"answers": {"reason": "登记错误"}})
    assert (again.status_code, again.json()["record"]["state"]) == (409, "withdrawn")
    assert again.json()["entry"] == first.json()["entry"]
    assert Event.objects.filter(kind="meeting.withdrawn").count() == 1


def test_3_26_a_decision_is_reported_by_its_owner(program: Programs) -> None:
    body = meeting_of(TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改仓库", TOWN_PARTY, "2026-12-01")])
    assert program("city").post("/meeting/", body).status_code == 201
    decision = OrderItem.objects.get()
    answers = {"occurred_on": "2026-11-23", "answer": "已整改"}
    done = program("town").post(f"/orderitem/{decision.pk}/steps/answer", {"answers": answers})
    assert (done.status_code, done.json()["record"]["state"]) == (200, "answered")
    assert len(done.json()["met"]) == 1


def test_3_4_orders_are_narrowed_by_source_and_importance(program: Programs) -> None:
    body = meeting_of(TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改仓库", TOWN_PARTY, "2026-12-01")])
    caller = program("city")
    assert caller.post("/meeting/", body).status_code == 201
    wanted = {"source=meeting": 1, "source=tour": 0, "importance=ordinary": 1, "importance=major": 0}
    assert {query: len(caller.get(f"/order/?{query}").json()["rows"]) for query in wanted} == wanted
    assert caller.get("/order/?source=moon").status_code == 422
    assert caller.get("/meeting/?source=meeting").status_code == 422


def test_what_is_wrong_is_named_and_nothing_is_recorded(program: Programs) -> None:
    caller = program("town")
    wrong: list[tuple[dict[str, Any], list[str]]] = [
        ({"minutes": "…"}, ["minutes"]),
        ({"decisions-0-what": "x"}, ["decisions-0-what"]),
        ({"extract": "file.pdf"}, ["extract"]),
        ({"extract_cleared": True}, ["extract_cleared"]),
        ({"occurred_on": "20 November"}, ["occurred_on"]),
        ({"occurred_on": 20261120}, ["occurred_on"]),
        ({"occurred_on": None}, ["occurred_on"]),
        ({"occurred_on": ["2026-11-20"]}, ["occurred_on"]),
        ({"occurred_on": "2026-11-24"}, ["occurred_on"]),
        ({"number": {"year": 2026}}, ["number"]),
        ({"number": "x" * 61}, ["number"]),
        ({"form": "standing_committee"}, ["form"]),
        ({"chair": 1_000_000}, ["chair"]),
        ({"decisions": "none"}, ["decisions"]),
        ({"decisions": [1]}, ["decisions"]),
        ({"decisions": [{"what": "x"}] * 21}, ["decisions"]),
        ({"decisions": [{"what": "x", "who": "y"}]}, ["decisions.0.who"]),
        ({"decisions": [{"what": "x"}]}, ["decisions.0.unit", "decisions.0.due_day"]),
    ]
    for answers, named in wrong:
        body = meeting_of(TOWN_GOVERNMENT, "2026-11-20")
        body["answers"] |= answers
        answer = caller.post("/meeting/", body)
        assert (answers, answer.status_code, fields(answer)) == (answers, 422, named)
        assert all(error["reason"] for error in answer.json()["errors"])
    assert not Meeting.objects.exists()


def test_a_body_of_another_shape_is_named_too(program: Programs) -> None:
    caller = program("town")
    wrong: list[tuple[dict[str, Any], list[str]]] = [
        ({"unit": None}, ["unit"]),
        ({"unit": "445100/nobody"}, ["unit"]),
        ({"unit": "445122102/town-government"}, ["unit"]),
        ({"unit": "445122100/town-safety-office"}, ["unit"]),
        ({"submission": "1"}, ["submission"]),
        ({"answers": []}, ["answers"]),
        ({"obligation": 999_999_999}, ["obligation"]),
        ({"when": "now"}, ["when"]),
    ]
    for change, named in wrong:
        answer = caller.post("/meeting/", meeting_of(TOWN_GOVERNMENT, "2026-11-20") | change)
        assert (change, answer.status_code, fields(answer)) == (change, 422, named)
    assert not Meeting.objects.exists()


def test_a_body_that_is_no_json_object_is_refused_plainly(program: Programs) -> None:
    caller = program("town")
    half_a_character = meeting_of(TOWN_GOVERNMENT, "2026-11-20")
    half_a_character["answers"]["safety_item"] = "\ud800"
    no_json = [
        "{",
        "[1,",
        '{"number": "a\\u0000b"}',
        "\x00",
        "NaN",
        "[" * 100_000,
        json.dumps(half_a_character, default=str),
    ]
    for status, bodies in ((400, no_json), (422, ["", "[]", '"x"', "null"])):
        for body in bodies:
            answer = caller.post("/meeting/", body)
            assert (body[:80], answer.status_code) == (body[:80], status)
            assert answer.json()["detail"]


def test_3_12_the_meeting_of_another_month_does_not_answer_this_months_obligation(program: Programs) -> None:
    body = meeting_of(TOWN_GOVERNMENT, "2026-10-20")
    body["obligation"] = owed(TOWN_GOVERNMENT, "2026-11-01").pk
    answer = program("town").post("/meeting/", body)
    assert (answer.status_code, fields(answer)) == (422, ["occurred_on"])
    assert "2026-11-01" in answer.json()["errors"][0]["reason"]


def test_who_may_not_record_is_refused(program: Programs) -> None:
    for username in ("auditor", "stranger", "county"):
        answer = program(username).post("/meeting/", meeting_of(TOWN_GOVERNMENT, "2026-11-20"))
        assert (username, answer.status_code) == (username, 403)
    assert not Meeting.objects.exists()


def test_a_decision_is_not_begun_by_hand(program: Programs) -> None:
    assert program("city").post("/orderitem/", {}).status_code == 405


def test_17_5_choices_that_depend_on_the_record_are_those_of_its_page(opened: Cast, program: Programs) -> None:
    red = risk(opened.act("safety"), colour="red")
    leader = watchers(unit=red.unit, colour="red")[0]
    caller, path = program("office"), f"/riskpoint/{red.pk}/steps/name_watcher"
    assert fields(caller.post(path, {"answers": {"watcher": "0"}})) == ["watcher"]
    assert caller.post(path, {"answers": {"watcher": leader.pk}}).status_code == 200
    assert fresh(red.pk).watcher == leader


def test_an_unknown_step_does_not_exist(opened: Cast, program: Programs) -> None:
    meeting, caller = hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20").record, program("city")
    for step in ("hold", "burn"):
        assert caller.post(f"/meeting/{meeting.pk}/steps/{step}", {}).status_code == 404


def test_the_questions_name_the_choices_there_are(program: Programs) -> None:
    asked = {one["name"]: one for one in program("town").get(f"/meeting/questions?unit={TOWN_GOVERNMENT}").json()}
    assert [value for value, _words in asked["form"]["choices"]] == ["study"]
    assert [row["name"] for row in asked["decisions"]["rows"]] == ["what", "unit", "due_day", "letter_number"]
    assert (asked["extract"]["kind"], asked["extract_cleared"]["kind"]) == ("file", "check")
    assert program("stranger").get(f"/meeting/questions?unit={TOWN_GOVERNMENT}").status_code == 403
