"""The ledger: its format, its chain, its clock, and the triggers that refuse to rewrite it on both databases."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from cast import NOW, TOWN_GOVERNMENT, Cast, at, hold, owed
from django.db import DatabaseError, connection, models, transaction

from anlan.kernel.ledger import guards
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.digest import GENESIS, canonical_text, chained
from anlan.kernel.ledger.event import Event, LedgerHead, Performance
from anlan.kernel.ledger.verify import checkpoint_text, export_checkpoint, parse_checkpoint, verify
from anlan.kernel.obligations.obligation import Obligation

pytestmark = pytest.mark.django_db

ENTRY = Entry(
    kind="meeting.held",
    variant="study",
    clause="3.12",
    occurred_on=dt.date(2026, 11, 20),
    officer=3,
    post=14,
    accountable=15,
    place=Place(unit=9, position=1102733901824, line=1),
    record_type="meeting",
    record_id=26,
    counts_for=[9, 8, 9],
    answers={"number": "2026年第11期", "decisions": [{"due_day": dt.date(2026, 12, 1), "what": 'a "b"\n'}]},
    files=["0f0f"],
)
GOLDEN_TEXT = (
    '{"accountable":15,"answers":{"decisions":[{"due_day":"2026-12-01","what":"a \\"b\\"\\n"}],'
    '"number":"2026年第11期"},"clause":"3.12","counts_for":[8,9],"files":["0f0f"],"kind":"meeting.held","line":1,'
    '"occurred_on":"2026-11-20","officer":3,"position":1102733901824,"post":14,"record":["meeting",26],'
    '"recorded_at":"2026-11-23T01:00:00.000000Z","seq":1,"unit":9,"v":1,"variant":"study"}'
)
GOLDEN_DIGEST = "sha256:3b5bbe2a7897bbe9e8db49e6e66bc9e92ff8d2ecaff1501933ec28b5357ea3bc"


def plain(kind: str = "test", *, now: dt.datetime = NOW, counts_for: tuple[int, ...] = ()) -> Event:
    """A small entry."""
    return append(entry=Entry(kind=kind, occurred_on=now.date(), counts_for=counts_for), now=now)


def test_the_format_of_text_and_digest_never_changes() -> None:
    """Ledgers outlive programs: if this fails, every ledger in the field fails. Start a version 2 instead."""
    event = append(entry=ENTRY, now=NOW)
    assert event.canonical == GOLDEN_TEXT
    assert (event.previous, event.digest) == ("anlan:genesis", GOLDEN_DIGEST)


def test_anybody_can_check_the_chain_without_anlan() -> None:
    first, second = append(entry=ENTRY, now=NOW), plain()
    by_hand = "sha256:" + hashlib.sha256(f"anlan:genesis\n{GOLDEN_TEXT}".encode()).hexdigest()
    assert first.digest == by_hand
    following = hashlib.sha256(f"{by_hand}\n{second.canonical}".encode()).hexdigest()
    assert (second.previous, second.digest) == (by_hand, f"sha256:{following}")


def test_the_text_does_not_depend_on_the_order_or_zone_in_which_it_was_given() -> None:
    utc = NOW.astimezone(dt.UTC)
    assert canonical_text(content={"b": NOW, "a": 1}) == canonical_text(content={"a": 1, "b": utc})


def test_entries_are_numbered_without_gaps_and_the_head_is_the_last_of_them() -> None:
    events = [plain(f"test.{n}") for n in range(3)]
    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == [GENESIS, events[0].digest, events[1].digest]
    head = LedgerHead.objects.get()
    assert (head.seq, head.digest, head.recorded_at) == (3, events[2].digest, NOW)


def test_an_act_that_is_undone_leaves_no_gap() -> None:
    plain()
    with transaction.atomic():
        plain()
        transaction.set_rollback(True)
    assert plain().seq == 2
    assert verify() == []


def test_recorded_time_never_goes_back_when_the_clock_is_set_back() -> None:
    plain(now=NOW)
    behind = plain(now=NOW - dt.timedelta(days=30), counts_for=(7,))
    ahead = plain(now=NOW + dt.timedelta(seconds=1))
    assert (behind.recorded_at, ahead.recorded_at) == (NOW, NOW + dt.timedelta(seconds=1))
    assert Performance.objects.get().recorded_at == NOW
    assert verify() == []


def test_setting_the_clock_back_makes_no_late_entry_timely(opened: Cast) -> None:
    after_the_grace = at("2026-12-06", "00:00")
    plain(now=after_the_grace)
    hold(opened.act("town", now=at("2026-11-30")), TOWN_GOVERNMENT, "2026-11-30")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").standing(now=after_the_grace) == "met_late"


@pytest.mark.parametrize("algorithm", sorted({"sha3_256", "sm3"} & hashlib.algorithms_available))
def test_another_algorithm_follows_in_the_same_chain(settings, algorithm: str) -> None:
    first = plain()
    settings.ANLAN_LEDGER_DIGEST = algorithm
    second = plain()
    assert second.previous == first.digest
    assert second.digest.startswith(f"{algorithm}:")
    assert verify() == []


def test_an_algorithm_that_the_machine_lacks_is_named() -> None:
    with pytest.raises(ValueError, match="rot13"):
        chained(previous=GENESIS, canonical="{}", algorithm="rot13")


def test_a_checkpoint_can_be_written_to_a_file_and_read_again() -> None:
    plain()
    checkpoint = export_checkpoint()
    assert parse_checkpoint(text=checkpoint_text(checkpoint=checkpoint)) == checkpoint
    assert verify(checkpoint=checkpoint) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"other","seq":1,"digest":"","recorded_at":""}'])
def test_what_is_no_checkpoint_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="not a checkpoint"):
        parse_checkpoint(text=text)


def refused(sql: str) -> str:
    """Run the statement, which must be refused; what the database said."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(error.value)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kernel_event SET canonical = '{}'",
        "UPDATE kernel_event SET kind = kind",
        "DELETE FROM kernel_event",
        "DELETE FROM kernel_event WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_rewrite_the_ledger(sql: str) -> None:
    plain()
    assert "append-only" in refused(sql)


