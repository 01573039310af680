"""Articles 5.1, 5.2 and 9.3: who may answer for what of an enterprise, and who enters it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import COUNTY, NOW, TODAY, TOWN, Cast, unit
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import FIRST, SECOND
from examples_of_regulators import (
    EMERGENCY,
    FIRE,
    GOVERNMENT,
    MARKET,
    OFFICE,
    area,
    end,
    enter,
    reader,
    tallies,
)
from registers import allocate

from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused, begin, take
from anlan.modules.allocation import Allocation
from anlan.modules.regulator import Regulator
from anlan.oversight.regulator_proposals import confirm
from anlan.rules.regulators import Tally


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def city(cast: Cast) -> Client:
    """The city's desk officer."""
    return reader(cast, "city")


def refusal(cast: Cast, code: str, body: str, *given: str, **more: object) -> str:
    """In which answer the form is refused."""
    with pytest.raises(Refused) as refused:
        enter(cast.act("city"), code, body, *given, **more)
    return refused.value.refusals[0].field


def test_5_1_territory_regulator_assessor_and_figures_are_four_separate_things(cast: Cast) -> None:
    act = cast.act("city")
    enter(act, FIRST, EMERGENCY)
    enter(act, FIRST, OFFICE, "assessor", "")
    enter(act, FIRST, "445102/government", "statistics", "")
    assert unit(FIRST).area.code == TOWN
    page = reader(cast, "safety").get(reverse("unit", args=[FIRST])).context["answering"]
    assert page.territory[-2:] == (area().name_en, area(TOWN).name_en)
    assert page.counted_in == (area("445102").name_en,)
    assert [one.name for one in page.assessors] == [unit(OFFICE).name_en]


def test_5_1_roles_of_a_matter_name_it_and_others_do_not(cast: Cast) -> None:
    assert refusal(cast, FIRST, EMERGENCY, "regulator", "") == "matter"
    assert refusal(cast, FIRST, GOVERNMENT, "statistics", "fire") == "matter"


def test_9_3_a_committees_office_neither_regulates_nor_punishes(cast: Cast) -> None:
    assert refusal(cast, FIRST, OFFICE) == "receiver"
    assert refusal(cast, FIRST, OFFICE, "enforcer", authority="delegated", document="x") == "receiver"
    assert refusal(cast, FIRST, EMERGENCY, "statistics", "") == "receiver"


def test_5_2_a_delegated_or_entrusted_power_needs_its_document(cast: Cast) -> None:
    town = f"{TOWN}/town-government"
    assert refusal(cast, FIRST, town, "enforcer", "fire", authority="delegated") == "document"
    assert refusal(cast, FIRST, EMERGENCY, authority="") == "authority"
    outcome = enter(cast.act("city"), FIRST, town, "enforcer", "fire", authority="delegated", document="〔2026〕1号")
    assert outcome.record.state == "in_force"


def test_5_2_entrusted_bodies_never_own(cast: Cast) -> None:
    assert refusal(cast, FIRST, f"{TOWN}/town-safety-office") == "authority"
    assert refusal(cast, FIRST, f"{TOWN}/town-government", "enforcer") == "authority"
    answers = {"matter": "fire", "industry": "", "kind": "industry", "authority": "entrusted", "document": "委托书"}
    begin(
        model=Allocation, unit=unit(FIRE), answers={**answers, "occurred_on": dt.date(2026, 9, 1)},
        act=cast.act("city"), submission=uuid.uuid4(),
    )  # fmt: skip
    assert refusal(cast, FIRST, FIRE, "regulator", "fire") == "authority"


def test_5_2_a_body_without_the_matter_is_refused_where_the_division_of_duties_names_another(cast: Cast) -> None:
    allocate(cast.act("city"), EMERGENCY, "work_safety", "C")
    with pytest.raises(Refused, match="Emergency Management Bureau is competent for this matter here"):
        enter(cast.act("city"), FIRST, MARKET)
    enter(cast.act("city"), FIRST, MARKET, matter="special_equipment")
    enter(cast.act("city"), FIRST, EMERGENCY)


