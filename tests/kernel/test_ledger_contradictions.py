"""What the ledger decided is derived again: a change beside the chain is found, and so is a hollow trigger."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, owed, report, unit, withdraw
from django.db import connection

from anlan.kernel.ledger import guards
from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem
from anlan.policy import Pack


@pytest.fixture
def acts(opened: Cast) -> Cast:
    """A meeting of two bodies that was withdrawn, one that stands, its decision carried out, and a county's meeting."""
    wrong = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    withdraw(opened.act("town"), wrong.record)
    hold(
        opened.act("town"),
        TOWN_GOVERNMENT,
        "2026-11-21",
        number="2026 No. 12",
        shared_with=TOWN_PARTY,
        decisions=[("Check the gas bottles", TOWN_GOVERNMENT, "2026-12-01")],
    )
    report(opened.act("town"), OrderItem.objects.get(what="Check the gas bottles", state="issued"), "2026-11-22")
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-11-19")
    return opened


def problems() -> list[tuple[int, str]]:
    """What is found beside the chain; the chain itself is in order."""
    assert verify() == []
    return [(finding.seq, finding.problem) for finding in contradictions()]


def held(day: str) -> Event:
    """The entry of the meeting on that day."""
    return Event.objects.get(kind="meeting.held", occurred_on=day)


def met() -> Obligation:
    """What the town's government owed for November, met by the meeting of the 21st."""
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert row.met_by == held("2026-11-21")
    return row


def test_ordinary_acts_contradict_nothing(acts: Cast) -> None:
    assert Obligation.objects.filter(state=Obligation.State.MET).exclude(source_id=None).exists()
    assert Performance.objects.filter(void=True).count() == 2
    assert problems() == []


def test_another_meeting_of_the_period_takes_the_place_of_a_withdrawn_one(acts: Cast) -> None:
    first = held("2026-11-21")
    hold(acts.act("town"), TOWN_GOVERNMENT, "2026-11-23", number="2026 No. 13")
    withdraw(acts.act("town"), Meeting.objects.get(pk=first.record_id))
    assert owed(TOWN_GOVERNMENT, "2026-11-01").met_by == held("2026-11-23")
    assert problems() == []


