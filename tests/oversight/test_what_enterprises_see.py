"""What an enterprise is asked and how much: each question with its clause and what is held; the burden counted."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from cast import NOW, Cast, unit
from django.utils import timezone
from examples_of_enterprises import CODES, FIRST, SECOND, change, entry, register
from openpyxl import load_workbook
from pages import browser

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.records.door import take
from anlan.modules.enterprise.cases import Enterprise
from anlan.oversight.asked import forms_of
from anlan.oversight.burden import burden_of_unit, burden_within, open_questions
from anlan.policy import Pack


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_6_1_every_form_names_its_clause_and_fills_in_what_the_register_holds(cast: Cast) -> None:
    forms = {form.label: form for form in forms_of(unit=unit(FIRST), act=cast.act("safety"))}
    report = forms["Report what has changed"]
    held = {question.label: question.held for question in report.questions}
    assert (report.clause, held["Employees"], held["Has a safety management body"]) == ("6.1", "168", "yes")
    assert all(form.clause and form.questions for form in forms.values())
    assert any("safety body and full-time staff" in duty for duty in report.duties)


def test_6_1_the_page_is_for_the_enterprise_and_whoever_oversees_it(cast: Cast) -> None:
    address = f"/units/{FIRST}/asked/"
    assert {name: browser(cast, name).get(address).status_code for name in ("safety", "principal", "town", "city")} == {
        "safety": 200, "principal": 200, "town": 200, "city": 200,
    }  # fmt: skip
    assert browser(cast, "stranger").get(address).status_code == 404
    assert browser(cast, "city").get("/units/445122/government/asked/").status_code == 404


def test_6_1_the_burden_counts_what_was_sent_in_and_typed(cast: Cast) -> None:
    town = unit("445122100/town-safety-office").area
    before = burden_within(area=town, year=2026)
    change(cast.act("safety"), FIRST, "2026-11-20", step="report", full_time_staff=3)
    change(cast.act("stranger"), SECOND, "2026-11-20", step="report", employees=43)
    step = Enterprise.workflow.step("report")
    mine = burden_of_unit(unit=unit(FIRST), year=2026)
    assert (mine.returns, mine.fields) == (1, open_questions(step=step))
    assert burden_within(area=town, year=2026).returns == before.returns + 2
    assert burden_of_unit(unit=unit(FIRST), year=2025).returns == 0


def test_6_1_what_an_office_changes_is_no_burden_on_the_enterprise(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-11-20", employees=170)
    assert burden_of_unit(unit=unit(FIRST), year=2026).returns == 0


def test_the_report_asks_next_to_nothing_that_is_not_held() -> None:
    assert open_questions(step=Enterprise.workflow.step("report")) == 1


def test_6_12_the_page_of_the_unit_sets_both_rules_side_by_side(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-11-20", employees=100, hazard_policy="", safety_body=False, full_time_staff=0)
    text = re.sub(r"<[^>]+>", " ", browser(cast, "safety").get(f"/units/{FIRST}/").content.decode())
    assert "A safety body and full-time staff." in text
    assert "100 employees and more" in text
    assert "no more than 100 employees, not named by the law" in text
    assert text.count("not shown yet") == 2


def test_6_1_the_page_of_the_unit_tells_what_was_known_when(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-11-20", employees=150)
    text = re.sub(r"<[^>]+>", " ", browser(cast, "safety").get(f"/units/{FIRST}/").content.decode())
    assert "168 → 150" in text
    assert "2026-11-20" in text


def test_home_of_an_enterprise_that_owes_nothing_names_the_next_day_and_duty(opened: Cast, pack: Pack) -> None:
    Obligation.objects.filter(unit__code=FIRST).update(state=Obligation.State.LAPSED)
    text = browser(opened, "safety").get("/").content.decode()
    assert re.search(r"Nothing is owed until \d{4}-\d\d-\d\d\. Then: Enterprises: ", text)


def test_home_of_an_enterprise_that_stands_still_waits_for_nothing_periodic(opened: Cast, pack: Pack) -> None:
    Obligation.objects.filter(unit__code=FIRST).update(state=Obligation.State.LAPSED)
    unit_facts = entry(FIRST)
    answers = {"occurred_on": dt.date(2026, 11, 20), "basis": ""}
    take(record=unit_facts, step=Enterprise.workflow.step("stop"), answers=answers, act=opened.act("town"))
    assert "Nothing is owed now." in browser(opened, "safety").get("/").content.decode()


def test_an_enterprise_finds_its_own_registers_and_no_page_of_areas(cast: Cast) -> None:
    page = browser(cast, "safety").get("/records/").content.decode()
    assert "/records/safetyplan/" in page
    assert "/records/meeting/" not in page
    assert "/burden/" not in page


def test_6_1_figures_add_up_after_an_enterprise_has_moved(opened: Cast, pack: Pack) -> None:
    register(opened.act("town"), CODES[0], "演示无机构(虚构)", employees=150)
    sweep(now=NOW, pack=pack)
    answers = {"area": str(unit("445103101/town-safety-office").area_id), "address": ""}
    held = Enterprise.objects.get(credit_code=CODES[0])
    take(record=held, step=Enterprise.workflow.step("move"), answers=answers, act=opened.act("city"))
    assert Obligation.objects.filter(unit=held.unit_id, state=Obligation.State.OPEN).exists()
    assert figures.differences() == []


@pytest.mark.parametrize("query", ["?q=陶瓷", "?sort=employees", "?staffing=policy&sort=name", "?q=演示&section=C"])
def test_a_searched_and_sorted_list_is_exported_as_it_is_shown(cast: Cast, query: str) -> None:
    client = browser(cast, "city")
    shown = [cells[1].text for _url, cells in client.get(f"/records/enterprise/{query}").context["rows"]]
    file = BytesIO(b"".join(client.get(f"/records/enterprise/export.xlsx{query}").streaming_content))  # type: ignore[attr-defined]
    sheet = load_workbook(file).active
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == shown


def test_6_1_the_long_form_is_parted_under_titles_in_the_order_of_its_questions(cast: Cast) -> None:
    page = browser(cast, "safety").get(f"/records/enterprise/{entry(FIRST).pk}/report/").content.decode()
    titles = ["What it is and where", "People and size", "Safety body and staff", "Numbers in systems of the province"]
    assert [page.count(f"<h2>{title}</h2>") for title in titles] == [1, 1, 1, 1]
    places = [page.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)
    assert page.index(titles[0]) < page.index('name="ownership"') < page.index(titles[1])
    # What an office decides is not asked here, and neither is its title shown.
    assert "High hazard, by three sources" not in page


def test_5_1_figures_by_area_are_offered_to_whoever_sees_an_area(cast: Cast) -> None:
    link = 'href="/regulators/"'
    for name, offered in (("safety", False), ("stranger", False), ("town", True), ("city", True)):
        client = browser(cast, name)
        assert (link in client.get("/records/regulator/").content.decode()) is offered, name
        assert (client.get("/regulators/").status_code == 302) is offered, name


def test_6_1_the_own_office_is_chosen_beforehand_where_several_may_register(cast: Cast) -> None:
    page = browser(cast, "town").get("/records/enterprise/new/").content.decode()
    own = unit("445122100/town-safety-office").pk
    assert re.findall(r'<option value="(\d+)" selected>', page) == [str(own)]
