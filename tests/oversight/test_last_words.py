"""What a superior last said of something open stands wherever the unit or its superior meets it (9.3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cast import (
    COUNTY,
    COUNTY_GOVERNMENT,
    NOW,
    TOWN,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    Cast,
    at,
    hold,
    owed,
    treat,
)
from django.conf import settings
from django.utils import timezone
from pages import browser, rows_listed, text_of
from word_papers import drafted

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.modules.meeting import Meeting
from anlan.oversight.posts import year_of

COUNTY_DUTY = "county-government-quarterly-meeting"
URGED = {"text": "请尽快召开会议", "telephone": "0768-1111111", "letter": ""}
RETURNED = {"reason": "摘录中未见安全生产议题", "telephone": "0768-2222222"}
CONFIRMED = {"reason": "到场核查，当月未召开", "telephone": "0768-3333333"}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)


def page(cast: Cast, username: str, address: str) -> str:
    answer = browser(cast, username).get(address)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


@pytest.fixture
def urged(opened: Cast) -> Obligation:
    """The meeting of July that the town's government still owes, urged by the county's office."""
    row = owed(TOWN_GOVERNMENT, "2026-07-01")
    treat(opened.act("office"), row, "urge", **URGED)
    return row


@pytest.fixture
def returned(opened: Cast) -> Obligation:
    """The county's meeting of the quarter, recorded by its office and returned by the city's."""
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    row = owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)
    treat(opened.act("city", now=at("2026-11-23", "08:30")), row, "return", **RETURNED)
    return owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)


def test_9_3_the_town_sees_at_home_in_the_list_and_on_the_page_that_it_was_urged(
    opened: Cast, urged: Obligation
) -> None:
    for address in ("/", f"/obligations/?area={TOWN}&standing=late", f"/obligations/{urged.pk}/"):
        shown = page(opened, "town", address)
        assert "Urged · 2026-11-23 : 请尽快召开会议" in shown
        assert "0768-1111111" in shown
    assert shown.count("no evidence received") == 1


def test_9_3_a_second_urging_on_one_day_says_that_it_stands_in_the_digest_and_not_that_the_unit_knows(
    opened: Cast, urged: Obligation
) -> None:
    client = browser(opened, "office")
    address = f"/obligations/{urged.pk}/urge/"
    token = client.get(address).context["form_token"]
    answer = client.post(address, {**URGED, "form_token": token}).content.decode()
    assert "It stands in the day&#x27;s digest." in answer
    assert "has been told" not in answer


def test_9_3_a_returned_row_says_so_with_reason_and_telephone_and_not_that_nothing_was_received(
    opened: Cast, returned: Obligation
) -> None:
    listed = f"/obligations/?area={COUNTY}&standing=returned"
    assert rows_listed(browser(opened, "city"), listed) == 1
    for username, address in (
        ("office", "/"),
        ("county", "/"),
        ("city", listed),
        ("office", f"/obligations/{returned.pk}/"),
    ):
        shown = page(opened, username, address)
        assert "Returned · 2026-11-23 : 摘录中未见安全生产议题" in shown, address
        assert "0768-2222222" in shown
    assert "Returned, to be completed" in shown
    assert "no evidence received" not in shown


def test_9_3_what_was_urged_before_a_return_is_not_urged_any_more(opened: Cast) -> None:
    row = owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)
    treat(opened.act("city"), row, "urge", **URGED)
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    treat(opened.act("city"), row, "return", **RETURNED)
    shown = page(opened, "city", f"/obligations/?area={COUNTY}&standing=returned")
    assert "Returned · 2026-11-23" in shown
    assert "Urged ·" not in shown


def test_9_3_a_returned_record_stays_in_the_obligations_ledger_and_says_on_its_own_page_that_it_was_returned(
    opened: Cast, returned: Obligation
) -> None:
    meeting = Meeting.objects.get(unit__code=COUNTY_GOVERNMENT)
    events = browser(opened, "city").get(f"/obligations/{returned.pk}/").context["why"].events
    assert [one["event"].kind for one in events] == ["obligation.opened", "meeting.held", "obligation.returned"]
    assert [one["returned"] for one in events] == [False, True, False]
    for username in ("city", "office", "county"):
        shown = page(opened, username, f"/records/meeting/{meeting.pk}/")
        assert "摘录中未见安全生产议题" in shown
        assert "0768-2222222" in shown
    other = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    assert "Returned by the superior" not in page(opened, "city", f"/records/meeting/{other.pk}/")


def test_9_3_what_was_confirmed_as_not_performed_is_a_word_in_lists_and_a_sentence_beside_the_figures(
    opened: Cast, urged: Obligation
) -> None:
    treat(opened.act("office"), urged, "confirm", **CONFIRMED)
    client = browser(opened, "city")
    listed = client.get(f"/obligations/?area={TOWN}&standing=late").context["rows"]
    words = {one.row.pk: one.standing.words for one in listed}
    assert words[urged.pk] == "Confirmed as not performed"
    assert set(words.values()) == {"Confirmed as not performed", "Late"}
    for code in (TOWN, COUNTY):
        assert "Of what is open, 1 was confirmed as not performed" in page(opened, "city", f"/areas/{code}/")
    assert "confirmed as not performed" not in page(opened, "city", "/areas/445102/")
    assert rows_listed(client, f"/obligations/?area={TOWN}&standing=not_performed") == 1


def test_9_3_return_and_notice_say_what_was_confirmed_and_never_that_nothing_was_received_of_it(
    opened: Cast, urged: Obligation, tmp_path: Path
) -> None:
    treat(opened.act("office"), urged, "confirm", **CONFIRMED)
    act = opened.act("city")
    paper = drafted(act, "monthly_return", {"area": TOWN, "month": "2026-10"}, data_dir=tmp_path)
    assert "其中已认定未履行1项" in paper.text
    late = next(table for table in paper.tables if table[0][-1] == "情况")
    assert sorted({row[-1] for row in late[1:]}) == ["已认定未履行", "未收到材料"]
    one = drafted(act, "supervision_notice", {"obligation": str(urged.pk)}, data_dir=tmp_path)
    assert "以下1项安全生产履职事项已经逾期，1项已认定未履行：" in one.text
    assert "尚未收到" not in one.text
    several = drafted(act, "supervision_notice", {"unit": TOWN_GOVERNMENT}, data_dir=tmp_path)
    count = int(len(several.tables[0]) - 1)
    assert f"其中{count - 1}项尚未收到你单位的材料，1项已认定未履行：" in several.text
    untouched = drafted(act, "supervision_notice", {"unit": TOWN_PARTY}, data_dir=tmp_path)
    assert "已经逾期，尚未收到你单位的材料：" in untouched.text


def test_4_1_a_leader_is_told_which_body_records_and_whoever_records_has_the_button(opened: Cast) -> None:
    def shown(username: str) -> dict[int, Any]:
        return {one.row.pk: one for one in browser(opened, username).get("/").context["owed"]}

    leader, office = shown("county"), shown("office")
    meeting = owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)
    assert leader[meeting.pk].button is None
    assert leader[meeting.pk].recorder.code == f"{COUNTY}/safety-committee-office"
    assert office[meeting.pk].button is not None
    assert office[meeting.pk].recorder is None
    assert "Recorded by Office of the Raoping County Work Safety Committee" in page(opened, "county", "/")


def test_every_figure_of_the_home_page_opens_exactly_its_rows(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    client = browser(opened, "county")
    (territory,) = client.get("/").context["territories"]
    counts = territory.counts
    for name, number in (
        ("owed", counts.owed),
        ("on_time", counts.on_time),
        ("open", counts.open),
        ("overdue", counts.overdue),
    ):
        assert rows_listed(client, territory.links[name]) == number > 0


def test_every_figure_of_a_posts_year_opens_its_rows_and_they_add_up(opened: Cast) -> None:
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    client = browser(opened, "county")
    year = year_of(post=client.get("/post/").context["post"], act=opened.act("county"))
    for number, address in year.values():
        assert rows_listed(client, address) == number
    parts = ("met_on_time", "met_late", "late", "not_due")
    assert year["owed"][0] == sum(year[name][0] for name in parts)
    assert year["not_due"][0] > 0
    assert f"{year['not_due'][0]} not due yet" in page(opened, "county", "/post/")


def test_a_post_out_of_sight_lists_nothing(opened: Cast) -> None:
    assert browser(opened, "stranger").get("/obligations/", {"post": "1"}).status_code == 404
    assert browser(opened, "city").get("/obligations/", {"post": "x"}).status_code == 404


def test_every_figure_of_a_dutys_year_opens_exactly_its_rows(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    client = browser(opened, "city")
    figures = client.get("/duties/town-monthly-meeting/").context["figures"]
    numbers = [int(words.split()[0]) for words, _url, _late in figures]
    assert numbers[0] == sum(numbers[1:])
    for (_words, address, _late), number in zip(figures, numbers, strict=True):
        assert (rows_listed(client, address) if address else 0) == number


def test_4_1_the_desk_reads_that_its_own_post_owes_nothing_and_where_the_rest_stands(opened: Cast) -> None:
    assert browser(opened, "town").get("/").context["owed"]
    assert "What it records for other bodies of its place stands on the home page." in page(opened, "town", "/post/")
    assert "What it records for other bodies" not in page(opened, "safety", "/post/")


def test_9_3_a_review_names_its_period_in_the_readers_language(opened: Cast) -> None:
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    review = Obligation.objects.get(record_type="obligation")
    assert review.what == "饶平县政府 · 3.9 · 2026年第4季度 | Raoping County Government · 3.9 · Quarter 4 of 2026"
    assert Event.objects.filter(pk=review.source_id, kind="meeting.held").exists()


def test_periods_are_offered_in_the_readers_words(opened: Cast) -> None:
    client = browser(opened, "city")
    assert "Quarter 4 of 2026" in client.get(f"/areas/{COUNTY}/").content.decode()
    client.cookies["django_language"] = "zh-hans"
    shown = text_of(client.get(f"/areas/{COUNTY}/").content.decode())
    assert "2026年第4季度 2026年下半年" in shown
    assert "2026-Q4" not in shown


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("督办台账", "/orders/"),
        ("职责分工", "/allocations/"),
        ("机构人员", "/staffing/"),
        ("Ledger of orders", "/orders/"),
    ],
)
def test_who_searches_the_clauses_for_a_page_finds_it(opened: Cast, query: str, address: str) -> None:
    html = browser(opened, "city").get("/clauses/", {"q": query}).content.decode()
    main = html[html.index("<main") :]
    assert f'href="{address}"' in main


def test_nobody_finds_a_page_that_is_not_open_to_them(opened: Cast) -> None:
    html = browser(opened, "stranger").get("/clauses/", {"q": "机构人员"}).content.decode()
    assert 'href="/staffing/"' not in html


def test_founding_facts_name_their_source_in_the_readers_language(opened: Cast) -> None:
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert "source: the policy pack, units.yaml" in page(opened, "city", f"/obligations/{row.pk}/")
    assert "source: the policy pack, units.yaml" in page(opened, "city", f"/units/{TOWN_GOVERNMENT}/")
