"""一次办理: a step that was sent twice, because its first answer got lost on the way, is taken once.

What begins a case keeps the sender's token on the record itself. A step of an existing case has no record of its own,
so its token stands here, beside the entry of the ledger that it made, written in the same transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Act, Outcome, Overtaken, take
from anlan.kernel.records.kept import File
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step


class Taken(models.Model):
    """The sender's token of one step that was taken, and the entry it made."""

    submission = models.UUIDField(unique=True)
    # Without a constraint, as everywhere: the ledger itself refuses to be emptied, and in its own words.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return str(self.submission)


def taken_before(*, submission: uuid.UUID, record: Case, step: Step, act: Act) -> Outcome | None:
    """What came of this submission when it arrived the first time; None where it has not arrived yet.

    Raises NotPermitted for a token that belongs to another record or step, or to somebody else.
    """
    found = Taken.objects.select_related("event").filter(submission=submission).first()
    if found is None:
        return None
    event = found.event
    made = (event.record_type, event.record_id, event.kind, event.officer_id)
    if made != (record.record_type(), record.pk, step.event, act.actor.officer.pk):
        raise NotPermitted("the submission belongs to another act")
    return Outcome(record=record, event=event, repeated=True)


def take_once(
    *,
    submission: uuid.UUID,
    record: Case,
    step: Step,
    answers: Mapping[str, Any],
    act: Act,
    files: Callable[[], Sequence[File]] = tuple,
    seen: str = "",
) -> Outcome:
    """Take a step as ``door.take`` does, but the same submission only once, however often it arrives.

    Raises what ``door.take`` raises, and NotPermitted for a token that belongs to another act.
    """
    earlier = taken_before(submission=submission, record=record, step=step, act=act)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            outcome = take(record=record, step=step, answers=answers, act=act, files=files, seen=seen)
            if outcome.event is not None:
                Taken.objects.create(submission=submission, event=outcome.event)
            return outcome
    except (IntegrityError, Overtaken):
        # Perhaps it was overtaken by itself: the same submission on another connection.
        earlier = taken_before(submission=submission, record=record, step=step, act=act)
        if earlier is None:
            raise
        return earlier
