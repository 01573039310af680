"""Whoever gets past the triggers is found by ``verify``: change, removal, insertion, a chain computed anew."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, unit, withdraw
from django.db import connection

from anlan.kernel.ledger import guards
from anlan.kernel.ledger.digest import canonical_text, chained
from anlan.kernel.ledger.event import Event, LedgerHead, Performance
from anlan.kernel.ledger.verify import Checkpoint, export_checkpoint, verify
from anlan.kernel.obligations.sweep import sweep
from anlan.policy import Pack


@pytest.fixture
def ledger(cast: Cast, pack: Pack) -> list[Event]:
    """A ledger of openings, a meeting for two bodies and its withdrawal, whose triggers somebody has removed."""
    sweep(now=at("2026-07-02"), pack=pack)
    outcome = hold(cast.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    withdraw(cast.act("town"), outcome.record)
    hold(cast.act("town"), TOWN_GOVERNMENT, "2026-11-21", number="2026 No. 12")
    with connection.cursor() as cursor:
        for name in guards.NAMES:
            table = "kernel_event" if "event" in name else "kernel_obligation"
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    assert verify(checkpoint=export_checkpoint()) == []
    return list(Event.objects.order_by("seq"))


def problems(checkpoint: Checkpoint | None = None) -> dict[int, list[str]]:
    """What is found, by place in the chain."""
    found: dict[int, list[str]] = {}
    for finding in verify(checkpoint=checkpoint):
        found.setdefault(finding.seq, []).append(finding.problem)
    return found


def rewritten(event: Event, **changes: object) -> str:
    """The text of an entry with some of its parts replaced."""
    return canonical_text(content={**event.content, **changes})


def compute_anew(first: int) -> None:
    """What a clever forger does: chain every entry from that one on again, and set the head."""
    previous = Event.objects.get(seq=first - 1).digest
    for event in Event.objects.filter(seq__gte=first).order_by("seq"):
        digest = chained(previous=previous, canonical=event.canonical, algorithm="sha256")
        Event.objects.filter(pk=event.pk).update(previous=previous, digest=digest)
        previous = digest
    LedgerHead.objects.update(digest=previous, seq=Event.objects.latest("seq").seq)


def cut_off(first: int) -> None:
    """Remove all entries from that one on, and what they counted for, as somebody with the database's password can."""
    with connection.cursor() as cursor:
        events = "SELECT id FROM kernel_event WHERE seq >= %s"
        cursor.execute(f"DELETE FROM kernel_performance WHERE event_id IN ({events})", [first])
        cursor.execute("DELETE FROM kernel_event WHERE seq >= %s", [first])


def test_a_changed_text_is_found(ledger: list[Event]) -> None:
    event = ledger[3]
    Event.objects.filter(pk=event.pk).update(canonical=event.canonical.replace('"count":', '"count":1'))
    assert problems() == {event.seq: ["its text was changed"]}


@pytest.mark.parametrize("text", ["", "no text at all", "[1]", "null", "{}"])
def test_a_text_that_is_none_is_found_and_does_not_stop_the_search(ledger: list[Event], text: str) -> None:
    held = next(event for event in ledger if event.kind == "meeting.held")
    Event.objects.filter(pk=held.pk).update(canonical=text)
    Event.objects.filter(pk=ledger[-1].pk).update(kind="other")
    assert set(problems()) == {held.seq, ledger[-1].seq}


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        ("kind", "meeting.praised", "kind"),
        ("variant", "standing_committee", "variant"),
        ("clause", "3.2", "clause"),
        ("occurred_on", "2026-11-01", "occurred_on"),
        ("recorded_at", "2026-11-01T00:00:00Z", "recorded_at"),
        ("officer_id", 1, "officer"),
        ("post_id", 1, "post"),
        ("accountable_post_id", 1, "accountable"),
        ("unit_id", 1, "unit"),
        ("position", 1, "position"),
        ("line_id", 9, "line"),
        ("record_id", 4711, "record"),
    ],
)
def test_a_changed_column_is_found(ledger: list[Event], column: str, value: object, name: str) -> None:
    last = ledger[-1]
    Event.objects.filter(pk=last.pk).update(**{column: value})
    assert f"its column {name} differs from its text" in problems()[last.seq]


@pytest.mark.parametrize("text", ["sha256:00", "rot13:00", "", "shake_128:00"])
def test_a_changed_digest_is_found(ledger: list[Event], text: str) -> None:
    event = ledger[2]
    Event.objects.filter(pk=event.pk).update(digest=text)
    assert set(problems()) == {event.seq, event.seq + 1}


def test_an_entry_removed_from_the_middle_is_found(ledger: list[Event]) -> None:
    gone = ledger[2]
    Event.objects.filter(pk=gone.pk).delete()
    assert problems() == {
        gone.seq: [f"entries {gone.seq} to {gone.seq} are missing"],
        gone.seq + 1: ["does not follow the entry before it"],
    }


