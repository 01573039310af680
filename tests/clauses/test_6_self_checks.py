"""Clauses 6.4 and 6.18: the enterprise's own inspection of each half-year, and its self-assessment of the five."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast, at, owed
from django.test import Client
from django.utils import timezone
from examples_of_enterprise_years import FIRST, assess, inspect, post, step

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.five_in_place import FiveInPlace
from anlan.modules.self_inspection import SelfInspection
from anlan.rules import self_checks as rules

INSPECTION, HALF, FIVE = "enterprise-half-yearly-inspection", "2026-07-01", "enterprise-five-in-place"
STATE = Obligation.State


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    (refusal,) = error.value.refusals
    return refusal.field


def test_6_4_an_inspection_meets_its_half_year_for_the_head(opened: Cast) -> None:
    inspect(opened.act("principal"))
    row = owed(FIRST, HALF, INSPECTION)
    assert (row.state, row.due_day) == (STATE.MET, dt.date(2026, 12, 31))
    event = Event.objects.get(kind="self_inspection.held")
    assert (event.clause, event.accountable_post_id) == ("6.4", int(post(FIRST, "head")))


def test_6_4_there_may_be_more_than_one_but_not_the_same_twice(opened: Cast) -> None:
    act = opened.act("safety")
    inspect(act)
    inspect(act, places="成品库")
    inspect(act, day="2026-11-20")
    with pytest.raises(Overtaken):
        inspect(act)
    assert SelfInspection.objects.count() == 3


@pytest.mark.parametrize(("counts", "field"), [((2, 3, 0), "major"), ((2, 1, 3), "put_right"), ((0, 1, 1), "major")])
def test_6_4_major_dangers_and_those_put_right_are_among_those_found(
    opened: Cast, counts: tuple[int, int, int], field: str
) -> None:
    with pytest.raises(Refused) as error:
        inspect(opened.act("safety"), counts=counts)
    assert refused(error) == field


@pytest.mark.parametrize("day", ["2026-11-24", "2025-10-01"])
def test_6_4_an_inspection_has_happened_and_not_in_another_year_by_mistake(opened: Cast, day: str) -> None:
    with pytest.raises(Refused) as error:
        inspect(opened.act("safety"), day=day)
    assert refused(error) == "occurred_on"


def test_6_4_what_is_withdrawn_is_owed_again(opened: Cast) -> None:
    act = opened.act("safety")
    wrong = inspect(act).record
    step(act, wrong, "withdraw", reason="录错")
    assert owed(FIRST, HALF, INSPECTION).state == STATE.OPEN
    assert SelfInspection.objects.get().withdrawn_because == "录错"


def test_6_4_the_two_first_responsible_persons_organise_it(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(opened.officer("safety"))
    form = client.get("/records/selfinspection/new/").context["form"]
    offered = {int(key) for key, _words in form.fields["led_by"].choices if key}
    assert set(Post.objects.filter(pk__in=offered).values_list("key", flat=True)) == {"head", "controller"}


def test_6_4_the_numbers_start_at_none_found(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(opened.officer("safety"))
    form = client.get("/records/selfinspection/new/").context["form"]
    empty = [field.name for field in form if field.field.required and field.value() in (None, "")]
    assert empty == ["places"]


def test_6_18_a_self_assessment_meets_its_year(cast: Cast) -> None:
    sweep(now=at("2027-01-04"), pack=installed_pack())
    assess(cast.act("safety", now=at("2027-03-01")), day="2027-03-01")
    row = owed(FIRST, "2027-01-01", FIVE)
    assert (row.state, row.due_day) == (STATE.MET, dt.date(2027, 12, 31))
    assert Event.objects.get(kind="five_in_place.assessed").clause == "6.18"


def test_6_18_what_is_in_place_even_partly_shows_by_something(opened: Cast) -> None:
    act = opened.act("safety")
    for standing in ("in_place", "partly"):
        with pytest.raises(Refused) as error:
            assess(act, training=standing, training_evidence="")
        assert refused(error) == "training_evidence"
    one = assess(act, training="not_yet", training_evidence="").record
    assert isinstance(one, FiveInPlace)
    assert one.in_place == "4 / 5"


def test_6_18_everything_that_lacks_evidence_is_named_at_once(opened: Cast) -> None:
    with pytest.raises(Refused) as error:
        assess(opened.act("safety"), training_evidence="", rescue_evidence="")
    assert [one.field for one in error.value.refusals] == ["training_evidence", "rescue_evidence"]


def test_6_18_one_assessment_a_year_until_it_is_withdrawn(opened: Cast) -> None:
    act = opened.act("safety")
    first = assess(act).record
    with pytest.raises(Overtaken):
        assess(act, day="2026-11-20")
    step(act, first, "withdraw", reason="重新自评")
    assert assess(act, day="2026-11-20", rescue="partly").record.pk != first.pk


def test_6_18_nobody_assesses_another_enterprise(opened: Cast) -> None:
    for username in ("stranger", "town", "officer"):
        with pytest.raises(NotPermitted):
            assess(opened.act(username))
        with pytest.raises(NotPermitted):
            inspect(opened.act(username))


def test_6_18_the_first_of_the_five_without_a_word_is_named() -> None:
    standing = dict.fromkeys(rules.FIVE, rules.IN_PLACE)
    evidence = dict.fromkeys(rules.FIVE, "有")
    assert rules.without_evidence(standing=standing, evidence=evidence) == ""
    assert rules.without_evidence(standing=standing, evidence=evidence | {"rescue": "", "management": ""}) == (
        "management"
    )
    assert rules.in_place(standing=standing | {"rescue": rules.PARTLY, "training": rules.NOT_YET}) == 3
