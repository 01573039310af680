"""Terms that an event begins (自事件发生之日起): a kind of event is the occasion of a duty for the units it counts for.

Which units owe is decided by their facts on the day of the event; the term runs from that day, also where the event is
recorded later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.conditions import obliged
from anlan.kernel.obligations.due import due_after, first_attention
from anlan.kernel.obligations.duty import latest_versions
from anlan.kernel.obligations.inserting import Reckoned
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.settling import meet_by_earlier
from anlan.policy import Pack
from anlan.policy.due_rules import Term
from anlan.policy.duties import Duty as PolicyDuty


def open_on_event(
    *, event: Event, units: Sequence[int], given: Sequence[Obligation], now: dt.datetime, pack: Pack
) -> list[Obligation]:
    """Open what this event, counting for these units, makes them owe; what was done already meets it.

    ``given`` is what the act itself made others owe: a duty that it opened is not opened a second time, and rows are
    numbered after it. Runs inside the transaction of the act, after the event was appended.
    """
    named = {row.version.policy.on for row in given}
    policies = [duty for duty in pack.duties.values() if duty.on == event.kind and isinstance(duty.due, Term)]
    policies = [duty for duty in policies if duty.on not in named] if units else []
    if not policies:
        return []
    opened: list[Obligation] = []
    versions = latest_versions(keys=[policy.id for policy in policies])
    for policy in policies:
        version = versions[policy.id]
        due = due_after(duty=policy, runs_on=event.occurred_on, opened_at=now, pack=pack)
        reckoned = Reckoned(due, first_attention(duty=policy, due=due, pack=pack), event.occurred_on)
        common: dict[str, Any] = reckoned.columns | {
            "duty": version.duty,
            "version": version,
            "source_id": event.pk,
            "opened_at": now,
        }
        if _same_record(policy=policy, event=event):
            common |= {"record_type": event.record_type, "record_id": event.record_id}
        for fact in obliged(duty=policy, units=units, pack=pack, on=event.occurred_on):
            unit = fact.unit
            opened.append(
                Obligation(
                    **common,
                    unit=unit,
                    position=unit.position,
                    line_id=unit.line_id,
                    fact_id=fact.pk,
                    slot=len(given) + len(opened),
                )
            )
    Obligation.objects.bulk_create(opened)
    figures.record_change(rows=opened, opened=1)
    for row in opened:
        meet_by_earlier(row=row, pack=pack)
    return opened


def _same_record(*, policy: PolicyDuty, event: Event) -> bool:
    """Whether what meets the duty is a further step of the very record that began the term, and not a record anew."""
    found = [DECLARED.discharge[code] for code in policy.met_by.events if code in DECLARED.discharge]
    return any(pages.name == event.record_type and step.source for pages, step in found)
