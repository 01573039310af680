"""A fault of one duty holds up no other one, and is said loudly; what cannot be kept to is refused at the start."""

from __future__ import annotations

import dataclasses
import datetime as dt
from argparse import Namespace

import pytest
from cast import TOWN_GOVERNMENT, Cast, at, owed
from django.test import Client
from duty_packs import TOWNS, duty, pack_with, watch, with_parameter

from anlan.kernel.installed import check_against_modules
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import Swept, sweep
from anlan.policy import Pack, PackError
from anlan.policy.parameters import Parameter, Parameters
from anlan.web.command import CannotContinue
from anlan.web.commands import sweep as command


def without_value_after(pack: Pack, key: str, day: dt.date) -> Pack:
    """The pack in which the number ends on that day, as a pack that was accepted by an older Anlan may be."""
    (old,) = pack.parameters[key].values
    ended = pack.parameters[key].model_copy(update={"values": (old.model_copy(update={"valid_to": day}),)})
    entries: dict[str, Parameter] = {name: pack.parameters[name] for name in pack.parameters}
    return dataclasses.replace(pack, parameters=Parameters(entries={**entries, key: ended}))


def faulty() -> Pack:
    base = without_value_after(with_parameter(pack_with(), "test.lead", 3), "test.lead", dt.date(2026, 6, 30))
    broken = duty("broken", every="month", lead="test.lead", clause="3.13")
    return watch(pack_with(broken, duty("sound", every="month"), base=base), since=dt.date(2026, 6, 1))


def test_a_number_without_a_value_stops_its_own_duty_and_no_other(cast: Cast, client: Client) -> None:
    pack = faulty()
    swept = sweep(now=at("2026-07-02"), pack=pack)
    assert swept.failed == ("broken",)
    assert owed(TOWN_GOVERNMENT, "2026-07-01", "sound").period == dt.date(2026, 7, 1)
    assert Duty.objects.get(key="broken").failing.startswith("open: NotInForce")
    health = client.get("/healthz")
    assert (health.status_code, health.json()["duties"]) == (503, ["broken"])
    mended = with_parameter(pack_with(), "test.lead", 3)
    sound = watch(pack_with(*pack.duties.values(), base=mended))
    assert sweep(now=at("2026-07-03"), pack=sound).failed == ()
    assert client.get("/healthz").json()["duties"] == "ok"


def test_a_ladder_that_cannot_be_reckoned_leaves_the_others_their_reminders(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.remind", 5, unit="working day")
    broken = duty("broken", every="month", remind=["test.remind"], clause="3.13")
    pack = watch(pack_with(broken, duty("sound", every="month"), base=base))
    sweep(now=at("2026-07-02"), pack=pack)
    later = without_value_after(pack, "test.remind", dt.date(2026, 7, 10))
    swept = sweep(now=at("2026-08-01"), pack=later)
    assert swept.failed == ("broken",)
    assert set(Notice.objects.values_list("obligation__duty__key", flat=True)) == {"sound"}


@pytest.mark.parametrize("value", [10**23, [1, 10**23], 1.5, True, "many"])
def test_a_fact_is_compared_only_with_what_its_column_can_hold(value: object) -> None:
    with pytest.raises(PackError, match=r"the fact 'patrollers' cannot be compared with"):
        check_against_modules(pack=pack_with(duty("t", every="month", owed_by={**TOWNS, "patrollers": value})))


@pytest.mark.parametrize("condition", [{"vertical": {"gte": 1}}, {"level": {"lt": 3}}])
def test_what_has_no_order_is_not_compared_by_it(condition: dict[str, object]) -> None:
    with pytest.raises(PackError, match="has no order"):
        check_against_modules(pack=pack_with(duty("t", every="month", owed_by={"kind": "government", **condition})))


def test_every_fault_that_only_the_modules_know_is_named_at_once() -> None:
    one = duty("one", every="month", owed_by={**TOWNS, "nothing": 1}, met_by={"event": "no.event"})
    two = duty("two", on="nonsense.thing", due="as_given")
    with pytest.raises(PackError) as refused:
        check_against_modules(pack=pack_with(one, two))
    assert [(problem.where.key, str(problem.reason)) for problem in refused.value.problems] == [
        ("duties.one.owed_by.nothing", "modules.PublicUnitFacts keeps no fact named 'nothing'"),
        ("duties.one.met_by.event", "no module declares the event 'no.event'"),
        ("duties.two.on", "no module declares the occasion or event 'nonsense.thing'"),
    ]


@pytest.mark.parametrize(
    ("on", "due", "reason"),
    [
        ("meeting.held", "as_given", "cannot be `as_given`: meeting.held names no day"),
        (
            "order.resolution",
            {"after": "occasion", "working_days": "obligation.escalate_after"},
            "must be `as_given`: the occasion order.resolution names the day itself",
        ),
    ],
)
def test_a_term_fits_what_the_occasion_says(on: str, due: object, reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        check_against_modules(pack=pack_with(duty("t", on=on, due=due, met_by={"event": "patrol.done"})))


def test_a_number_that_begins_after_the_duty_is_watched_is_refused_at_the_start(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.lead", 3)
    (old,) = base.parameters["test.lead"].values
    late = base.parameters["test.lead"].model_copy(
        update={"values": (old.model_copy(update={"valid_from": dt.date(2026, 8, 1)}),)}
    )
    entries = {name: base.parameters[name] for name in base.parameters} | {"test.lead": late}
    base = dataclasses.replace(base, parameters=Parameters(entries=entries))
    with pytest.raises(PackError, match=r"duties\.t\.lead: the parameter test\.lead has no value on 2026-07-01"):
        watch(pack_with(duty("t", every="month", lead="test.lead"), base=base))
    assert not Obligation.objects.filter(duty__key="t").exists()


def test_the_command_ends_with_an_error_that_names_the_duty(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "sweep", lambda **_given: Swept(0, 0, 0, ("broken",)))
    with pytest.raises(CannotContinue, match="broken"):
        command.run(Namespace(every=0))