def test_a_meeting_recorded_before_the_period_was_opened_contradicts_nothing(cast: Cast, pack: Pack) -> None:
    hold(cast.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    sweep(now=at("2026-11-24"), pack=pack)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.MET
    assert problems() == []


def test_a_withdrawn_entry_made_to_count_again_is_found(acts: Cast) -> None:
    wrong = held("2026-11-20")
    wrong.performances.filter(unit_id=unit(TOWN_GOVERNMENT).pk).update(void=False)
    assert problems() == [
        (wrong.seq, f"still counts for unit {unit(TOWN_GOVERNMENT).pk}, although it was withdrawn"),
    ]


def test_an_entry_made_void_without_a_withdrawal_is_found(acts: Cast) -> None:
    event = held("2026-11-21")
    event.performances.filter(unit_id=unit(TOWN_PARTY).pk).update(void=True)
    assert problems() == [
        (event.seq, f"no longer counts for unit {unit(TOWN_PARTY).pk}, although nobody withdrew it"),
    ]


def test_what_cannot_be_withdrawn_is_never_void(acts: Cast) -> None:
    event = Event.objects.get(kind="order_item.answered")
    event.performances.update(void=True)
    assert [seq for seq, _problem in problems()] == [event.seq]


def test_an_entry_of_another_unit_that_meets_a_row_is_found(acts: Cast) -> None:
    row, foreign = met(), held("2026-11-19")
    Obligation.objects.filter(pk=row.pk).update(met_by=foreign, met_on=foreign.occurred_on)
    assert problems() == [
        (foreign.seq, f"meets obligation {row.pk} of unit {row.unit_id} without counting for that unit"),
    ]


def test_an_entry_that_does_not_exist_meets_nothing(acts: Cast) -> None:
    row = met()
    Obligation.objects.filter(pk=row.pk).update(met_by=4711)
    assert problems() == [(0, f"obligation {row.pk} is met by an entry that does not exist")]


def test_a_changed_day_on_which_a_row_was_met_is_found(acts: Cast) -> None:
    row, event = met(), held("2026-11-21")
    Obligation.objects.filter(pk=row.pk).update(met_on=dt.date(2026, 11, 2))
    assert problems() == [
        (event.seq, f"happened on 2026-11-21, but obligation {row.pk} says it was met on 2026-11-02"),
    ]


@pytest.mark.parametrize("text", ["no text at all", "[1]", '{"counts_for":1}'])
def test_a_text_that_is_none_counts_for_nobody_and_does_not_stop_the_search(acts: Cast, text: str) -> None:
    event = held("2026-11-21")
    drop("anlan_event_no_update", "kernel_event")
    Event.objects.filter(pk=event.pk).update(canonical=text)
    assert {finding.seq for finding in contradictions()} == {event.seq}


def drop(name: str, table: str) -> None:
    """Remove a trigger."""
    execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def execute(sql: str) -> None:
    """What somebody with the database's password types."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("name", "table", "what"),
    [
        ("anlan_event_no_update", "kernel_event", "UPDATE"),
        ("anlan_event_no_delete", "kernel_event", "DELETE"),
        ("anlan_obligation_no_delete", "kernel_obligation", "DELETE"),
        ("anlan_obligation_frozen", "kernel_obligation", "UPDATE OF period"),
    ],
)
def test_a_hollow_trigger_is_named_and_filled_again(db: None, name: str, table: str, what: str) -> None:
    """A trigger of the right name that refuses nothing."""
    drop(name, table)
    if connection.vendor == "postgresql":
        execute(
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW WHEN (false) "
            "EXECUTE FUNCTION anlan_refuse('x')"
        )
    else:
        execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} BEGIN SELECT 1; END")
    assert guards.missing() == [name]
    guards.install()
    assert guards.missing() == []


def test_a_trigger_that_guards_one_column_less_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is the trigger of an earlier version, until the setting up has replaced it."""
    with monkeypatch.context() as earlier:
        earlier.setattr(guards, "FROZEN", tuple(column for column in guards.FROZEN if column != "original_due_at"))
        guards.install()
    assert guards.missing() == ["anlan_obligation_frozen"]


EVERY = sorted({*guards.NAMES, "anlan_event_no_truncate"})
REFUSES_NOTHING = "CREATE OR REPLACE FUNCTION anlan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {} $$"
# What an administrator can type so that triggers stand there and do nothing, with the triggers that this concerns.
SWITCHES = {
    "postgresql": [
        (REFUSES_NOTHING.format("BEGIN RETURN NEW; END"), EVERY),
        (REFUSES_NOTHING.format("BEGIN /* RAISE EXCEPTION */ RETURN NEW; END"), EVERY),
        ("ALTER TABLE kernel_event DISABLE TRIGGER anlan_event_no_delete", ["anlan_event_no_delete"]),
        ("ALTER TABLE kernel_event ENABLE REPLICA TRIGGER anlan_event_no_delete", ["anlan_event_no_delete"]),
    ],
    "sqlite": [
        (
            "CREATE TRIGGER anlan_event_no_delete BEFORE DELETE ON kernel_event WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
            ["anlan_event_no_delete"],
        ),
        (
            "CREATE TRIGGER anlan_event_no_delete BEFORE DELETE ON kernel_figure "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
            ["anlan_event_no_delete"],
        ),
    ],
}


@pytest.mark.parametrize(("change", "named"), SWITCHES[connection.vendor])
def test_a_trigger_that_never_fires_or_never_refuses_is_named(db: None, change: str, named: list[str]) -> None:
    if change.startswith("CREATE TRIGGER"):
        drop("anlan_event_no_delete", "kernel_event")
    execute(change)
    assert guards.missing() == named
