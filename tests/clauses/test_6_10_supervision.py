"""Clause 6.10: trade union and supervisory board supervise; the enterprise answers what they say."""

from __future__ import annotations

import pytest
from cast import NOW, TODAY, Cast
from django.test import Client
from examples_of_enterprises import FIRST
from examples_of_relations import chair_of_the_union, go, supervise

from anlan.kernel.people.acting import NotPermitted, actor_for
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Overtaken, Refused, allowed_steps
from anlan.modules.union_supervision import UnionSupervision


def test_6_10_without_an_opinion_nothing_is_left_to_do(cast: Cast) -> None:
    assert supervise(chair_of_the_union(cast), "劳动防护用品发放").record.state == "settled"


def test_6_10_an_opinion_is_answered_insisted_on_and_settled(cast: Cast) -> None:
    union = chair_of_the_union(cast)
    record = supervise(union, "防尘设施", opinion="防尘罩破损").record
    assert record.state == "given"
    go(cast.act("safety"), record, "answer", answer="下周更换")
    go(union, record, "insist", last_word="尚未更换")
    assert UnionSupervision.objects.get(pk=record.pk).state == "given"
    go(cast.act("safety"), record, "answer", answer="已更换")
    go(union, record, "settle", last_word="")
    held = UnionSupervision.objects.get(pk=record.pk)
    assert (held.state, held.answer, held.answered_on) == ("settled", "已更换", TODAY)


def test_6_10_union_and_enterprise_each_take_only_their_own_steps(cast: Cast) -> None:
    union = chair_of_the_union(cast)
    record = supervise(union, "防尘设施", opinion="防尘罩破损").record
    own = {who.actor.officer.username: [step.name for step in allowed_steps(record=record, actor=who.actor)]
           for who in (union, cast.act("safety"), cast.act("town"), cast.act("stranger"))}  # fmt: skip
    assert list(own.values()) == [["withdraw"], ["answer"], [], []]
    with pytest.raises(NotPermitted):
        supervise(cast.act("principal"), "防尘设施")


def test_6_10_who_answered_does_not_settle_the_own_answer(cast: Cast) -> None:
    """One person may hold both posts."""
    safety = cast.officer("safety")
    Appointment.objects.create(
        post=Post.objects.get(unit__code=FIRST, key="union_chair"), officer=safety, since=cast.act("safety").today
    )
    both = Act(actor=actor_for(officer=safety, on=TODAY), now=NOW, pack=cast.act("safety").pack)
    record = supervise(both, "防尘设施", opinion="防尘罩破损").record
    go(both, record, "answer", answer="已更换")
    for step in ("settle", "insist"):
        with pytest.raises(Refused):
            go(both, record, step, last_word="好")
    go(chair_of_the_union(cast), record, "settle", last_word="")


def test_6_10_the_same_supervision_twice_is_one(cast: Cast) -> None:
    union = chair_of_the_union(cast)
    first = supervise(union, "防尘设施").record
    with pytest.raises(Overtaken) as told:
        supervise(union, "防尘设施")
    assert told.value.record == first
    go(union, first, "withdraw", last_word="误录")
    assert supervise(union, "防尘设施").record.pk != first.pk


def test_6_10_the_union_reads_the_own_enterprise_only(cast: Cast) -> None:
    union = chair_of_the_union(cast)
    supervise(union, "防尘设施", opinion="防尘罩破损")
    client = Client()
    client.force_login(union.actor.officer)
    page = client.get("/records/unionsupervision/").content.decode()
    assert "防尘设施" in page
    assert "演示包装" not in client.get("/records/enterprise/").content.decode()
