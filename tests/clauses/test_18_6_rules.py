"""Clauses 18.2 and 18.6: an enterprise lays down its rules on hidden dangers and on graded risk control."""

from __future__ import annotations

import pytest
from cast import NOW, Cast
from django.test import Client
from django.utils import timezone
from examples_of_enterprises import FIRST, SECOND
from examples_of_relations import adopt, day, go

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.facts import as_of
from anlan.kernel.records.door import Refused
from anlan.modules.enterprise import EnterpriseFacts

DANGER, RISK = "enterprise-danger-rules", "enterprise-risk-rules"
STATE = Obligation.State
TITLE = "隐患排查治理制度"


def owing(duty: str, code: str = FIRST) -> Obligation | None:
    return Obligation.objects.filter(unit__code=code, duty__key=duty).order_by("-id").first()


def in_force(fact: str, on: str) -> bool:
    """Whether the register says that these rules were in force on the day."""
    return bool(getattr(EnterpriseFacts.objects.get(as_of(day=day(on)), unit__code=FIRST), fact))


def test_18_6_every_enterprise_owes_rules_on_dangers_and_18_2_a_high_hazard_one_on_risks_too(opened: Cast) -> None:
    assert owing(DANGER)
    assert owing(DANGER, SECOND)
    assert owing(RISK)
    assert owing(RISK, SECOND) is None


@pytest.mark.parametrize(("duty", "kind"), [(DANGER, "danger_rules"), (RISK, "risk_rules")])
def test_18_6_the_rules_meet_their_own_duty_and_no_other(opened: Cast, duty: str, kind: str) -> None:
    adopt(opened.act("safety"), TITLE, since="2026-11-20", kind=kind, covers="")
    sweep(now=NOW, pack=installed_pack())
    states = {one: getattr(owing(one), "state", None) for one in (DANGER, RISK)}
    assert states.pop(duty) == STATE.MET
    assert list(states.values()) == [STATE.OPEN]
    assert (in_force(kind, "2026-11-19"), in_force(kind, "2026-11-20")) == (False, True)


def test_18_6_an_operating_procedure_is_no_set_of_rules(opened: Cast) -> None:
    adopt(opened.act("safety"), "窑炉安全操作规程")
    assert getattr(owing(DANGER), "state", None) == STATE.OPEN


def test_18_6_repealed_rules_are_owed_anew_from_that_day(opened: Cast) -> None:
    act = opened.act("safety")
    rules = adopt(act, TITLE, since="2026-11-01", kind="danger_rules", covers="").record
    go(act, rules, "revise", version="2", covers="", occurred_on=day("2026-11-10"))
    assert in_force("danger_rules", "2026-11-05")
    go(act, rules, "repeal", reason="重新制定", occurred_on=day("2026-11-20"))
    assert [in_force("danger_rules", on) for on in ("2026-11-19", "2026-11-20")] == [True, False]


def test_18_6_withdrawn_rules_were_never_in_force(opened: Cast) -> None:
    act = opened.act("safety")
    rules = adopt(act, TITLE, since="2026-11-01", kind="danger_rules", covers="").record
    go(act, rules, "withdraw", reason="录错")
    assert not in_force("danger_rules", "2026-11-05")


def test_18_5_an_operating_procedure_says_who_works_by_it(opened: Cast) -> None:
    with pytest.raises(Refused) as error:
        adopt(opened.act("safety"), "窑炉安全操作规程", covers="")
    assert [one.field for one in error.value.refusals] == ["covers"]


def test_18_6_the_form_offers_the_rules_that_are_owed(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(opened.officer("safety"))
    for duty, kind in ((DANGER, "danger_rules"), (RISK, "risk_rules")):
        row = owing(duty)
        assert row is not None
        form = client.get(f"/records/procedure/new/?obligation={row.pk}").context["form"]
        assert form["kind"].value() == kind
    assert client.get("/records/procedure/new/").context["form"]["kind"].value() == "operating"
