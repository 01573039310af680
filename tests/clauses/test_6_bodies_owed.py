"""Clauses 6.11 and 6.12: who owes a safety body, staff or a committee, and what the button of the row leads to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from cast import NOW, Cast
from django.test import Client
from django.urls import reverse
from examples_of_enterprises import CODES, FIRST, asked, change, entry, register

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.records.door import take
from anlan.modules.enterprise import Enterprise
from anlan.policy import Pack


def owing(code: str, duty: str) -> Obligation | None:
    """What the unit owes openly under a standing duty."""
    return Obligation.objects.filter(unit__code=code, duty__key=duty, state=Obligation.State.OPEN).first()


def test_6_12_a_hundred_employees_without_staff_owe_them_and_the_button_leads_to_the_own_entry(
    opened: Cast, client: Client, pack: Pack
) -> None:
    change(opened.act("town"), FIRST, "2026-11-20", hazard_policy="", employees=100, full_time_staff=0)
    sweep(now=NOW, pack=pack)
    row = owing(FIRST, "enterprise-body-and-staff")
    assert row is not None
    assert row.due_day == dt.date(2026, 12, 20)
    client.force_login(opened.officer("safety"))
    address = reverse("step_of_unit", args=["enterprise", row.unit_id, "report"])
    assert address in client.get(reverse("home")).content.decode()
    assert client.get(address, follow=True).status_code == 200
    client.force_login(opened.officer("stranger"))
    assert client.get(address).status_code == 404
    change(opened.act("safety"), FIRST, "2026-11-23", step="report", full_time_staff=1)
    sweep(now=NOW, pack=pack)
    assert owing(FIRST, "enterprise-body-and-staff") is None


def test_6_12_ninety_nine_employees_of_no_hazard_owe_nothing_by_the_opinions(opened: Cast, pack: Pack) -> None:
    change(opened.act("town"), FIRST, "2026-11-20", hazard_policy="", employees=99, safety_body=False)
    sweep(now=NOW, pack=pack)
    assert owing(FIRST, "enterprise-body-and-staff") is None


def test_6_12_an_individual_business_is_no_enterprise(opened: Cast, pack: Pack) -> None:
    change(opened.act("town"), FIRST, "2026-11-20", ownership="individual", employees=120, safety_body=False)
    sweep(now=NOW, pack=pack)
    assert owing(FIRST, "enterprise-body-and-staff") is None


def test_6_11_a_committee_chaired_by_somebody_else_is_still_owed(opened: Cast, pack: Pack) -> None:
    change(opened.act("town"), FIRST, "2026-11-20", committee_chair="other")
    sweep(now=NOW, pack=pack)
    assert owing(FIRST, "enterprise-committee") is not None


def test_6_12_an_enterprise_that_stands_still_owes_no_body(opened: Cast, pack: Pack) -> None:
    change(opened.act("town"), FIRST, "2026-11-20", full_time_staff=0)
    answers = {"occurred_on": dt.date(2026, 11, 21), "basis": ""}
    take(record=entry(FIRST), step=Enterprise.workflow.step("stop"), answers=answers, act=opened.act("town"))
    sweep(now=NOW, pack=pack)
    assert owing(FIRST, "enterprise-body-and-staff") is None


def test_6_11_the_list_finds_who_is_above_scale_by_its_revenue_and_not_listed(cast: Cast, pack: Pack) -> None:
    town = cast.act("town")
    register(town, CODES[0], "演示一(虚构)", revenue=Decimal(2000))
    register(town, CODES[1], "演示二(虚构)", revenue=Decimal("1999.99"))
    register(town, CODES[2], "演示三(虚构)", revenue=Decimal(2000), above_scale=True)
    register(town, CODES[3], "演示四(虚构)", industry="5265", revenue=Decimal(500))
    register(town, CODES[4], "演示五(虚构)", industry="4710", revenue=Decimal(99999))
    assert asked("scale", "reached", pack) == {CODES[0], CODES[2], CODES[3]}
    assert asked("scale", "unlisted", pack) == {CODES[0], CODES[3]}
    assert asked("scale", "listed", pack) == {FIRST, CODES[2]}
    assert asked("scale", "unreached", pack) == {FIRST}