def test_django_cannot_rewrite_the_ledger_either() -> None:
    event = plain()
    event.kind = "other"
    for rewrite in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(kind="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()


def test_emptying_the_ledgers_table_is_refused() -> None:
    plain()
    # SQLite knows no TRUNCATE; its DELETE without a condition is refused like any other.
    said = refused("TRUNCATE kernel_event" if connection.vendor == "postgresql" else "DELETE FROM kernel_event")
    assert "append-only" in said


@pytest.mark.parametrize("column", guards.FROZEN)
def test_what_an_obligation_was_opened_with_is_frozen(opened: Cast, column: str) -> None:
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    # Each column is given another value of its own type: PostgreSQL would refuse a wrong type before the trigger.
    is_a_day = isinstance(Obligation._meta.get_field(column), models.DateField)
    other = "'2027-01-01'" if is_a_day else "4711"
    said = refused(f"UPDATE kernel_obligation SET {column} = {other} WHERE id = {row.pk}")
    assert "frozen" in said


def test_an_obligation_is_never_deleted(opened: Cast) -> None:
    assert "never deleted" in refused(f"DELETE FROM kernel_obligation WHERE id = {Obligation.objects.first().pk}")


def test_a_dropped_trigger_is_named_and_installed_again() -> None:
    assert guards.missing() == []
    tables = {"anlan_event_no_delete": "kernel_event", "anlan_obligation_frozen": "kernel_obligation"}
    with connection.cursor() as cursor:
        for name, table in tables.items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    assert guards.missing() == sorted(tables)
    guards.install()
    assert guards.missing() == []
    plain()
    assert "append-only" in refused("DELETE FROM kernel_event")


def test_installing_twice_is_harmless() -> None:
    guards.install()
    guards.install()
    assert guards.missing() == []
