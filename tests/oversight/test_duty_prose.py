"""A duty in prose: when it is opened, and of which fact a value is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from anlan.oversight.duty_prose import prose
from anlan.policy import Pack

ON = dt.date(2026, 11, 23)


def told(pack: Pack, key: str, language: str) -> dict[str, str]:
    with translation.override(language):
        return {line.head: line.text for line in prose(duty=pack.duties[key], pack=pack, on=ON)}


@pytest.mark.parametrize(
    ("key", "language", "words"),
    [
        ("department-progress-report", "en", "3 days (product default) before the period ends"),
        ("department-progress-report", "zh-hans", "周期结束前3日"),
        ("town-monthly-meeting", "en", "3 days (product default) before the period begins"),
    ],
)
def test_E_3_a_report_on_a_period_is_opened_before_the_period_ends(
    pack: Pack, key: str, language: str, words: str
) -> None:
    assert any(text.startswith(words) for text in told(pack, key, language).values())


def test_5_14_a_number_that_the_register_must_show_says_of_which_fact_it_is(pack: Pack) -> None:
    met = told(pack, "department-leader-rank", "en")["Met by"]
    assert met.startswith("what the register shows: ")
    assert not met.endswith("shows: 2")
    assert "rank" in met.lower()


def test_3_12_what_says_by_itself_of_what_it_is_needs_no_name(pack: Pack) -> None:
    assert told(pack, "town-monthly-meeting", "en")["Owed by"] == "Party committee or Government; Town or subdistrict"
