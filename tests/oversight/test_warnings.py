"""Clause 17.7: the page of enterprises to warn: what is counted on any day, and the back-test on a made past."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from cast import NOW, TODAY, TOWN, Cast, at, unit
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import CODES, FIRST, SECOND, register
from examples_of_questions import answer, ask
from examples_of_risks import risk
from examples_of_warnings import danger, propose, two_major
from openpyxl import load_workbook
from pages import browser, rows_listed, text_of
from pytest_django import DjangoAssertNumQueries

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.duty import DutyVersion
from anlan.kernel.obligations.obligation import Obligation
from anlan.modules.enterprise import EnterpriseFacts
from anlan.modules.warning.reading import Place, enterprises_on, numbers_of, scores_on
from anlan.oversight.back_tests import past_quarters

PAGE = "warnings_of"
JULY = dt.date(2026, 7, 1)
THIRD, FOURTH, FIFTH, IDLE = CODES[:4]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def counted(day: dt.date, code: str = FIRST) -> dict[str, int]:
    """What is counted of one enterprise on that day."""
    pack, one = installed_pack(), unit(code)
    place = Place(one.area.lo, one.area.hi)
    among = enterprises_on(place=place, day=day)
    scores = scores_on(place=place, day=day, numbers=numbers_of(pack=pack, on=day), pack=pack, among=among)
    return {part.signal: part.count for part in scores[one.pk].parts} if one.pk in scores else {}


def days(*some: str) -> list[dt.date]:
    return [dt.date.fromisoformat(one) for one in some]


@pytest.fixture
def past(cast: Cast) -> None:
    """Five enterprises on 1 July 2026, and one that stands still.

    Warned of: the first, at which a major danger followed, and the second, at which none did. At the third a danger
    came back on the last day that counts. At the fourth one was graded and another found too late, at the fifth what
    was found was no danger.
    """
    for number, code in enumerate((THIRD, FOURTH, FIFTH, IDLE)):
        register(cast.act("town"), code, f"演示企业{number}(虚构)")
    facts = EnterpriseFacts.objects.filter(unit__code__in=(THIRD, FOURTH, FIFTH, IDLE))
    facts.update(valid_from=JULY)
    facts.filter(unit__code=IDLE).update(operating=False)
    for code in (FIRST, SECOND, IDLE):
        two_major(code, "2026-06-01", state="closed", ended_on="2026-08-01")
    danger(FIRST, "2026-07-02", grade="major")
    earlier = danger(THIRD, "2026-03-01", state="closed", ended_on="2026-03-20")
    danger(THIRD, "2026-09-29", recurrence_of=earlier)
    two_major(FOURTH, "2026-07-01", graded_on="2026-07-02", state="closed", ended_on="2026-08-01")
    danger(FOURTH, "2026-09-30", grade="major")
    danger(FIFTH, "2026-08-01", grade="major", state="dismissed", ended_on="2026-08-02")


def test_17_7_the_past_quarters_are_beginnings_of_quarters_of_which_the_following_days_have_passed() -> None:
    quarter = dt.timedelta(days=90)
    expected = days("2026-07-01", "2026-04-01", "2026-01-01", "2025-10-01")
    assert past_quarters(today=TODAY, horizon=quarter) == expected
    assert past_quarters(today=dt.date(2026, 9, 29), horizon=quarter)[0] == dt.date(2026, 4, 1)
    assert past_quarters(today=dt.date(2026, 9, 30), horizon=quarter)[0] == dt.date(2026, 7, 1)


@pytest.mark.usefixtures("past")
def test_17_7_the_back_test_finds_the_truth_of_a_made_past(cast: Cast) -> None:
    shown = browser(cast, "town").get(reverse(PAGE, args=[TOWN]))
    row, earlier, *_others = shown.context["rows"]
    first, second, third = (unit(code).pk for code in (FIRST, SECOND, THIRD))
    assert (row.test.warned, row.test.followed) == ({first, second}, {first, third})
    assert (row.test.right, row.test.missed) == ({first}, {third})
    assert (len(row.test.enterprises), row.precision, row.recall, row.base_rate) == (5, 50, 50, 40)
    assert "50.0 %" in shown.content.decode()
    assert "40.00 %" in shown.content.decode()
    assert (len(earlier.test.enterprises), earlier.precision) == (0, None)
    assert "What this does not prove" in shown.content.decode()


@pytest.mark.usefixtures("past")
def test_17_7_each_number_of_the_back_test_leads_to_its_enterprises(cast: Cast) -> None:
    client = browser(cast, "town")
    row = client.get(reverse(PAGE, args=[TOWN])).context["rows"][0]
    for name, link in row.links.items():
        chosen = client.get(link).context["chosen"]
        assert {line.unit.pk for line in chosen.lines} == getattr(row.test, name)
        assert chosen.total == len(chosen.lines)
    told = text_of(client.get(row.links["right"]).content.decode())
    assert "Major dangers that are open: 2; 2 × 5 = 10 points" in told
    assert "Major dangers found: 1" in told


def test_17_7_a_day_that_is_not_tested_is_not_found(cast: Cast) -> None:
    client, page = browser(cast, "town"), reverse(PAGE, args=[TOWN])
    assert client.get(page, {"day": "2026-07-02"}).status_code == 404
    assert client.get(page, {"day": "2026-07-01", "show": "scores"}).status_code == 404
    assert client.get(page, {"day": "2026-07-01", "show": "missed"}).status_code == 200


def test_17_7_the_page_names_whom_to_warn_with_every_point_and_leads_to_rows_and_form(cast: Cast) -> None:
    two_major(FIRST)
    danger(FIRST, "2026-11-02", due_day="2026-11-20")
    two_major(SECOND, due_day="2026-11-22")
    danger(SECOND, "2026-11-10", recurrence_of=danger(SECOND, "2026-01-10", state="closed", ended_on="2026-02-01"))
    client = browser(cast, "town")
    shown = client.get(reverse(PAGE, args=[TOWN]))
    assert [(line.unit.code, line.points) for line in shown.context["chosen"].lines] == [(SECOND, 20), (FIRST, 13)]
    for line in shown.context["chosen"].lines:
        for (words, link), count in zip(line.told, (2, 2 if line.unit.code == SECOND else 1, 1), strict=False):
            if "/records/" in link:
                assert f": {count};" in words
                assert rows_listed(client, link) == count
        assert line.form in shown.content.decode()
    warning = propose(cast.act("town")).record
    again = client.get(reverse(PAGE, args=[TOWN])).content.decode()
    assert reverse("record", args=["earlywarning", warning.pk]) in again
    assert f'?unit={unit(FIRST).pk}"' not in again


def test_17_7_who_may_not_warn_sees_the_page_without_the_button(cast: Cast) -> None:
    two_major(FIRST)
    shown = browser(cast, "auditor").get(reverse(PAGE, args=[TOWN]))
    assert [line.unit.code for line in shown.context["chosen"].lines] == [FIRST]
    assert f'?unit={unit(FIRST).pk}"' not in shown.content.decode()


@pytest.mark.parametrize("username", ["stranger", "safety"])
def test_17_7_an_enterprise_does_not_see_the_page(cast: Cast, username: str) -> None:
    client = browser(cast, username)
    for address in (reverse(PAGE, args=[TOWN]), reverse("warnings_export", args=[TOWN]), reverse("warnings")):
        assert client.get(address).status_code == 404


def test_17_7_the_file_has_the_rows_of_the_page(cast: Cast) -> None:
    two_major(FIRST)
    client = browser(cast, "town")
    assert client.get(reverse("warnings")).url == reverse(PAGE, args=[TOWN])
    answer_ = client.get(reverse("warnings_export", args=[TOWN]))
    sheet = load_workbook(BytesIO(b"".join(answer_.streaming_content))).active
    assert sheet is not None
    told = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert unit(FIRST).name_en in told
    assert any("2 × 5 = 10 points" in one for one in told)


def test_17_7_a_danger_counts_from_its_finding_to_its_end_and_as_major_from_its_grading(cast: Cast) -> None:
    danger(FIRST, "2026-10-01", grade="major", graded_on="2026-10-03", due_day="2026-10-10", state="closed",
           ended_on="2026-10-20")  # fmt: skip
    found = [counted(day) for day in days("2026-09-30", "2026-10-02", "2026-10-03", "2026-10-10", "2026-10-11")]
    assert found == [{}, {}, {"major": 1}, {"major": 1}, {"major": 1, "late": 1}]
    assert counted(dt.date(2026, 10, 19)) == {"major": 1, "late": 1}
    assert counted(dt.date(2026, 10, 20)) == {}


def test_17_7_a_danger_that_came_back_counts_for_a_year(cast: Cast) -> None:
    danger(FIRST, "2026-11-01", recurrence_of=danger(FIRST, "2026-08-01", state="closed", ended_on="2026-08-02"))
    found = [counted(day).get("recurring") for day in days("2026-10-31", "2026-11-01", "2027-10-31", "2027-11-01")]
    assert found == [None, 1, 1, None]


def test_17_7_a_duty_is_late_until_it_is_met(cast: Cast) -> None:
    question = ask(cast.act("town")).record
    answer(cast.act("safety", now=at("2026-12-10")), question)
    found = [counted(day) for day in days("2026-11-23", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10")]
    assert found == [{}, {}, {"duties": 1}, {"duties": 1}, {}]


def test_17_7_only_red_and_orange_points_count_for_control_and_looks(cast: Cast) -> None:
    risk(cast.act("safety"), colour="red")
    risk(cast.act("stranger"), "FX-001", SECOND)
    assert counted(dt.date(2027, 3, 1)) == {"risks": 2}
    assert counted(dt.date(2027, 3, 1), SECOND) == {}


def test_17_7_a_self_check_that_was_missed_or_late_counts_and_one_in_time_does_not(cast: Cast) -> None:
    one = unit(FIRST)
    version = DutyVersion.objects.filter(duty__key="enterprise-self-check").latest("pk")
    for month, met in (("2026-07-31", None), ("2026-08-31", "2026-09-05"), ("2026-09-30", "2026-09-20")):
        due = dt.date.fromisoformat(month)
        kept = {"met_by_id": 1, "met_on": met, "on_time": met <= month, "state": 1} if met else {}
        Obligation.objects.create(
            duty=version.duty, version=version, unit=one, position=one.position, line_id=one.line_id,
            period=due.replace(day=1), opened_at=at("2026-07-01"), due_at=at(month, "23:59"), due_day=due,
            original_due_at=at(month, "23:59"), **kept,
        )  # fmt: skip
    found = [counted(day).get("self_checks") for day in days("2026-07-31", "2026-08-01", "2026-09-03", "2026-10-01")]
    assert found == [None, 1, 2, 2]


@pytest.mark.usefixtures("past")
def test_17_7_however_many_enterprises_the_database_is_asked_three_times(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pack, area = installed_pack(), unit(FIRST).area
    place = Place(area.lo, area.hi)
    with django_assert_num_queries(3):
        among = enterprises_on(place=place, day=JULY)
        scores = scores_on(place=place, day=JULY, numbers=numbers_of(pack=pack, on=JULY), pack=pack, among=among)
    assert len(among) == 5
    assert set(scores) == {unit(FIRST).pk, unit(SECOND).pk}
