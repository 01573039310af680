"""Clause 8.1: who was responsible for a facility is told in the order of time, with what nobody answered for."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from examples_of_relations import day, enter_facility, go, note_stage
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.facility import Facility, Stage
from anlan.rules.validity import ONE_DAY, Holding, Term, breaks_of, by_day

START = dt.date(2020, 1, 1)
SPAN = st.tuples(st.integers(min_value=0, max_value=40), st.integers(min_value=0, max_value=20))
SPANS = st.lists(SPAN, min_size=1, max_size=5)


def test_8_1_the_chain_names_stages_gaps_and_overlaps_in_the_order_of_time(cast: Cast) -> None:
    kiln = enter_facility(cast.act("safety"), "隧道窑").record
    note_stage(cast.act("safety"), kiln, "operate", "2020-05-01", None, who="演示陶瓷(虚构)")
    note_stage(cast.act("safety"), kiln, "build", "2019-10-01", "2020-05-31", who="演示建筑(虚构)")
    note_stage(cast.act("safety"), kiln, "design", "2019-03-01", "2019-08-31", who="演示设计院(虚构)")
    assert Facility.objects.get(pk=kiln.pk).chain.splitlines() == [
        "2019-03-01 to 2019-08-31 · Design · 演示设计院(虚构) · 项目负责人",
        "2019-09-01 to 2019-09-30 · Gap: nobody is named",
        "2019-10-01 to 2020-05-31 · Construction · 演示建筑(虚构) · 项目负责人",
        "2020-05-01 to 2020-05-31 · Overlap: several are named",
        "2020-05-01 to today · Operation · 演示陶瓷(虚构) · 项目负责人",
    ]
    client = Client()
    client.force_login(cast.officer("safety"))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("record", args=["facility", kiln.pk])).content.decode()
    assert "2019-09-01 to 2019-09-30 · Gap: nobody is named" in page


def test_8_1_a_withdrawn_stage_leaves_the_chain(cast: Cast) -> None:
    kiln = enter_facility(cast.act("safety"), "隧道窑").record
    note_stage(cast.act("safety"), kiln, "design", "2019-03-01", "2019-08-31")
    stage = Stage.objects.get()
    go(cast.act("safety"), stage, "withdraw", reason="误录")
    assert Facility.objects.get(pk=kiln.pk).chain == ""


def test_8_1_a_stage_that_goes_on_is_ended_later(cast: Cast) -> None:
    kiln = enter_facility(cast.act("safety"), "隧道窑").record
    note_stage(cast.act("safety"), kiln, "operate", "2019-03-01", None)
    stage = Stage.objects.get()
    with pytest.raises(Refused):
        go(cast.act("safety"), stage, "end", until=day("2019-02-28"))
    go(cast.act("safety"), stage, "end", until=day("2026-11-20"))
    assert Stage.objects.get(pk=stage.pk).until == day("2026-11-20")


@pytest.mark.parametrize(("since", "until"), [("2026-11-24", None), ("2026-11-20", "2026-11-19")])
def test_8_1_a_stage_has_begun_and_ends_after_that(cast: Cast, since: str, until: str | None) -> None:
    kiln = enter_facility(cast.act("safety"), "隧道窑").record
    with pytest.raises(Refused):
        note_stage(cast.act("safety"), kiln, "operate", since, until)


def test_8_1_nobody_notes_a_stage_of_a_facility_of_another_enterprise(cast: Cast) -> None:
    kiln = enter_facility(cast.act("safety"), "隧道窑").record
    with pytest.raises(NotPermitted):
        note_stage(cast.act("stranger"), kiln, "operate", "2020-01-01", None)


def test_8_1_the_same_facility_and_the_same_stage_twice_are_one(cast: Cast) -> None:
    kiln = enter_facility(cast.act("safety"), "隧道窑").record
    note_stage(cast.act("safety"), kiln, "operate", "2019-03-01", None)
    with pytest.raises(Overtaken) as told:
        enter_facility(cast.act("principal"), "隧道窑")
    assert told.value.record == kiln
    with pytest.raises(Refused):
        note_stage(cast.act("principal"), kiln, "operate", "2019-03-01", None)
    assert Stage.objects.count() == 1


def days(first: int, length: int) -> Term:
    return Term(START + dt.timedelta(days=first), START + dt.timedelta(days=first + length))


@given(SPANS)
def test_8_1_each_day_between_first_and_last_is_a_gap_an_overlap_or_of_one(spans: list[tuple[int, int]]) -> None:
    chain = [days(*span) for span in spans]
    found = breaks_of(chain=chain)
    last = max(one.last for one in chain if one.last is not None)
    today = min(one.first for one in chain)
    while today <= last:
        covering = sum(one.first <= today <= one.last for one in chain if one.last is not None)
        said = [one.kind for one in found if one.first <= today and one.last is not None and today <= one.last]
        assert said == ({0: ["gap"], 1: []}.get(covering, ["overlap"]))
        today += ONE_DAY
    assert all(a.last is not None and a.last < b.first for a, b in pairwise(found))


@given(SPANS)
def test_6_15_stretches_of_days_follow_one_another_without_a_gap(spans: list[tuple[int, int]]) -> None:
    holdings = [
        Holding(START + dt.timedelta(days=first), START + dt.timedelta(days=first + length), number)
        for number, (first, length) in enumerate(spans)
    ]
    stretches = by_day(holdings=holdings)
    assert (stretches[0][0], stretches[-1][1]) == (dt.date.min, None)
    assert all(before[1] == after[0] for before, after in pairwise(stretches))
    for since, _until, held in stretches:
        assert held == [one.says for one in holdings if one.until is not None and one.since <= since < one.until]


def test_8_1_an_open_end_goes_on_and_two_of_them_overlap_without_end() -> None:
    chain = [Term(START, None), Term(START + ONE_DAY, None)]
    (found,) = breaks_of(chain=chain)
    assert (found.kind, found.first, found.last) == ("overlap", START + ONE_DAY, None)
    assert breaks_of(chain=[]) == breaks_of(chain=chain[:1]) == []
