"""Clauses 6.15 and 6.16: nothing is let or contracted out to whoever is not qualified; counterparts are checked."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, TODAY, Cast, at, unit
from django.test import Client
from django.urls import reverse
from examples_of_enterprises import FIRST, SECOND, entry
from examples_of_relations import CODE_1, CODE_2, STRANGE_CODE, contract, day, enter_licence, go
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.facts import as_of
from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.modules.enterprise import Contract, Enterprise, EnterpriseFacts, Licence
from anlan.modules.enterprise.relation_pages import CONTRACT_PAGES, LICENCE_PAGES
from anlan.policy import Pack
from anlan.rules import contracts as rules
from anlan.rules.licences import renew_by

DAYS = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2030, 12, 31))
OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED


def facts(code: str, on: str) -> EnterpriseFacts:
    return EnterpriseFacts.objects.get(as_of(day=day(on)), unit__code=code)


def checks() -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key="counterpart-check").order_by("id"))


def refused(cast: Cast, **known: object) -> list[str]:
    """The answers at which a contract is refused."""
    with pytest.raises(Refused) as told:
        contract(cast.act("safety"), "东厂房", **known)
    return [refusal.field for refusal in told.value.refusals]


def test_6_16_a_registered_counterpart_is_named_by_its_code_alone(cast: Cast) -> None:
    record = contract(cast.act("safety"), "东厂房").record
    assert (record.counterpart, record.counterpart_unit_id) == (entry(SECOND).name, unit(SECOND).pk)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"name": "另一名称"}, "name"),
        ({"credit_code": STRANGE_CODE}, "name"),
        ({"credit_code": ""}, "name"),
        ({"credit_code": "9100"}, "credit_code"),
        ({"credit_code": CODE_1}, "credit_code"),
        ({"ends_on": day("2026-10-31")}, "ends_on"),
    ],
)
def test_6_16_what_cannot_be_a_counterpart_is_refused_at_its_answer(
    cast: Cast, known: dict[str, object], field: str
) -> None:
    assert refused(cast, **known) == [field]


@pytest.mark.parametrize("step", ["stop", "strike_off"])
def test_6_16_nothing_is_let_to_an_enterprise_that_stands_still_or_was_struck_off(cast: Cast, step: str) -> None:
    answers = {"occurred_on": TODAY, "basis": "", "into": ""}
    take(record=entry(SECOND), step=Enterprise.workflow.step(step), answers=answers, act=cast.act("office"))
    assert refused(cast) == ["credit_code"]


def test_6_16_without_the_needed_licence_the_contract_is_refused(cast: Cast) -> None:
    assert refused(cast, needed="construction") == ["credit_code"]
    enter_licence(cast.act("stranger"), SECOND, "pollution")
    assert refused(cast, needed="construction") == ["credit_code"]
    enter_licence(cast.act("stranger"), SECOND, "construction")
    record = contract(cast.act("safety"), "东厂房", needed="construction").record
    assert (record.certificate_number, record.certificate_until) == ("A1", day("2028-01-01"))


@pytest.mark.parametrize(("since", "until"), [("2023-01-01", "2026-10-31"), ("2026-11-02", "2029-11-01")])
def test_6_16_a_licence_that_does_not_hold_when_the_contract_begins_is_none(cast: Cast, since: str, until: str) -> None:
    enter_licence(cast.act("stranger"), SECOND, "construction", since=since, until=until)
    assert refused(cast, needed="construction") == ["credit_code"]


def test_6_16_a_licence_that_ends_on_the_first_day_still_holds_and_is_warned_of(cast: Cast) -> None:
    enter_licence(cast.act("stranger"), SECOND, "construction", since="2023-11-02", until="2026-11-01")
    record = contract(cast.act("safety"), "东厂房", needed="construction", agreement_on=None).record
    assert record.warnings.splitlines() == [
        "The counterpart's qualification ends on 2026-11-01, before the contract.",
        "No safety agreement has been noted.",
    ]
    go(cast.act("safety"), record, "agree", occurred_on=TODAY)
    assert len(Contract.objects.get(pk=record.pk).warnings.splitlines()) == 1


def test_6_16_a_revoked_licence_is_none_and_only_the_office_notes_it(cast: Cast) -> None:
    held = enter_licence(cast.act("stranger"), SECOND, "construction").record
    go(cast.act("town"), held, "revoke", occurred_on=TODAY, reason="吊销决定")
    assert refused(cast, needed="construction") == ["credit_code"]
    step = reverse("step", args=["licence", enter_licence(cast.act("stranger"), SECOND, "fire").record.pk, "revoke"])
    client = Client()
    client.force_login(cast.officer("stranger"))
    assert client.get(step).status_code == 403


def test_6_16_a_counterpart_outside_the_register_shows_its_certificate(cast: Cast) -> None:
    outside = {"credit_code": STRANGE_CODE, "name": "演示施工队(虚构)", "needed": "construction"}
    assert refused(cast, **outside) == ["certificate_number"]
    assert refused(cast, **outside, certificate_number="D2") == ["certificate_until"]
    late = {"certificate_number": "D2", "certificate_until": day("2026-10-31")}
    assert refused(cast, **outside, **late) == ["certificate_number"]
    good = {"certificate_number": "D2", "certificate_until": day("2027-12-31")}
    record = contract(cast.act("safety"), "屋面工程", **outside, **good).record
    assert (record.counterpart, record.counterpart_unit, record.warnings) == ("演示施工队(虚构)", None, "")
    assert "施工队" not in Event.objects.get(kind="contract.begun").canonical


def test_6_16_an_extension_asks_for_the_qualification_again(cast: Cast) -> None:
    held = enter_licence(cast.act("stranger"), SECOND, "construction", until="2026-11-15").record
    record = contract(cast.act("safety"), "东厂房", needed="construction").record
    longer = {"ends_on": day("2028-10-31"), "certificate_number": "", "certificate_until": None}
    with pytest.raises(Refused):
        go(cast.act("safety"), record, "extend", **longer)
    go(cast.act("stranger"), held, "renew", valid_until=day("2029-11-15"), number="A1")
    extended = go(cast.act("safety"), record, "extend", **longer).record
    assert (extended.ends_on, extended.certificate_until) == (day("2028-10-31"), day("2029-11-15"))


def test_6_15_the_first_check_is_owed_with_the_contract_and_each_check_makes_the_next_owed(cast: Cast) -> None:
    record = contract(cast.act("safety"), "东厂房").record
    (first,) = checks()
    assert (first.state, first.due_day, record.next_check) == (OPEN, day("2027-02-21"), day("2027-02-21"))
    later = cast.act("safety", now=at("2027-01-05"))
    checked = go(later, record, "check", occurred_on=day("2027-01-04"), found="消防通道畅通").record
    first, second = checks()
    assert (first.state, first.met_on) == (MET, day("2027-01-04"))
    assert (second.state, second.due_day, checked.next_check) == (OPEN, day("2027-04-04"), day("2027-04-04"))


def test_6_15_a_check_of_one_contract_does_not_meet_that_of_another(cast: Cast) -> None:
    one = contract(cast.act("safety"), "东厂房").record
    contract(cast.act("safety"), "西厂房")
    go(cast.act("safety"), one, "check", occurred_on=TODAY, found="正常")
    assert [row.state for row in checks()] == [MET, OPEN, OPEN]


@pytest.mark.parametrize("step", ["end", "withdraw"])
def test_6_15_an_ended_contract_owes_no_check(cast: Cast, step: str) -> None:
    record = contract(cast.act("safety"), "东厂房").record
    go(cast.act("safety"), record, step, occurred_on=TODAY, reason="提前解除")
    assert [row.state for row in checks()] == [LAPSED]


def test_6_15_the_register_knows_from_when_to_when_something_is_let(cast: Cast) -> None:
    one = contract(cast.act("safety"), "东厂房", begins_on=day("2026-10-01")).record
    two = contract(cast.act("safety"), "西厂房", begins_on=day("2026-11-10")).record
    go(cast.act("safety"), one, "end", occurred_on=day("2026-11-05"), reason="")
    told = [facts(FIRST, on).leases_or_contracts for on in ("2026-09-30", "2026-10-01", "2026-11-05", "2026-11-10")]
    assert told == [False, True, False, True]
    go(cast.act("safety"), two, "withdraw", reason="误录")
    assert not facts(FIRST, "2026-11-23").leases_or_contracts


def test_6_15_a_contract_that_begins_later_leaves_no_facts_ahead_of_today(cast: Cast) -> None:
    contract(cast.act("safety"), "东厂房", begins_on=day("2027-01-01"))
    assert not EnterpriseFacts.objects.filter(unit__code=FIRST, valid_from__gt=TODAY).exists()
    assert facts(FIRST, "2026-11-23").leases_or_contracts


def test_6_15_the_same_contract_twice_is_one(cast: Cast) -> None:
    first = contract(cast.act("safety"), "东厂房").record
    with pytest.raises(Overtaken) as told:
        contract(cast.act("principal"), "东厂房")
    assert told.value.record == first


def test_6_15_the_list_asks_which_checks_are_overdue(cast: Cast, pack: Pack) -> None:
    contract(cast.act("safety"), "东厂房")
    (question,) = CONTRACT_PAGES.questions
    found = [Contract.objects.filter(question.asks("over", on, pack)).count() for on in (TODAY, day("2027-02-22"))]
    assert found == [0, 1]


def test_6_16_a_safety_production_licence_is_a_fact_of_each_day(cast: Cast) -> None:
    held = enter_licence(cast.act("safety"), FIRST, "safety_chemicals", since="2026-08-01", until="2027-01-31").record
    enter_licence(cast.act("safety"), FIRST, "pollution", number="P1")
    assert [facts(FIRST, on).licensed_until for on in ("2026-07-31", "2026-08-01")] == [None, day("2027-01-31")]
    go(cast.act("safety"), held, "renew", valid_until=day("2030-01-31"), number="A2")
    assert facts(FIRST, "2026-11-23").licensed_until == day("2030-01-31")
    go(cast.act("town"), held, "revoke", occurred_on=day("2026-11-20"), reason="吊销决定")
    told = [facts(FIRST, on).licensed_until for on in ("2026-11-19", "2026-11-20")]
    assert told == [day("2030-01-31"), None]


def test_6_16_what_has_to_be_renewed_next_comes_first_and_is_asked_for(cast: Cast, pack: Pack) -> None:
    for number, until in (("C", None), ("B", "2027-06-30"), ("A", "2027-01-31"), ("D", "2026-11-01")):
        enter_licence(cast.act("safety"), FIRST, "fire", number=number, until=until)
    listed = Licence.objects.order_by(*LICENCE_PAGES.order)
    assert [one.number for one in listed] == ["D", "A", "B", "C"]
    assert [one.renewal for one in listed] == [day("2026-08-01"), day("2026-10-31"), day("2027-03-30"), None]
    (question,) = LICENCE_PAGES.questions
    asked = {
        answer: [one.number for one in listed.filter(question.asks(answer, TODAY, pack))] for answer in question.words
    }
    assert asked == {"none": ["C"], "over": ["D"], "soon": ["A"], "valid": ["A", "B"]}


@given(DAYS, st.integers(min_value=0, max_value=24))
def test_6_16_a_renewal_lies_whole_months_before_the_end(until: dt.date, months: int) -> None:
    asked = renew_by(valid_until=until, months=months)
    assert (until.year * 12 + until.month) - (asked.year * 12 + asked.month) == months
    assert asked.day == until.day or (asked + dt.timedelta(days=1)).day == 1


@given(st.lists(st.tuples(DAYS, DAYS), max_size=4), DAYS)
def test_6_16_whoever_is_qualified_holds_a_certificate_on_the_first_day(
    terms: list[tuple[dt.date, dt.date]], begins_on: dt.date
) -> None:
    held = [rules.Held(str(number), since, until) for number, (since, until) in enumerate(terms)]
    wrong = rules.what_is_wrong(held=held, begins_on=begins_on)
    assert (not wrong) == any(since <= begins_on <= until for since, until in terms)
    assert (wrong == "missing") == (not terms)


def test_6_15_the_form_is_filed_on_its_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client = Client()
    client.force_login(cast.officer("safety"))
    address = f"{reverse('begin', args=['contract'])}?unit={unit(FIRST).pk}"
    shown = client.get(address)
    answers = {"kind": "place", "subject": "东厂房", "credit_code": CODE_2, "needed": "none", "begins_on": "2026-11-20"}
    sent = client.post(address, {**answers, "form_token": shown.context["form_token"]})
    assert sent.status_code == 302
    page = client.get(sent.url).content.decode()
    assert entry(SECOND).name in page
