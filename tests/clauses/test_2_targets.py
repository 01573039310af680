"""Article 2 and clause 4.2: the three declines against the baseline year, the milestones, deaths per GDP."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cast import COUNTY_GOVERNMENT, NOW, Cast
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from registers import enter_figures

from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.modules.target import YearFigures
from anlan.rules.targets import Decline, YearOf, declines, reached

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


def test_2_1_and_2_5_the_page_shows_declines_and_milestones_and_says_they_are_provisional(cast: Cast) -> None:
    for year, accidents, deaths, larger in ((2017, 20, 8, 1), (2020, 12, 5, 0), (2025, 9, 9, 0)):
        enter_figures(cast.act("city"), COUNTY_GOVERNMENT, year, accidents, deaths, larger, gdp=300)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer("county"))
    page = client.get(reverse("targets", args=["445122"]))
    assert [(one.year, one.reached, one.over) for one in page.context["milestones"]] == [
        (2020, True, True),
        (2030, False, False),  # the latest figures are those of 2025, when deaths had risen
    ]
    assert "Provisional" in page.content.decode()
    assert "演示数据" in page.content.decode()
    client.force_login(cast.officer("town"))
    assert client.get(reverse("targets", args=["445122"])).status_code == 404