def test_5_1_one_body_assesses_and_the_next_one_waits_for_its_end(cast: Cast) -> None:
    first = enter(cast.act("city"), FIRST, GOVERNMENT, "statistics", "").record
    assert refusal(cast, FIRST, "445102/government", "statistics", "") == "receiver"
    end(cast.act("city"), first)
    enter(cast.act("city"), FIRST, "445102/government", "statistics", "")


def test_5_1_the_same_entry_of_a_second_officer_is_told_who_was_first(cast: Cast) -> None:
    first = enter(cast.act("city"), FIRST, EMERGENCY)
    with pytest.raises(Overtaken) as overtaken:
        enter(cast.act("office"), FIRST, EMERGENCY)
    assert (overtaken.value.record, overtaken.value.event) == (first.record, first.event)


def test_5_1_what_ended_or_was_a_mistake_answers_no_more(cast: Cast) -> None:
    entered = enter(cast.act("city"), FIRST, EMERGENCY).record
    assert tallies(cast)["work_safety"] == Tally(2, 1, 1, 0)
    end(cast.act("city"), entered)
    assert tallies(cast)["work_safety"] == Tally(2, 2, 0, 0)
    again = enter(cast.act("city"), FIRST, EMERGENCY).record
    step = Regulator.workflow.step("withdraw")
    take(record=again, step=step, answers={"reason": "误录"}, act=cast.act("city"))
    assert tallies(cast)["work_safety"].one == 0


def test_5_1_a_regulator_does_not_end_before_it_began(cast: Cast) -> None:
    entered = enter(cast.act("city"), FIRST, EMERGENCY).record
    with pytest.raises(Refused):
        end(cast.act("city"), entered, TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize("username", ["town", "officer", "safety", "county", "auditor"])
def test_5_1_only_a_committees_office_enters_who_answers(username: str, cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        enter(cast.act(username), FIRST, EMERGENCY)
    with pytest.raises(NotPermitted):
        confirm(area=area(), act=cast.act(username), seal="")
    client = reader(cast, username)
    assert client.get(reverse("regulators_take_over", args=[COUNTY])).status_code in (403, 404)
    assert client.get(reverse("roles")).status_code == 200


def test_14_the_page_of_permissions_says_who_may_enter_regulators(city: Client) -> None:
    assert "regulates, punishes, assesses or counts an enterprise" in city.get(reverse("roles")).content.decode()


def test_5_1_among_more_enterprises_than_a_list_can_show_one_is_named_by_its_code(
    cast: Cast, city: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("begin", args=["regulator"])
    page = city.get(address)
    assert [one.code for one in page.context["units"]] == [FIRST, SECOND]
    assert not page.context["many"]
    monkeypatch.setattr("anlan.kernel.pages.steps.MOST_OFFERED", 1)
    assert 'name="code"' in city.get(address).content.decode()
    assert city.get(f"{address}?code={SECOND}").context["unit"].code == SECOND
    for wrong in (EMERGENCY, "none"):
        page = city.get(f"{address}?code={wrong}").content.decode()
        assert "No unit that you may record for has this code or name" in page


def test_5_1_a_part_of_the_name_finds_the_enterprise_or_the_few_that_are_called_so(
    cast: Cast, city: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("begin", args=["regulator"])
    assert city.get(f"{address}?code=陶瓷").context["unit"].code == FIRST
    assert [one.code for one in city.get(f"{address}?code=演示").context["units"]] == [FIRST, SECOND]
    monkeypatch.setattr("anlan.kernel.pages.steps.MOST_OFFERED", 1)
    page = city.get(f"{address}?code=演示").content.decode()
    assert "More than 1 units that you may record for are called so" in page
