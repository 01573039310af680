"""The API reads what the pages show: the same rows, the same figures, the same 404."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from api_calls import Program, Programs, fields, morning, program
from cast import CITY, COUNTY, COUNTY_PARTY, TOWN, TOWN_DUTY, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from django.test import Client
from examples_of_every_page import EXAMPLES

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.obligation import Obligation
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem
from anlan.web.demonstration import CAST

__all__ = ["morning", "program"]

MEMBERS = [role.username for role in CAST]
OTHER_TOWN = "445122102/town-government"


@pytest.fixture
def told(opened: Cast) -> Cast:
    """Meetings of two towns and of the county, and decisions that others owe."""
    decided = [("整改仓库", TOWN_GOVERNMENT, "2026-12-01"), ("复查", TOWN_PARTY, "2026-12-05")]
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-03", shared_with=TOWN_PARTY, decisions=decided)
    hold(opened.act("city"), OTHER_TOWN, "2026-11-05")
    hold(opened.act("city"), COUNTY_PARTY, "2026-10-09", form="standing_committee")
    return opened


def page(cast: Cast, username: str, address: str) -> Any:
    """The same as a browser's page."""
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    return client.get(address)


@pytest.mark.parametrize("name", list(DECLARED.pages))
def test_rows_are_those_of_the_page_for_everybody(told: Cast, program: Programs, name: str) -> None:
    if not DECLARED.pages[name].model.objects.exists():
        EXAMPLES[name](told)
    seen = {}
    for username in MEMBERS:
        shown = page(told, username, f"/records/{name}/").context["rows"]
        rows = program(username).get(f"/{name}/").json()["rows"]
        assert [list(row["values"].values()) for row in rows] == [
            [cell.value.isoformat() if isinstance(cell.value, dt.date) else cell.value for cell in cells]
            for _url, cells in shown
        ], username
        seen[username] = len(rows)
    assert seen["city"] > 0
    assert seen["stranger"] == DECLARED.pages[name].model.objects.filter(unit__code="DEMO-ENTERPRISE-2").count()


def test_obligations_are_those_of_the_page_for_everybody(told: Cast, program: Programs) -> None:
    for username in MEMBERS:
        ids = [row["id"] for row in all_rows(program(username), "/obligations/")]
        visible = Obligation.objects.visible_to(told.actor(username).sight())
        assert sorted(ids) == sorted(visible.values_list("pk", flat=True)), username
        assert len(ids) == page(told, username, "/obligations/").context["total"], username


def all_rows(caller: Program, path: str) -> list[dict[str, Any]]:
    """All pages of a list, by the key that each page gives for the next."""
    rows, after = [], ""
    while True:
        answer = caller.get(f"{path}?after={after}").json()
        rows += answer["rows"]
        after = answer["after"]
        if not after:
            return rows


def test_a_list_without_rows_is_empty_and_not_an_error(told: Cast, program: Programs) -> None:
    assert program("stranger").get("/meeting/").json() == {"rows": [], "after": ""}


@pytest.mark.parametrize("username", ["stranger", "safety", "reviewer"])
def test_what_is_out_of_sight_looks_like_what_does_not_exist(told: Cast, program: Programs, username: str) -> None:
    caller = program(username)
    meeting, decision = Meeting.objects.get(unit__code=TOWN_GOVERNMENT), OrderItem.objects.first()
    owed = Obligation.objects.filter(unit__code=TOWN_GOVERNMENT).first()
    assert owed is not None
    assert decision is not None
    nothing = caller.get("/meeting/999999999")
    assert nothing.status_code == 404
    hidden = [
        f"/meeting/{meeting.pk}",
        f"/orderitem/{decision.pk}",
        f"/obligations/{owed.pk}",
        f"/areas/{TOWN}/figures",
        "/areas/nowhere/figures",
        "/clauses/99.99",
        "/nothing/",
        "/meeting",
    ]
    for path in hidden:
        answer = caller.get(path)
        assert (path, answer.status_code, answer.json()) == (path, 404, nothing.json())
    step = caller.post(f"/meeting/{meeting.pk}/steps/withdraw", {"answers": {"reason": "x"}})
    assert (step.status_code, step.json()) == (404, nothing.json())


def test_one_record_has_its_details_history_and_the_callers_steps(told: Cast, program: Programs) -> None:
    meeting = Meeting.objects.get(unit__code=TOWN_GOVERNMENT)
    seen = program("city").get(f"/meeting/{meeting.pk}").json()
    assert seen["values"]["safety_item"] == "听取安全生产情况汇报"
    assert seen["unit"]["code"] == TOWN_GOVERNMENT
    assert seen["steps"] == ["verify", "withdraw"]
    assert [entry["kind"] for entry in seen["history"]] == ["meeting.held"]
    assert program("auditor").get(f"/meeting/{meeting.pk}").json()["steps"] == []


