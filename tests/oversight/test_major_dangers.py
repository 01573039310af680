"""All open major dangers and red risks of an area on one page (3.7, 19.8): the longest late first."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import TODAY, Cast, at
from django.test import Client
from django.utils import timezone
from examples_of_dangers import EMERGENCY, find, general, major, plan, put_on_the_list
from examples_of_risks import risk


@pytest.fixture(autouse=True)
def three_weeks_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says a morning in December."""
    monkeypatch.setattr(timezone, "now", lambda: at("2026-12-15"))


def test_3_7_every_open_major_danger_stands_there_the_longest_late_first(cast: Cast) -> None:
    planned, waiting, small = (find(cast.act("safety"), what=what) for what in ("燃气报警失效", "粉尘积聚", "灯不亮"))
    major(cast.act("officer"), planned)
    plan(cast.act("safety"), planned, "2026-12-10")
    put_on_the_list(cast.act("officer"), planned, authority=EMERGENCY, day="2026-12-13")
    major(cast.act("officer"), waiting)
    general(cast.act("safety"), small)
    risk(cast.act("safety"), colour="red")
    client = Client()
    client.force_login(cast.officer("city"))
    context = client.get("/major/445122/").context
    # The plan of the second was due seven days after its grade, the first by the day of its listing.
    assert [(line.danger.pk, line.late) for line in context["lines"]] == [(waiting.pk, 15), (planned.pk, 2)]
    assert context["lines"][1].listing.level == "county"
    assert len(context["lines"][0].legs) == 2
    assert [point.code for point in context["red"]] == ["FX-001"]
    assert context["lines"][0].due == TODAY + dt.timedelta(days=7)
    client.force_login(cast.officer("stranger"))
    assert client.get("/major/445122/").status_code == 404
