"""A town moves between two clicks of its officer: what is recorded lies where the town lies now (3.1, 10.7)."""

from __future__ import annotations

import re
import uuid

import pytest
from cast import COUNTY, NOW, TODAY, TOWN, TOWN_GOVERNMENT, Cast, answers_for, unit
from django.test import Client

from anlan.kernel.obligations.moving import move_area
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import begin
from anlan.modules.meeting import Meeting

ZONE = "445100-xinqu"


def move_the_town(cast: Cast) -> None:
    areas = {code: Area.objects.get(code=code) for code in (TOWN, ZONE)}
    move_area(area=areas[TOWN], under=areas[ZONE], by=cast.actor("city"), on=TODAY, now=NOW)


def record(cast: Cast, who: str, stale: Unit) -> Meeting:
    answers = answers_for(TOWN_GOVERNMENT, "2026-11-20")
    outcome = begin(model=Meeting, unit=stale, answers=answers, act=cast.act(who), submission=uuid.uuid4())
    assert isinstance(outcome.record, Meeting)
    return outcome.record


def test_a_meeting_is_recorded_where_its_town_lies_now(opened: Cast) -> None:
    stale = unit(TOWN_GOVERNMENT)
    move_the_town(opened)
    meeting = record(opened, "city", stale)
    assert meeting.position == Area.objects.get(code=TOWN).lo != stale.position


def test_whoever_lost_the_town_meanwhile_records_nothing(opened: Cast) -> None:
    stale, town = unit(TOWN_GOVERNMENT), opened.act("town")
    move_the_town(opened)
    with pytest.raises(NotPermitted):
        begin(
            model=Meeting,
            unit=stale,
            answers=answers_for(TOWN_GOVERNMENT, "2026-11-20"),
            act=town,
            submission=uuid.uuid4(),
        )
    assert not Meeting.objects.exists()


def test_10_7_units_report_to_whoever_governs_now(opened: Cast) -> None:
    assert unit(TOWN_GOVERNMENT).superior.area.code == COUNTY
    move_the_town(opened)
    assert unit(TOWN_GOVERNMENT).superior.area.code == ZONE


def test_the_town_page_links_only_to_what_its_reader_may_open(opened: Cast, client: Client) -> None:
    """The system's own entry of an opening belongs to the whole city: a town sees its number, not a dead link."""
    client.force_login(opened.officer("town"))
    for row in client.get("/").context["owed"]:
        page = client.get(f"/obligations/{row.row.pk}/").content.decode()
        for seq in re.findall(r'href="/ledger/(\d+)/"', page):
            assert client.get(f"/ledger/{seq}/").status_code == 200
