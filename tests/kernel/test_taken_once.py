"""A step that arrives twice, because its first answer got lost, is taken once: also when both arrive together."""

from __future__ import annotations

import uuid

import pytest
from cast import Cast
from examples_of_the_field import HOUSING, VILLAGE, act_as, tell
from test_concurrency import at_once

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Act, Outcome, Overtaken
from anlan.kernel.records.taken import Taken, take_once
from anlan.modules.danger_report import DangerReport


def received(act: Act, report: int, submission: uuid.UUID, *, step: str = "receive") -> Outcome:
    fresh = DangerReport.objects.select_related("unit__area").get(pk=report)
    return take_once(
        submission=submission,
        record=fresh,
        step=fresh.workflow.step(step),
        answers={"answer": "已核查"} if step == "answer" else {},
        act=act,
        seen=fresh.fingerprint(),
    )


def test_3_17_a_step_that_arrives_twice_at_the_same_moment_is_taken_once(own_cast: Cast) -> None:
    report = tell(own_cast.act("town"), VILLAGE, HOUSING).record.pk
    act, submission = act_as(HOUSING, "officer"), uuid.uuid4()
    found = at_once(*[lambda: received(act, report, submission)] * 4)
    assert sorted(outcome.repeated for outcome in found) == [False, True, True, True]
    assert len({outcome.event.seq for outcome in found}) == 1
    assert Event.objects.filter(kind="report.received").count() == Taken.objects.count() == 1


def test_3_17_of_two_officers_who_receive_a_report_at_the_same_moment_one_is_told(own_cast: Cast) -> None:
    report = tell(own_cast.act("town"), VILLAGE, HOUSING).record.pk
    act = act_as(HOUSING, "officer")
    found = at_once(*[lambda: received(act, report, uuid.uuid4())] * 2)
    assert sorted(type(one) for one in found if isinstance(one, Exception)) == [Overtaken]
    assert Event.objects.filter(kind="report.received").count() == Taken.objects.count() == 1


def test_a_token_counts_for_one_act_of_one_officer_only(cast: Cast) -> None:
    first = tell(cast.act("town"), VILLAGE, HOUSING).record.pk
    second = tell(cast.act("town"), VILLAGE, HOUSING, what="另一处").record.pk
    act, submission = act_as(HOUSING, "officer"), uuid.uuid4()
    assert not received(act, first, submission).repeated
    for report, step in ((second, "receive"), (first, "answer")):
        with pytest.raises(NotPermitted):
            received(act, report, submission, step=step)
    assert Event.objects.filter(kind="report.received").count() == 1
