"""What passes to a successor can be done there, keeps the days that were granted, and is told at once (3, 9.3, 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN_GOVERNMENT, Cast, at, hold, owed, treat, unit, withdraw
from django.test import Client
from django.utils import timezone

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mention
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.closing import close_unit
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Refused
from anlan.oversight.discharge import button_for
from anlan.oversight.wording import title_of
from anlan.policy import Pack

COUNTY_DUTY = "county-government-quarterly-meeting"
OTHER = "445103/government"
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-0000000"}
STATE = Obligation.State


def merge(cast: Cast, code: str, into: str, on: dt.date = dt.date(2026, 11, 22)) -> Event:
    return close_unit(
        unit=unit(code), into=unit(into), on=on, by=cast.actor("city"), now=NOW, pack=cast.act("city").pack
    )


def taken(event: Event, due: str, duty: str = COUNTY_DUTY) -> Obligation:
    rows = Obligation.objects.select_related("duty", "version", "unit", "met_by")
    return rows.get(source_id=event.pk, due_day=due, duty__key=duty)


def logged_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "zh-hans"
    return client


@pytest.fixture
def neighbour() -> str:
    towns = Unit.objects.filter(kind="government", area__parent__code="445122", area__level="town")
    return towns.exclude(code=TOWN_GOVERNMENT).order_by("pk").values_list("code", flat=True)[0]


@pytest.fixture(autouse=True)
def adds_up(opened: Cast) -> Iterator[None]:
    """After every test, figures, obligations and ledger still say the same."""
    yield
    assert not figures.differences()
    assert not contradictions()
    assert not verify()


def test_9_3_a_moved_term_goes_over_and_the_ledger_agrees(opened: Cast) -> None:
    """Submitted, returned and extended: the successor has the same day, and none of it twice."""
    row = owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    treat(opened.act("city", now=at("2026-11-26")), row, "return", **RETURNED)
    treat(opened.act("city", now=at("2026-11-26")), row, "extend", until=dt.date(2027, 1, 23), reason="防汛")
    row.refresh_from_db()
    assert (row.moved_days, row.due_day) == (23, dt.date(2027, 1, 23)), "3 days of a review, 20 of an extension"
    # Due later than the last day it would lapse; what the last day reaches goes over.
    late = owed(COUNTY_GOVERNMENT, "2026-07-01", COUNTY_DUTY)
    hold(opened.act("office", now=at("2026-11-26")), COUNTY_GOVERNMENT, "2026-09-20", form="government_executive")
    treat(opened.act("city", now=at("2026-11-30")), late, "return", **RETURNED)
    event = merge(opened, COUNTY_GOVERNMENT, OTHER)
    assert event.answers["moved"] == [4]
    assert taken(event, "2026-10-04").moved_days == 4


def test_9_3_what_was_extended_before_counts_within_the_longest_extension(opened: Cast) -> None:
    """Thirty days in all, whoever owes it: twenty-five were given to the old body, so five are left."""
    late = owed(COUNTY_GOVERNMENT, "2026-07-01", COUNTY_DUTY)
    treat(opened.act("city", now=at("2026-09-28")), late, "extend", until=dt.date(2026, 10, 25), reason="防汛")
    event = merge(opened, COUNTY_GOVERNMENT, OTHER, on=dt.date(2026, 10, 26))
    row = taken(event, "2026-10-25")
    assert event.answers["extended"] == [25]
    city = opened.act("city", now=at("2026-10-26"))
    with pytest.raises(Refused, match="2026-10-30"):
        treat(city, row, "extend", until=dt.date(2026, 10, 31), reason="防汛")
    treat(city, row, "extend", until=dt.date(2026, 10, 30), reason="防汛")
    row.refresh_from_db()
    assert (row.moved_days, row.extensions) == (30, 2)


def test_3_12_the_successor_records_in_answer_what_it_took_over_beside_its_own(opened: Cast, neighbour: str) -> None:
    event = merge(opened, TOWN_GOVERNMENT, neighbour)
    row = taken(event, "2026-07-31", "town-monthly-meeting")
    own = owed(neighbour, "2026-07-01")
    assert "2026-07" in row.what, "without a period of its own its words name it"
    office = opened.act("office")
    button = button_for(row=row, actor=office.actor, pack=office.pack, reviews=set())
    assert button is not None
    assert button.url == f"/records/meeting/new/?obligation={row.pk}", "not the review of anything"
    with pytest.raises(Refused, match="2026-07"):
        hold(office, neighbour, "2026-08-03", number="2026 No. 21", answering=row)
    row.refresh_from_db()
    assert row.state == STATE.OPEN
    answer = hold(office, neighbour, "2026-07-20", number="2026 No. 21", answering=row)
    assert [met.pk for met in answer.met] == [row.pk], "the successor's own meeting of July is still owed"
    own.refresh_from_db()
    assert own.state == STATE.OPEN
    plain = hold(office, neighbour, "2026-07-21", number="2026 No. 22")
    assert [met.pk for met in plain.met] == [own.pk]
    # Withdrawn, the one that was taken over is owed again: the other meeting was not recorded for it.
    withdraw(office, answer.record)
    row.refresh_from_db()
    assert row.state == STATE.OPEN


def test_what_was_taken_over_is_called_by_its_title_once(opened: Cast, neighbour: str, pack: Pack) -> None:
    row = taken(merge(opened, TOWN_GOVERNMENT, neighbour), "2026-07-31", "town-monthly-meeting")
    title = title_of(row=row, pack=pack)
    assert title == row.what
    assert title.count(pack.duties["town-monthly-meeting"].title.zh) == 1


def test_9_3_the_successor_is_told_at_once_of_what_it_took_over(opened: Cast, pack: Pack) -> None:
    event = merge(opened, COUNTY_GOVERNMENT, OTHER)
    row = taken(event, "2026-09-30")
    notice = row.notices.get(kind=Notice.Kind.TAKEN_OVER)
    assert (notice.event_id, notice.created_at) == (event.pk, event.recorded_at)
    build_digests(now=at("2026-11-24"), pack=pack, by_mail=False)
    assert Mention.objects.filter(notice=notice).exists()


def test_9_3_what_waits_at_a_merged_unit_is_accepted_but_not_returned(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    row = owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)
    event = merge(opened, COUNTY_GOVERNMENT, OTHER)
    # What was submitted waits for its review whatever became of the unit.
    row.refresh_from_db()
    assert row.review == Obligation.Review.WAITING
    assert row.pk not in event.answers["passed"]
    with pytest.raises(Refused, match="was closed on 2026-11-22"):
        treat(opened.act("city"), row, "return", **RETURNED)
    treat(opened.act("city"), row, "accept", note="")
    row.refresh_from_db()
    assert row.review == Obligation.Review.ACCEPTED


def test_nothing_begins_for_a_closed_unit_and_its_page_says_so(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    close_unit(
        unit=unit(TOWN_GOVERNMENT), into=None, on=dt.date(2026, 11, 22), by=opened.actor("city"), now=NOW,
        pack=opened.act("city").pack,
    )  # fmt: skip
    row = owed(TOWN_GOVERNMENT, "2026-10-01")
    assert row.state == STATE.OPEN
    for username in ("town", "office", "city"):
        page = logged_in(opened, username).get(f"/obligations/{row.pk}/").content.decode()
        assert "/records/meeting/new/" not in page
        assert "该单位已于 2026-11-22 撤销" in page
    assert (
        "/records/meeting/new/"
        in logged_in(opened, "town")
        .get(f"/obligations/{owed('445122100/town-party-committee', '2026-10-01').pk}/")
        .content.decode()
    )