def test_entries_removed_from_the_tail_are_found(ledger: list[Event]) -> None:
    last = ledger[-1]
    cut_off(last.seq)
    assert problems() == {last.seq: [f"entries {last.seq} to {last.seq} are missing from the tail"]}


def test_a_tail_removed_together_with_the_head_is_found_by_a_checkpoint_kept_elsewhere(ledger: list[Event]) -> None:
    kept = export_checkpoint()
    last, before = ledger[-1], ledger[-2]
    cut_off(last.seq)
    LedgerHead.objects.update(seq=before.seq, digest=before.digest)
    assert problems() == {}
    assert problems(kept) == {last.seq: ["the entry of the exported checkpoint is missing"]}


def test_a_ledger_that_was_emptied_is_found(ledger: list[Event]) -> None:
    kept = export_checkpoint()
    cut_off(1)
    assert problems()[1] == [f"entries 1 to {kept.seq} are missing from the tail"]
    LedgerHead.objects.all().delete()
    assert problems(kept) == {kept.seq: ["the entry of the exported checkpoint is missing"]}


def test_an_inserted_entry_is_found(ledger: list[Event]) -> None:
    model = ledger[-1]
    values = {field.attname: getattr(model, field.attname) for field in Event._meta.concrete_fields}
    values |= {"id": None, "seq": model.seq + 1, "previous": model.digest}
    text = rewritten(model, seq=model.seq + 1)
    forged = Event(**values | {"canonical": text})
    forged.digest = chained(previous=model.digest, canonical=text, algorithm="sha256")
    forged.save(force_insert=True)
    assert problems()[forged.seq][-1] == "the head of the ledger does not match its last entry"


def test_an_entry_inserted_in_the_middle_is_found(ledger: list[Event]) -> None:
    """Room is made by renumbering what follows; the texts still carry the old numbers."""
    for event in reversed(ledger[4:]):
        Event.objects.filter(pk=event.pk).update(seq=event.seq + 1)
    model = ledger[3]
    model.pk, model.seq = None, model.seq + 1
    model.save(force_insert=True)
    LedgerHead.objects.update(seq=len(ledger) + 1)
    assert {model.seq, model.seq + 1} <= set(problems())


def test_a_chain_computed_anew_is_found_by_a_checkpoint_kept_elsewhere(ledger: list[Event]) -> None:
    kept = export_checkpoint()
    event = ledger[2]
    text = rewritten(event, answers={**event.answers, "count": 1})
    Event.objects.filter(pk=event.pk).update(canonical=text)
    compute_anew(event.seq)
    assert problems() == {}
    assert problems(kept) == {kept.seq: ["differs from the exported checkpoint"]}


def test_a_checkpoint_shows_only_what_came_before_it(ledger: list[Event]) -> None:
    kept = dataclasses.replace(export_checkpoint(), seq=ledger[1].seq, digest=ledger[1].digest)
    compute_anew(ledger[3].seq)
    assert problems(kept) == {}


def forge(**values: object) -> Callable[[Event], None]:
    def change(event: Event) -> None:
        event.performances.filter(unit_id=unit(TOWN_GOVERNMENT).pk).update(**values)

    return change


def add_a_unit(event: Event) -> None:
    Performance.objects.create(
        event=event,
        unit_id=4711,
        kind=event.kind,
        variant=event.variant,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (add_a_unit, "counts for unit 4711 without saying so in its text"),
        (forge(unit_id=4711), "counts for unit 4711 without saying so in its text"),
        (forge(occurred_on="2026-10-31"), "otherwise than its text says"),
        (forge(variant="standing_committee"), "otherwise than its text says"),
        (forge(recorded_at="2026-11-20T00:00:00Z"), "otherwise than its text says"),
        (lambda event: event.performances.all().delete(), "which was removed"),
    ],
    ids=["a unit added", "another unit", "another day", "another form", "recorded earlier", "removed"],
)
def test_what_an_event_counts_for_must_be_what_its_text_says(
    ledger: list[Event], change: Callable[[Event], None], words: str
) -> None:
    change(ledger[-1])
    assert list(problems()) == [ledger[-1].seq]
    assert any(words in problem for problem in problems()[ledger[-1].seq])


def test_nothing_counts_without_an_entry(ledger: list[Event]) -> None:
    ledger[-1].pk = 4711
    add_a_unit(ledger[-1])
    assert problems() == {0: ["something counts for unit 4711 on 2026-11-21 without any entry"]}


def test_the_text_keeps_what_was_answered_as_values(ledger: list[Event]) -> None:
    """A statistician reads the same ledger: the text is JSON, whatever becomes of the columns."""
    held = [json.loads(event.canonical) for event in ledger if event.kind == "meeting.held"]
    assert [one["answers"]["number"] for one in held] == ["2026 No. 11", "2026 No. 12"]
