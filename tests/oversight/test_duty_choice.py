"""Figures and lists of all duties of enterprises, or of public bodies: the two add up to the whole."""

from __future__ import annotations

import pytest
from cast import NOW, Cast
from django.utils import timezone
from pages import browser, rows_listed

from anlan.kernel.obligations.duty import Duty
from anlan.oversight.duty_choice import GROUPS, duty_chosen
from anlan.policy import Pack


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_every_duty_is_of_enterprises_or_of_bodies_and_not_of_both(cast: Cast, pack: Pack) -> None:
    groups = [duty_chosen(key=key, pack=pack) for key in GROUPS]
    ids = [pk for group in groups if group for pk in group.ids]
    assert sorted(ids) == sorted(Duty.objects.filter(key__in=pack.duties).values_list("pk", flat=True))


@pytest.mark.parametrize("period", ["2026-11", "2026-Q4", "2026"])
def test_figures_of_both_groups_add_up_and_each_leads_to_its_rows(opened: Cast, period: str) -> None:
    client = browser(opened, "city")
    totals = {}
    for key in ("", *GROUPS):
        total = client.get(f"/areas/445100/?period={period}&duty={key}").context["total"]
        totals[key] = total.counts.owed
        assert rows_listed(client, total.links["owed"]) == total.counts.owed
    assert totals[""] == sum(totals[key] for key in GROUPS)
    assert all(totals[key] for key in GROUPS) or period == "2026-11"


def test_a_group_that_does_not_exist_is_not_found(opened: Cast) -> None:
    assert browser(opened, "city").get("/areas/445100/?duty=of-nobody").status_code == 404