def test_a_register_is_narrowed(told: Cast, program: Programs) -> None:
    caller = program("city")
    counts = {
        "state=recorded": 3,
        "state=withdrawn": 0,
        f"unit={OTHER_TOWN}": 1,
        "since=2026-11-01": 2,
        "since=2026-11-04&until=2026-11-30": 1,
    }
    assert {query: len(caller.get(f"/meeting/?{query}").json()["rows"]) for query in counts} == counts


def test_3_12_what_a_town_owes_is_told_by_standing(told: Cast, program: Programs) -> None:
    query = f"/obligations/?unit={TOWN_GOVERNMENT}&clause=3.12"
    caller = program("town")
    met, late = caller.get(f"{query}&state=met").json()["rows"], caller.get(f"{query}&state=late").json()["rows"]
    assert [(row["period"], row["standing"], row["met_on"]) for row in met] == [
        ("November 2026", "met_on_time", "2026-11-03")
    ]
    assert [row["due_day"] for row in late] == ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]
    assert {row["standing"] for row in late} == {"late"}
    one = caller.get(f"/obligations/{met[0]['id']}").json()
    assert (one.pop("steps"), one.pop("said")) == ([], [])
    assert one == met[0]
    assert (one["clause"], one["duty"], one["unit"]["code"]) == ("3.12", TOWN_DUTY, TOWN_GOVERNMENT)


def test_a_filter_that_cannot_be_one_is_named(told: Cast, program: Programs) -> None:
    caller = program("city")
    wrong = [
        ("/meeting/?state=nonsense", "state"),
        ("/meeting/?since=yesterday", "since"),
        ("/meeting/?unit=nobody", "unit"),
        ("/meeting/?chair=1", "chair"),
        ("/meeting/?after=%F0%9F%90%8E", "after"),
        ("/meeting/?after=bnVsbA", "after"),
        ("/obligations/?state=waiting", "state"),
        ("/obligations/?clause=99.99", "clause"),
        ("/obligations/?sort=due", "sort"),
        ("/clauses/?find=x", "find"),
        (f"/areas/{CITY}/figures?period=2026-13", "period"),
        (f"/areas/{CITY}/figures?duty=none", "duty"),
    ]
    for path, field in wrong:
        answer = caller.get(path)
        assert (path, answer.status_code, fields(answer)) == (path, 422, [field])


def test_the_unit_of_another_reads_as_none(told: Cast, program: Programs) -> None:
    caller = program("stranger")
    hidden, none = caller.get("/meeting/?unit=DEMO-ENTERPRISE-1"), caller.get("/meeting/?unit=NOBODY")
    assert (hidden.status_code, hidden.json()) == (none.status_code, none.json()) == (422, none.json())


@pytest.mark.parametrize("code", [CITY, COUNTY])
def test_figures_are_those_of_the_areas_page(told: Cast, program: Programs, code: str) -> None:
    shown = page(told, "city", f"/areas/{code}/?period=2026-Q4").context
    figures = program("city").get(f"/areas/{code}/figures?period=2026-Q4").json()
    names = ("owed", "on_time", "late", "open", "overdue")
    assert figures["total"] == {name: getattr(shown["total"].counts, name) for name in names}
    lines = [figures["own"], *(line["counts"] for line in figures["below"])]
    assert lines == [{name: getattr(line.counts, name) for name in names} for line in shown["lines"]]
    assert {name: sum(line[name] for line in lines) for name in names} == figures["total"]


def test_3_12_a_clause_is_told_in_both_directions(told: Cast, program: Programs) -> None:
    clause = program("county").get("/clauses/3.12").json()
    assert "每月至少研究一次" in clause["duty"]["zh"]
    assert "镇(街道)党委、政府每月至少研究一次安全生产工作" in clause["article_text"]
    assert [(duty["key"], duty["every"]) for duty in clause["duties"]] == [(TOWN_DUTY, "month")]
    assert {"register_name": "meeting", "step": "hold"}.items() <= clause["steps"][0].items()
    assert clause["figures"]["on_time"] == 3  # two bodies of one town, one of another
    assert program("stranger").get("/clauses/3.12").json()["figures"]["owed"] == 0


def test_clauses_are_found_in_both_languages(program: Programs) -> None:
    caller = program("safety")
    assert len(caller.get("/clauses/").json()) == 279
    assert "3.12" in [clause["id"] for clause in caller.get("/clauses/?q=每月至少研究").json()]
    assert "3.12" in [clause["id"] for clause in caller.get("/clauses/?q=at least monthly&how=duty").json()]
