"""Article 6: the register of enterprises – who is in it, since when, and who needs what by which rule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from cast import TODAY, TOWN, Cast, unit
from django.test import Client
from django.urls import reverse
from examples_of_enterprises import CODES, FIRST, OFFICE, SECOND, asked, change, entry, move, register
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Refused, take
from anlan.kernel.records.workflow import Asked
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.policy import Pack
from anlan.rules import enterprises as rules


def facts_of(code: str, day: str) -> EnterpriseFacts:
    """What was known of the unit on that day."""
    return EnterpriseFacts.objects.get(as_of(day=dt.date.fromisoformat(day)), unit__code=code)


def refused_at(act: object) -> set[str]:
    """The answers at which a step was refused."""
    with pytest.raises(Refused) as told:
        act()  # type: ignore[operator]
    return {refusal.field for refusal in told.value.refusals}


def test_6_1_an_enterprise_registered_by_the_town_is_a_unit_with_facts_and_posts(cast: Cast) -> None:
    outcome = register(cast.act("town"), CODES[0], "演示食品有限公司(虚构)", employees=120, party_secretary="某")
    made = Unit.objects.get(code=CODES[0])
    assert (made.kind, made.area.code, made.position) == ("enterprise", TOWN, made.area.lo)
    assert {"head", "controller", "in_charge", "safety_manager", "union_chair", "party_secretary"} == set(
        made.posts.values_list("key", flat=True)
    )
    assert facts_of(CODES[0], "2026-11-01").employees == outcome.record.employees == 120  # type: ignore[attr-defined]
    assert not EnterpriseFacts.objects.filter(as_of(day=dt.date(2026, 10, 31)), unit=made).exists()


def test_6_2_names_of_persons_stay_out_of_the_ledger(cast: Cast) -> None:
    register(
        cast.act("town"), CODES[0], "演示食品有限公司(虚构)", legal_representative="无名氏", telephone="0768-0000000"
    )
    event = Event.objects.get(kind="enterprise.registered")
    kept = str(event.answers) + event.canonical
    assert "无名氏" not in kept
    assert "0768-0000000" not in kept
    assert Enterprise.objects.get(credit_code=CODES[0]).legal_representative == "无名氏"


@pytest.mark.parametrize(
    ("credit_code", "known", "field"),
    [
        ("91000000DEM000003X", {}, "credit_code"),
        ("9100", {}, "credit_code"),
        ("91000000DEM000002C", {}, "credit_code"),
        (CODES[0], {"industry": "9999"}, "industry"),
        (CODES[0], {"industry": "C"}, "industry"),
        (CODES[0], {"longitude": Decimal("116.6")}, "longitude"),
        (CODES[0], {"longitude": Decimal("23.65"), "latitude": Decimal("116.62")}, "longitude"),
        (CODES[0], {"longitude": Decimal("113.3"), "latitude": Decimal("23.1")}, "longitude"),
        (CODES[0], {"committee_chair": "other"}, "committee_chair"),
        (CODES[0], {"insured_until": TODAY}, "insured_until"),
        (CODES[0], {"established_on": TODAY + dt.timedelta(days=1)}, "established_on"),
    ],
)
def test_6_1_a_wrong_answer_is_named_and_nothing_is_kept(
    cast: Cast, credit_code: str, known: dict[str, object], field: str
) -> None:
    before = (Unit.objects.count(), Enterprise.objects.count(), Event.objects.count())
    assert refused_at(lambda: register(cast.act("town"), credit_code, "演示(虚构)", **known)) == {field}
    assert (Unit.objects.count(), Enterprise.objects.count(), Event.objects.count()) == before


def test_6_1_an_industry_chosen_from_the_list_is_kept_as_its_code(cast: Cast) -> None:
    register(cast.act("town"), CODES[0], "演示(虚构)", industry="3074 日用陶瓷制品制造")
    held = Enterprise.objects.get(credit_code=CODES[0])
    assert (held.industry, held.section) == ("3074", "C")


def test_6_1_a_change_begins_a_version_and_leaves_what_was_known_before(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-10-01", employees=90)
    assert (facts_of(FIRST, "2026-09-30").employees, facts_of(FIRST, "2026-10-01").employees) == (168, 90)
    assert entry(FIRST).employees == 90


def test_6_1_saying_again_what_is_known_changes_nothing(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-10-01")
    assert EnterpriseFacts.objects.filter(unit__code=FIRST).count() == 1


def test_6_1_an_enterprise_reports_what_has_changed_but_not_what_an_office_decides(cast: Cast) -> None:
    change(cast.act("safety"), FIRST, "2026-11-20", step="report", full_time_staff=3)
    assert entry(FIRST).full_time_staff == 3
    asked_of_it = {ask.name for ask in Enterprise.workflow.step("report").asks}
    assert not asked_of_it & {"industry", "above_scale", "hazard_policy", "hazard_law", "hazard_licence"}


def test_6_1_a_moved_enterprise_takes_along_what_it_owes(opened: Cast) -> None:
    change(opened.act("town"), FIRST, "2026-11-01", safety_body=False)
    move(opened.act("city"), FIRST, "445103101")
    there = unit(FIRST)
    assert (there.area.code, entry(FIRST).position) == ("445103101", there.position)
    assert set(
        Obligation.objects.filter(unit=there, state=Obligation.State.OPEN).values_list("position", flat=True)
    ) <= {there.position}


def test_6_1_a_town_does_not_seat_an_enterprise_in_another_county(cast: Cast) -> None:
    offered = {key for key, _words in Enterprise.workflow.step("move").asks[0].offered(_asked(cast, "town"))}  # type: ignore[misc]
    assert str(unit("445103101/town-safety-office").area_id) not in offered
    assert str(unit(OFFICE).area_id) in offered


def _asked(cast: Cast, username: str) -> object:
    return Asked(unit(FIRST), cast.act(username), entry(FIRST))


def test_6_1_a_struck_off_enterprise_keeps_its_entry_and_owes_nothing_later(opened: Cast) -> None:
    answers = {"occurred_on": TODAY, "into": "", "basis": "注销"}
    take(record=entry(FIRST), step=Enterprise.workflow.step("strike_off"), answers=answers, act=opened.act("city"))
    assert (entry(FIRST).state, unit(FIRST).closed_on) == ("closed", TODAY)
    assert not Obligation.objects.filter(unit__code=FIRST, state=Obligation.State.OPEN, due_day__gt=TODAY).exists()
    assert refused_at(lambda: change(opened.act("town"), FIRST, "2026-11-20", employees=1)) == {""}


def test_6_12_the_list_tells_the_two_rules_apart(cast: Cast, pack: Pack) -> None:
    town = cast.act("town")
    register(town, CODES[0], "演示一(虚构)", employees=100)
    register(town, CODES[1], "演示二(虚构)", employees=101, safety_body=True)
    register(town, CODES[2], "演示三(虚构)", employees=5, hazard_policy="machinery")
    register(town, CODES[3], "演示四(虚构)", employees=5, hazard_law="transport", full_time_staff=1)
    register(town, CODES[4], "演示五(虚构)", employees=5)
    assert asked("staffing", "policy_missing", pack) == {CODES[0], CODES[1], CODES[2], CODES[3]}
    # One hundred is no more than a hundred: the law asks for part-time staff at least, and there is nobody.
    assert asked("staffing", "law_missing", pack) == {CODES[0], CODES[2], CODES[4]}
    assert asked("staffing", "law", pack) == {FIRST, CODES[1], CODES[3]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    employees=st.integers(98, 103),
    body=st.booleans(),
    full=st.integers(0, 1),
    part=st.integers(0, 1),
    tag=st.sampled_from(["", "machinery"]),
    law=st.sampled_from(["", "transport"]),
)
def test_6_12_the_list_and_the_rules_say_the_same(
    cast: Cast, pack: Pack, employees: int, body: bool, full: int, part: int, tag: str, law: str
) -> None:
    Enterprise.objects.filter(unit__code=FIRST).update(
        employees=employees, safety_body=body, full_time_staff=full, part_time_staff=part,
        hazard_policy=tag, hazard_law=law, high_hazard=bool(tag or law),
    )  # fmt: skip
    staff = rules.Staff(employees, bool(tag or law), bool(law), body, full, part)
    said = {
        "policy": rules.needed_by_policy(staff=staff, threshold=100),
        "policy_missing": rules.missing_by_policy(staff=staff, threshold=100),
        "law": rules.needed_by_law(staff=staff, threshold=100),
        "law_missing": rules.missing_by_law(staff=staff, threshold=100),
    }
    assert {answer: FIRST in asked("staffing", answer, pack) for answer in said} == said


@pytest.mark.parametrize(
    ("industry", "people", "revenue", "assets", "size"),
    [
        ("3074", 1000, 40000, None, "large"),
        ("3074", 999, 40000, None, "medium"),
        ("3074", 300, 1999, None, "small"),
        ("3074", 19, 40000, None, "micro"),
        ("4710", None, 6000, 5000, "medium"),
        ("4710", None, 6000, None, ""),
        ("5411", 20, 200, None, "small"),
        ("8411", 50, 500, None, ""),
        ("3074", None, 500, None, ""),
    ],
)
def test_6_11_size_classes_need_every_limit(
    pack: Pack, industry: str, people: int | None, revenue: int, assets: int | None, size: str
) -> None:
    limits = pack.parameters.value(key="enterprise.size", on=TODAY).value
    money = Decimal(revenue)
    found = rules.size_class(
        industry=industry,
        people=people,
        revenue=money,
        assets=None if assets is None else Decimal(assets),
        limits=limits,
    )
    assert found == size


def test_6_12_the_county_lists_who_lacks_a_body_by_both_rules_and_opens_one(cast: Cast, client: Client) -> None:
    register(cast.act("town"), CODES[0], "演示无机构(虚构)", employees=150)
    client.force_login(cast.officer("county"))
    page = client.get(reverse("records", args=["enterprise"]) + "?staffing=both_missing&sort=employees")
    assert "演示无机构(虚构)" in page.content.decode()
    assert "演示陶瓷有限公司" not in page.content.decode()
    held = Enterprise.objects.get(credit_code=CODES[0])
    assert client.get(reverse("record", args=["enterprise", held.pk])).status_code == 200


@pytest.mark.parametrize("text", ["食品", "演示食品有", "品有限公司(虚", '"', "%", "OR"])
def test_part_of_a_name_finds_exactly_the_names_that_contain_it(cast: Cast, client: Client, text: str) -> None:
    register(cast.act("town"), CODES[0], "演示食品有限公司(虚构)")
    register(cast.act("town"), CODES[1], '演示"引号"厂 100%(虚构)')
    client.force_login(cast.officer("city"))
    page = client.get(reverse("records", args=["enterprise"]), {"q": text}).content.decode()
    for held in Enterprise.objects.all():
        assert (held.credit_code in page) == (text in held.name)


def test_a_renamed_enterprise_is_found_by_its_new_name_only(cast: Cast, client: Client) -> None:
    step = Enterprise.workflow.step("rename")
    take(record=entry(SECOND), step=step, answers={"name": "演示纸品有限公司(虚构)"}, act=cast.act("town"))
    client.force_login(cast.officer("city"))
    address = reverse("records", args=["enterprise"])
    assert "91000000DEM000002C" in client.get(address, {"q": "演示纸品有限"}).content.decode()
    assert "91000000DEM000002C" not in client.get(address, {"q": "演示包装有限"}).content.decode()


def test_6_1_of_two_officers_with_the_form_open_one_wins_and_the_other_is_told(cast: Cast, client: Client) -> None:
    held = entry(FIRST)
    address = reverse("step", args=["enterprise", held.pk, "change"])
    client.force_login(cast.officer("town"))
    form = client.get(address).context["form"]
    typed = {name: form[name].initial for name in form.fields if form[name].initial not in (None, False)}
    typed |= {"form_token": client.get(address).context["form_token"], "occurred_on": "2026-11-23", "employees": 170}
    change(cast.act("office"), FIRST, "2026-11-20", telephone="0768-1111111")
    answer = client.post(address, typed)
    assert answer.status_code == 409
    assert (entry(FIRST).employees, entry(FIRST).telephone) == (168, "0768-1111111")
    # Whoever was told may send it again.
    again = client.post(address, typed | {"form_token": answer.context["form_token"], "telephone": "0768-1111111"})
    assert again.status_code == 302
    assert (entry(FIRST).employees, entry(FIRST).telephone) == (170, "0768-1111111")


def test_6_1_a_form_that_has_to_be_corrected_still_knows_what_it_had_shown(cast: Cast, client: Client) -> None:
    held = entry(FIRST)
    address = reverse("step", args=["enterprise", held.pk, "change"])
    client.force_login(cast.officer("town"))
    form = client.get(address)
    typed = {"form_token": form.context["form_token"], "occurred_on": "2026-11-23", "industry": "9999"}
    refused = client.post(address, typed)
    change(cast.act("office"), FIRST, "2026-11-20", telephone="0768-1111111")
    typed |= {"form_token": refused.context["form_token"], "industry": "3074"}
    assert client.post(address, typed).status_code == 409
