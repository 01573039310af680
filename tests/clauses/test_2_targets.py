"""Article 2 and clause 4.2: the three declines against the baseline year, the milestones, deaths per GDP."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from cast import COUNTY_GOVERNMENT, NOW, Cast, unit
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_the_field import CITY_HOUSING, act_as, give, taken
from registers import enter_figures, set_target

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.modules.target import YearFigures
from anlan.rules.targets import Decline, YearOf, declines, kept, reached

BASE = YearOf(accidents=20, deaths=8, larger=1, major=0)


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("year", "answer"),
    [
        (YearOf(19, 7, 0, 0), True),
        (YearOf(20, 7, 0, 0), False),
        (YearOf(19, 8, 0, 0), False),
        (YearOf(19, 7, 1, 0), False),
    ],
)
def test_2_1_all_three_series_must_lie_below_the_baseline(year: YearOf, answer: bool) -> None:
    assert reached(found=declines(figures={2017: BASE, 2020: year}, baseline=2017, year=2020)) is answer


def test_2_1_none_after_none_counts_as_kept_down() -> None:
    assert Decline("larger", 0, 0).declined is True
    assert Decline("larger", 0, 1).declined is False


def test_2_1_without_figures_of_either_year_nothing_is_decided() -> None:
    assert reached(found=declines(figures={2017: BASE}, baseline=2017, year=2020)) is None
    assert reached(found=declines(figures={2020: BASE}, baseline=2017, year=2020)) is None


def test_4_2_deaths_per_100_million_yuan_of_gdp() -> None:
    assert YearOf(20, 8, 1, 0, Decimal(1200)).rate == Decimal("0.0067")
    assert BASE.rate is None


@pytest.mark.parametrize(
    ("year", "counts", "field"),
    [
        (2026, (1, 0, 0, 0), "year"),
        (1999, (1, 0, 0, 0), "year"),
        (2025, (1, 0, 2, 0), "accidents"),
        (2025, (3, 0, 1, 2), "accidents"),
        (2025, (0, 1, 0, 0), "accidents"),
    ],
)
def test_2_1_figures_that_cannot_be_are_refused(
    cast: Cast, year: int, counts: tuple[int, int, int, int], field: str
) -> None:
    with pytest.raises(Refused) as error:
        enter_figures(cast.act("city"), COUNTY_GOVERNMENT, year, *counts)
    assert [refusal.field for refusal in error.value.refusals] == [field]


def test_2_1_a_year_is_entered_once_and_again_after_it_was_withdrawn(cast: Cast) -> None:
    entered = enter_figures(cast.act("city"), COUNTY_GOVERNMENT, 2025, 9, 4)
    with pytest.raises(Overtaken):
        enter_figures(cast.act("city"), COUNTY_GOVERNMENT, 2025, 8, 4)
    step = YearFigures.workflow.step("withdraw")
    take(record=entered.record, step=step, answers={"reason": "统计更正"}, act=cast.act("city"))
    enter_figures(cast.act("city"), COUNTY_GOVERNMENT, 2025, 8, 4)


def page_of(cast: Cast, username: str, area: str) -> HttpResponse:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer(username))
    return client.get(reverse("targets", args=[area]))


@pytest.mark.parametrize(
    ("rate", "limit", "answer"),
    [("0.0120", "0.0120", True), ("0.0121", "0.0120", False), (None, "0.0120", None), ("0.0120", None, None)],
)
def test_4_2_the_control_target_is_kept_up_to_its_own_number(
    rate: str | None, limit: str | None, answer: bool | None
) -> None:
    assert kept(rate=Decimal(rate) if rate else None, limit=Decimal(limit) if limit else None) is answer


def test_4_2_a_year_is_compared_with_the_target_that_was_entered_and_never_with_another(cast: Cast) -> None:
    for year in (2023, 2024, 2025):
        enter_figures(cast.act("city"), COUNTY_GOVERNMENT, year, 20, 17, gdp=Decimal("1402.37"))
    set_target(cast.act("city"), COUNTY_GOVERNMENT, 2025, "0.0121")
    set_target(cast.act("city"), COUNTY_GOVERNMENT, 2024, "0.0122")
    set_target(cast.act("city"), COUNTY_GOVERNMENT, 2026, "0.0119")
    page = page_of(cast, "county", "445122")
    lines = {line.year: line for line, _against in page.context["lines"]}
    assert {year: (line.rate, line.kept) for year, line in lines.items()} == {
        2026: (None, None),
        2025: (Decimal("0.0121"), True),
        2024: (Decimal("0.0121"), True),
        2023: (Decimal("0.0121"), None),
    }
    assert lines[2023].target is None
    assert "none entered" in page.content.decode()


def test_4_2_a_target_that_was_exceeded_says_so(cast: Cast) -> None:
    enter_figures(cast.act("city"), COUNTY_GOVERNMENT, 2025, 20, 18, gdp=Decimal("1402.37"))
    set_target(cast.act("city"), COUNTY_GOVERNMENT, 2025, "0.0121")
    assert "exceeded" in page_of(cast, "county", "445122").content.decode()


def test_4_2_a_target_is_entered_once_a_year_and_not_for_a_far_year(cast: Cast) -> None:
    set_target(cast.act("city"), COUNTY_GOVERNMENT, 2026, "0.0121")
    with pytest.raises(Overtaken):
        set_target(cast.act("city"), COUNTY_GOVERNMENT, 2026, "0.0122")
    with pytest.raises(Refused):
        set_target(cast.act("city"), COUNTY_GOVERNMENT, 2028, "0.0122")


def test_4_2_gdp_is_entered_as_it_was_published(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.officer("city"))
    address = f"{reverse('begin', args=['yearfigures'])}?unit={unit(COUNTY_GOVERNMENT).pk}"
    token = client.get(address).context["form_token"]
    answers = {"year": 2025, "accidents": 9, "deaths": 4, "larger": 0, "major": 0, "gdp": "1402.37", "source": "公报"}
    assert client.post(address, {**answers, "form_token": token}).status_code == 302
    record = YearFigures.objects.get()
    assert record.gdp == Decimal("1402.37")
    assert Event.objects.get(kind="figures.entered").answers["gdp"] == "1402.37"
    page = client.get(reverse("record", args=["yearfigures", record.pk])).content.decode()
    assert "1402.37" in page
    assert "1402.3700" not in page


def test_2_2_and_2_5_a_milestone_shows_its_day_and_the_tasks_done_of_all(cast: Cast) -> None:
    city = cast.act("city")
    why = {"due": "2020-12-31", "entered_late": "系统启用前的任务补登", "clause": "2.2"}
    done = give(city, CITY_HOUSING, what="厘清监管责任", **why).record
    give(city, COUNTY_GOVERNMENT, what="完善监管机构", **why)
    gone = give(city, COUNTY_GOVERNMENT, what="误登", **why).record
    taken(city, gone, "withdraw", latest="重复")
    lead = act_as(CITY_HOUSING, "officer")
    taken(lead, done, "report", occurred_on=dt.date(2020, 6, 30), latest="已于2020年完成")
    taken(city, done, "confirm")
    page = page_of(cast, "city", "445100")
    shown = {one.clause: one for one in page.context["milestones"]}
    assert set(shown) == {"2.2", "2.5"}
    assert (shown["2.2"].day, shown["2.2"].passed) == (dt.date(2020, 12, 31), True)
    assert (shown["2.2"].done, shown["2.2"].tasks) == (1, 2)
    assert (shown["2.5"].day, shown["2.5"].passed, shown["2.5"].tasks) == (dt.date(2030, 12, 31), False, 0)
    client = Client()
    client.force_login(cast.officer("city"))
    behind = client.get(shown["2.2"].url).context["rows"]
    assert len(behind) == 3  # the withdrawn one is in the list with its state
    assert Obligation.objects.filter(record_type="task").count() == 0


def test_2_1_the_baseline_year_is_shown_as_the_baseline_and_not_as_a_rise(cast: Cast) -> None:
    enter_figures(cast.act("city"), COUNTY_GOVERNMENT, 2017, 20, 8, 1)
    page = page_of(cast, "county", "445122")
    ((line, _against),) = page.context["lines"]
    assert (line.year, line.is_baseline) == (2017, True)
    assert "not declined" not in page.content.decode()
    assert "baseline" in page.content.decode()


def test_2_1_the_declines_are_those_of_2020_and_of_the_latest_year_since(cast: Cast) -> None:
    for year, accidents, deaths, larger in ((2017, 20, 8, 1), (2020, 12, 5, 0), (2025, 9, 9, 0)):
        enter_figures(cast.act("city"), COUNTY_GOVERNMENT, year, accidents, deaths, larger, gdp=Decimal(300))
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer("county"))
    page = client.get(reverse("targets", args=["445122"]))
    # In 2025 deaths had risen.
    assert [(one.year, one.reached) for one in page.context["declines"]] == [(2020, True), (2025, False)]
    assert "Provisional" in page.content.decode()
    assert "演示数据" in page.content.decode()
    client.force_login(cast.officer("town"))
    assert client.get(reverse("targets", args=["445122"])).status_code == 404
