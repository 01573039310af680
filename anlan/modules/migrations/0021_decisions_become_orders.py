"""What meetings decided becomes parts of orders (clause 3.26, decision record 0012).

Each meeting with decisions gives one order in the hands of its body, each decision one part of it. What is owed keeps
its row, its duty and its term; only the record it leads to is the part now. The ledger is not touched: its entries name
the number of the decision, which the part keeps.
"""

from typing import Any

from django.db import migrations

STATES = {"given": "issued", "done": "closed", "withdrawn": "withdrawn"}
LONGEST_SUBJECT = 120


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Make the orders and parts, and lead what is owed to them."""
    meetings = apps.get_model("modules", "Meeting").objects
    for meeting in meetings.filter(decisions__isnull=False).distinct().select_related("unit").order_by("id"):
        _order_of(apps, meeting)


def _order_of(apps: Any, meeting: Any) -> None:
    decisions = list(meeting.decisions.select_related("unit").order_by("id"))
    states = {decision.state for decision in decisions}
    order = apps.get_model("modules", "Order").objects.create(
        unit=meeting.unit,
        position=meeting.position,
        line_id=meeting.line_id,
        state="open" if "given" in states else "withdrawn" if states == {"withdrawn"} else "closed",
        created_at=meeting.created_at,
        source="meeting",
        importance="ordinary",
        received_on=meeting.held_on,
        subject=f"{meeting.held_on} {meeting.number}"[:LONGEST_SUBJECT],
        origin_type="meeting",
        origin_id=meeting.pk,
    )
    reported = _reported_on(apps, [decision.pk for decision in decisions])
    for decision in decisions:
        item = order.items.create(
            unit=decision.unit,
            position=decision.position,
            line_id=decision.line_id,
            receiver=meeting.unit,
            receiver_position=meeting.position,
            state=STATES[decision.state],
            submission=decision.submission,
            created_at=decision.created_at,
            what=decision.what,
            due_day=decision.due_day,
            answer=decision.result,
            answered_on=reported.get(decision.pk),
            decision_id=decision.pk,
        )
        owed = apps.get_model("kernel", "Obligation").objects.filter(record_type="decision", record_id=decision.pk)
        owed.update(record_type="orderitem", record_id=item.pk)


def _reported_on(apps: Any, decisions: list[int]) -> dict[int, Any]:
    """On which day each was carried out, as the ledger says."""
    events = apps.get_model("kernel", "Event").objects.filter(
        kind="decision.reported", record_type="decision", record_id__in=decisions
    )
    return dict(events.values_list("record_id", "occurred_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0011_notices_of_taking_over_and_withdrawal"),
        ("modules", "0020_orders_amended_and_extended"),
    ]

    operations = [migrations.RunPython(carry_over)]
