"""Clause 3.26: what meetings decided before is carried over into orders, and stays owed, met and readable."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import NOW, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, call_the_cast, hold, report, unit
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from duty_packs import duty, pack_with

from anlan.kernel.ledger import guards
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.owed import Owed, open_owed
from anlan.kernel.obligations.settling import meet
from anlan.kernel.pages.timeline import history_of
from anlan.kernel.records.door import Act
from anlan.kernel.transactions import writing
from anlan.modules.meeting import Meeting
from anlan.modules.order import Order, OrderItem
from anlan.oversight.orders_rows import ledger_rows
from anlan.policy import Pack

BEFORE = [("modules", "0020_orders_amended_and_extended")]
# As the pack had it when meetings kept their decisions in a register of their own.
OLD_DUTY = duty(
    "meeting-decision",
    clause="3.26",
    owed_by={"kind": "party_committee"},
    on="meeting.decision",
    due="as_given",
    met_by={"event": "decision.reported"},
)


def as_it_was() -> None:
    """The tables of the time before: a register of decisions of its own, under a duty that has left the pack."""
    executor = MigrationExecutor(connection)
    old = executor.loader.project_state(BEFORE).apps
    with connection.schema_editor() as editor:
        editor.create_model(old.get_model("modules", "Decision"))
    recorder = MigrationRecorder(connection)
    for name in ("0021_decisions_become_orders", "0022_no_decisions_apart"):
        recorder.record_unapplied("modules", name)
    row = Duty.objects.create(key=OLD_DUTY.id, clause="3.26", watched_from=dt.date(2026, 7, 1), enabled=False)
    DutyVersion.objects.create(
        duty=row, number=1, body=OLD_DUTY.body, digest=OLD_DUTY.digest, pack="chaozhou", loaded_at=NOW
    )


def carry_over() -> None:
    """The two migrations, as an upgrade runs them; what came into the house later is there already."""
    MigrationExecutor(connection).migrate([("modules", "0022_no_decisions_apart")])


def decided(meeting: Meeting, pack: Pack, what: str, state: str) -> None:
    """A decision as it was kept, with what it made a unit owe and, where it was done, the entry that says so."""
    old = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    owner = unit(TOWN_PARTY)
    decision = old.get_model("modules", "Decision").objects.create(
        meeting_id=meeting.pk, unit_id=owner.pk, position=owner.position, line_id=owner.line_id, state=state,
        what=what, due_day=dt.date(2026, 12, 1), result="已清理" if state == "done" else "", created_at=NOW,
        submission=uuid.uuid4(),
    )  # fmt: skip
    former = pack_with(OLD_DUTY, base=pack)
    place = Place(unit=owner.pk, position=owner.position, line=owner.line_id)
    with writing():
        # One row each under an entry of its own: the meeting's entry has none left to number.
        begun = append(entry=Entry(kind="example.occasion", occurred_on=dt.date(2026, 11, 20), place=place), now=NOW)
        owed = Owed("meeting.decision", owner, what, dt.date(2026, 12, 1), "decision", decision.pk)
        (row,) = open_owed(owed=[owed], event=begun, now=NOW, pack=former)
        if state == "done":
            reported = append(
                entry=Entry(
                    kind="decision.reported", occurred_on=dt.date(2026, 11, 22), place=place, record_type="decision",
                    record_id=decision.pk, counts_for=[owner.pk], answers={"result": "已清理"},
                ),
                now=NOW,
            )  # fmt: skip
            meet(rows=[row], event=reported, pack=former)


@pytest.fixture
def carried(own_database: None, pack: Pack) -> Cast:
    """A town's meeting with one decision open and one done, carried over by the migration."""
    cast = call_the_cast()
    meeting = hold(cast.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    as_it_was()
    for what, state in (("排水沟", "given"), ("消防栓", "done")):
        decided(meeting, pack, what, state)
    entries = list(Event.objects.order_by("seq").values_list("digest", flat=True))
    carry_over()
    guards.install()
    assert list(Event.objects.order_by("seq").values_list("digest", flat=True)) == entries
    return cast


def test_3_26_each_decision_is_a_part_of_an_order_of_its_meeting(carried: Cast) -> None:
    order = Order.objects.get()
    assert (order.source, order.state, order.unit.code) == ("meeting", "open", TOWN_GOVERNMENT)
    assert order.origin == Meeting.objects.get()
    assert "modules_decision" not in connection.introspection.table_names()
    items = {item.what: item for item in OrderItem.objects.all()}
    assert {what: item.state for what, item in items.items()} == {"排水沟": "issued", "消防栓": "closed"}
    assert (items["消防栓"].answer, items["消防栓"].answered_on) == ("已清理", dt.date(2026, 11, 22))
    for what, item in items.items():
        row = Obligation.objects.get(record_type="orderitem", record_id=item.pk)
        assert (row.what, row.duty.key) == (what, "meeting-decision")


def test_3_26_what_was_still_open_is_met_by_the_answer_to_its_part(carried: Cast) -> None:
    item = OrderItem.objects.get(what="排水沟")
    outcome = report(carried.act("town"), item, "2026-11-23")
    assert [(row.what, row.duty.key, row.on_time) for row in outcome.met] == [("排水沟", "meeting-decision", True)]
    assert outcome.event.clause == "3.26"
    assert Obligation.objects.filter(duty__key="review-of-an-answer", record_id=item.pk).count() == 1
    assert verify() == []
    assert figures.differences() == []


def test_3_26_the_history_of_a_part_begins_with_what_was_said_of_the_decision(carried: Cast) -> None:
    (entry,) = history_of(record=OrderItem.objects.get(what="消防栓"))
    assert (str(entry["label"]), entry["event"].answers) == ("Decision carried out", {"result": "已清理"})


def test_3_26_the_ledger_of_orders_shows_what_was_carried_over(carried: Cast) -> None:
    act: Act = carried.act("city", now=at("2026-12-02"))
    rows = {row.what: (row.source, row.ledger_standing) for row in ledger_rows(act=act)}
    assert rows == {"排水沟": ("meeting", "late"), "消防栓": ("meeting", "closed_on_time")}
