"""Clause 8.8 and document 54 (2024): certified officers inspect, within the yearly cap that both sides see."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import TODAY, Cast, unit
from django.test import Client
from django.utils.translation import override
from examples_of_enterprises import FIRST
from examples_of_inspections import inspect
from examples_of_relations import go

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.records.workflow import Asked
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.inspection import Inspection
from anlan.modules.inspection.limits import inspecting_bodies, used_of
from anlan.oversight.inspections import inspected_this_year
from anlan.rules.inspections import BEYOND, certificates_in

YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["city", "county", "office", "town", "safety", "principal", "reviewer"])
def test_8_8_nobody_but_a_certified_officer_of_a_bureau_inspects(cast: Cast, name: str) -> None:
    with pytest.raises((NotPermitted, Refused)):
        inspect(cast.act(name))
    assert not Inspection.objects.exists()


def test_8_8_an_officer_inspects_for_the_own_bureau_alone(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        inspect(cast.act("officer"), receiver=str(unit("445100/emergency").pk))
    assert [one.field for one in refused.value.refusals] == ["receiver"]


@pytest.mark.parametrize("certificates", ["粤U0001", "粤U0001 粤U0001", "粤U0001、"])
def test_8_8_no_inspection_is_made_by_one_officer_alone(cast: Cast, certificates: str) -> None:
    with pytest.raises(Refused) as refused:
        inspect(cast.act("officer"), certificates=certificates)
    assert [one.field for one in refused.value.refusals] == ["certificates"]


def test_8_8_the_yearly_cap_ends_inspections_by_plan_and_draw(cast: Cast) -> None:
    officer = cast.act("officer")
    inspect(officer)
    inspect(officer, occurred_on=YESTERDAY, basis="drawn")
    with pytest.raises(Refused) as refused:
        inspect(officer, occurred_on=TODAY - dt.timedelta(days=2))
    assert [one.field for one in refused.value.refusals] == ["basis"]
    assert Inspection.objects.count() == 2


@pytest.mark.parametrize("basis", BEYOND)
def test_8_8_a_clue_an_assignment_a_request_or_a_recheck_is_outside_the_cap(cast: Cast, basis: str) -> None:
    officer = cast.act("officer")
    inspect(officer)
    inspect(officer, occurred_on=YESTERDAY)
    inspect(officer, basis=basis, document="群众举报")
    one = Inspection.objects.get(basis=basis)
    assert used_of(unit=one.unit_id, body=one.receiver_id, year=TODAY.year) == 2


def test_8_8_a_withdrawn_inspection_no_longer_counts(cast: Cast) -> None:
    officer = cast.act("officer")
    first = inspect(officer).record
    inspect(officer, occurred_on=YESTERDAY)
    go(officer, first, "withdraw", reason="登记有误")
    inspect(officer, basis="drawn")
    assert Inspection.objects.filter(state="recorded").count() == 2


def test_8_8_the_same_inspection_is_recorded_once(cast: Cast) -> None:
    inspect(cast.act("officer"))
    with pytest.raises(Overtaken):
        inspect(cast.act("officer"), document="另一份计划")


def test_8_8_an_inspection_of_tomorrow_or_of_last_year_is_refused(cast: Cast) -> None:
    for day in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=400)):
        with pytest.raises(Refused) as refused:
            inspect(cast.act("officer"), occurred_on=day)
        assert [one.field for one in refused.value.refusals] == ["occurred_on"]


def test_19_3_unannounced_checks_are_told_apart_and_listed_by_themselves(cast: Cast) -> None:
    inspect(cast.act("officer"))
    inspect(cast.act("officer"), basis="clue", manner="unannounced", document="暗查")
    client = Client()
    client.force_login(cast.act("officer").actor.officer)
    page = client.get("/records/inspection/?manner=unannounced").content.decode()
    assert "暗查" in page
    assert "2026年度监督检查计划" not in page
    assert "/records/inspection/?manner=unannounced" in client.get("/clauses/19.3/").content.decode()


def test_8_8_the_form_begins_with_what_is_used_of_the_cap(cast: Cast) -> None:
    inspect(cast.act("officer"))
    asked = Asked(unit("DEMO-ENTERPRISE-1"), cast.act("officer"))
    with override("en"):
        ((_key, words),) = inspecting_bodies(asked)
    assert words.startswith("1 of 2 · ")


def test_18_8_what_an_inspection_found_is_a_danger_that_the_bureau_follows_up(cast: Cast) -> None:
    rows = [
        {"what": "窑炉燃气报警器未检定", "place": "一号窑", "put_right": ""},
        {"what": "一具灭火器失压", "place": "", "put_right": "当场更换"},
    ]
    record = inspect(cast.act("officer"), dangers=rows).record
    open_one, done = HiddenDanger.objects.order_by("id")
    bureau = cast.actor("officer").posts[0].unit
    assert (open_one.source, open_one.found_by, open_one.supervisor, open_one.state) == (
        "inspection", bureau, bureau, "found",
    )  # fmt: skip
    assert (done.state, done.result) == ("on_the_spot", "当场更换")
    go(cast.act("officer"), record, "withdraw", reason="登记有误")
    open_one.refresh_from_db()
    assert open_one.state == "dismissed"


def test_8_8_the_enterprise_comments_and_no_body_does_it_for_it(cast: Cast) -> None:
    record = inspect(cast.act("officer")).record
    with pytest.raises((NotPermitted, Refused)):
        go(cast.act("town"), record, "comment", comment="同意")
    go(cast.act("safety"), record, "comment", comment="请提前告知检查内容")
    assert Inspection.objects.get().comment == "请提前告知检查内容"
    assert Event.objects.filter(kind="inspection.commented", clause="8.8").count() == 1


@pytest.mark.parametrize("name", ["officer", "safety", "county"])
def test_8_8_both_sides_see_how_much_of_the_cap_is_used(cast: Cast, name: str) -> None:
    inspect(cast.act("officer"))
    record = inspect(cast.act("officer"), basis="clue", document="群众举报").record
    (one,) = inspected_this_year(unit=unit(FIRST), act=cast.act(name))
    assert (one.used, one.cap, one.others, record.counter) == (1, 2, 1, "1 / 2")


def test_8_8_who_sees_no_inspection_sees_no_counter(cast: Cast) -> None:
    inspect(cast.act("officer"))
    assert inspected_this_year(unit=unit(FIRST), act=cast.act("stranger")) == []


def test_8_8_a_certificate_typed_twice_is_one_officer() -> None:
    assert certificates_in(text=" 粤U1，粤U2、粤U1;粤U3 ") == ("粤U1", "粤U2", "粤U3")
