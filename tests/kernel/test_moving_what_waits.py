"""A town is put under another county while what it submitted waits: who oversees it now reviews it (3.1, 9.3)."""

from __future__ import annotations

import dataclasses
import json

import pytest
from cast import (
    LOADED_AT,
    NOW,
    TODAY,
    TOWN,
    TOWN_DUTY,
    TOWN_GOVERNMENT,
    WATCHED_FROM,
    Cast,
    at,
    hold,
    owed,
    treat,
    unit,
)

from anlan.kernel.ledger.verify import verify
from anlan.kernel.life.acts import steps_for
from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mention
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.moving import move_area
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act
from anlan.policy import Pack
from anlan.policy.duties import duty_of_body

NEW_COUNTY = "445103"


@pytest.fixture
def reviewed(pack: Pack) -> Pack:
    """The city's pack, in which a town's monthly meeting is reviewed by the office above it."""
    body = json.loads(pack.duties[TOWN_DUTY].body)
    body["review"] = {"by": "superior", "within": "review.term", "more": "review.more_time"}
    duty = duty_of_body(body=json.dumps(body, ensure_ascii=False))
    changed = dataclasses.replace(pack, duties={**pack.duties, TOWN_DUTY: duty})
    load_duties(pack=changed, now=LOADED_AT, watched_from=WATCHED_FROM)
    return changed


@pytest.fixture
def newcomer(cast: Cast) -> Officer:
    """Who works in the committee office of the county that will govern the town."""
    officer = Officer.objects.create_officer(username="new-county", name="区安委办·演示", password=None, synthetic=True)
    post = Post.objects.get(unit__code=f"{NEW_COUNTY}/safety-committee-office", key="desk_officer")
    Appointment.objects.create(post=post, officer=officer, since=WATCHED_FROM)
    return officer


def test_3_1_what_waits_for_a_review_moves_with_its_town_and_the_review_goes_to_the_new_office(
    cast: Cast, reviewed: Pack, newcomer: Officer
) -> None:
    sweep(now=NOW, pack=reviewed)
    hold(dataclasses.replace(cast.act("town"), pack=reviewed), TOWN_GOVERNMENT, "2026-11-20")
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    old = Obligation.objects.get(record_type="obligation", record_id=row.pk)
    assert (row.review, old.unit.code) == (Obligation.Review.WAITING, "445122/safety-committee-office")
    event = move_area(
        area=Area.objects.get(code=TOWN), under=Area.objects.get(code=NEW_COUNTY), by=cast.actor("city"), on=TODAY,
        now=NOW,
    )  # fmt: skip
    row, new = owed(TOWN_GOVERNMENT, "2026-11-01"), Obligation.objects.get(source_id=event.pk)
    old.refresh_from_db()
    assert row.position == unit(TOWN_GOVERNMENT).position
    assert (old.state, new.state) == (Obligation.State.LAPSED, Obligation.State.OPEN)
    assert new.unit == unit(f"{NEW_COUNTY}/safety-committee-office")
    assert (new.record_id, new.due_day, new.what) == (row.pk, old.due_day, old.what)
    assert event.answers["passed"] == [old.pk]
    now_there = actor_for(officer=newcomer, on=TODAY)
    assert {step.name for step in steps_for(row=row, actor=now_there)} == {"accept", "return"}
    assert not steps_for(row=row, actor=cast.actor("office"))
    build_digests(now=at("2026-11-24"), pack=reviewed, by_mail=False)
    assert Mention.objects.filter(officer=newcomer, notice__obligation=new).exists()
    assert not Mention.objects.filter(notice__obligation=old, kind=Notice.Kind.SUBMITTED).exists()
    treat(Act(actor=now_there, now=NOW, pack=reviewed), row, "accept", note="")
    new.refresh_from_db()
    assert new.state == Obligation.State.MET
    assert figures.differences() == []
    assert contradictions() == []
    assert verify() == []
