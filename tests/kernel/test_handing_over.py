"""Posts, not persons, carry duties: appointing, ending and handing over change who holds a post and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TODAY, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold
from test_concurrency import at_once

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted, actor_for, give_role
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Handover, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.staffing.appointing import appoint, end_appointment
from anlan.kernel.staffing.handing_over import hand_over, sheet_of
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem

DAY = dt.timedelta(days=1)


def newcomer(username: str = "newcomer") -> Officer:
    """A person with an account and no post yet."""
    return Officer.objects.create_officer(username=username, name="新任职人员", password=None, synthetic=True)


def post_of(code: str, key: str = "head") -> Post:
    return Post.objects.select_related("unit", "unit__area").get(unit__code=code, key=key)


def holding(username: str, post: Post) -> Appointment:
    return Appointment.objects.get(post=post, officer__username=username)


def handed(
    cast: Cast, *, by: str = "county", post: Post | None = None, now: dt.datetime = NOW, **changed: Any
) -> Handover:
    """The county's head hands the own post over to the newcomer, with changed answers."""
    post = post or post_of(COUNTY_GOVERNMENT)
    answers = {
        "outgoing": str(Appointment.objects.filter(post=post).order_by("pk")[0].pk),
        "incoming": "newcomer",
        "day": TODAY,
        "witness": "",
        "remarks": "",
        **changed,
    }
    return hand_over(post=post, answers=answers, act=cast.act(by, now=now))


def seen(officer: Officer, on: dt.date) -> dict[str, list[int]]:
    """Everything an officer sees and may do on a day, by id."""
    actor = actor_for(officer=officer, on=on)
    models = (Obligation, Meeting, OrderItem, Unit)
    rows = {m.__name__: sorted(m.objects.visible_to(actor.sight()).values_list("pk", flat=True)) for m in models}
    rights = sorted(str(one) for holding in actor.holdings for one in holding.permissions)
    return {**rows, "rights": rights, "posts": [post.pk for post in actor.posts]}  # type: ignore[dict-item]


def test_8_6_the_successor_sees_exactly_what_the_predecessor_saw(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改", TOWN_PARTY, "2026-12-01")])
    incoming, outgoing = newcomer(), opened.officer("county")
    before = seen(outgoing, TODAY)
    assert seen(incoming, TODAY)["Obligation"] == []
    handed(opened)
    # The day belongs to both, the next to the successor alone.
    assert seen(incoming, TODAY) == seen(outgoing, TODAY) == before
    assert seen(incoming, TODAY + DAY) == before
    assert seen(outgoing, TODAY + DAY) == {
        "Obligation": [],
        "Meeting": [],
        "OrderItem": [],
        "Unit": [],
        "rights": [],
        "posts": [],
    }


def test_8_6_one_entry_says_what_was_handed_over_by_ids_alone(opened: Cast) -> None:
    incoming, post = newcomer(), post_of(COUNTY_GOVERNMENT)
    sheet = sheet_of(post=post, act=opened.act("county"))
    owed = Obligation.objects.filter(unit=post.unit, state=Obligation.State.OPEN)
    assert {row.pk for row in sheet.obligations} == set(owed.values_list("pk", flat=True)) != set()
    witness = post_of("445100/government")
    done = handed(opened, witness=str(witness.pk), remarks="电话 13800000000")
    event = Event.objects.get(pk=done.event_id)
    assert (event.kind, event.clause, event.record_type, event.record_id) == (
        "post.handed_over",
        "4.1",
        "post",
        post.pk,
    )
    assert event.answers == {
        "outgoing": opened.officer("county").pk,
        "incoming": incoming.pk,
        "witness": witness.pk,
        "day": TODAY.isoformat(),
        "obligations": [row.pk for row in sheet.obligations],
        "cases": [],
        "grants": [grant.pk for grant in sheet.grants],
    }
    assert "138" not in event.canonical
    assert (done.obligations, done.remarks) == (len(sheet.obligations), "电话 13800000000")
    assert verify() == []


def test_4_1_duties_hang_on_the_kind_of_post_that_the_duty_names(opened: Cast) -> None:
    staff = post_of(f"{COUNTY_GOVERNMENT}", "in_charge")
    assert sheet_of(post=staff, act=opened.act("county")).obligations == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"incoming": "nobody"}, "incoming", "no active account"),
        ({"incoming": "county"}, "incoming", "to the same person"),
        ({"day": dt.date(2026, 6, 30)}, "day", "began only on 2026-07-01"),
        ({"day": TODAY + 32 * DAY}, "day", "At most 31 days ahead"),
    ],
)
def test_a_handing_over_that_cannot_be_changes_nothing(
    opened: Cast, changed: dict[str, Any], field: str, words: str
) -> None:
    newcomer()
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(Refused, match=words) as refused:
        handed(opened, **changed)
    assert [one.field for one in refused.value.refusals] == [field]
    assert list(Appointment.objects.order_by("pk").values()) == before
    assert not Event.objects.filter(kind="post.handed_over").exists()


def test_the_witness_is_a_third_person_whatever_post_is_named(opened: Cast) -> None:
    incoming, witness = newcomer(), post_of(COUNTY_GOVERNMENT, "in_charge")
    Appointment.objects.create(post=witness, officer=incoming, since=TODAY)
    with pytest.raises(Refused, match="third person"):
        handed(opened, witness=str(witness.pk))


@pytest.mark.parametrize("by", ["town", "officer", "stranger", "auditor", "reviewer"])
def test_nobody_else_says_who_holds_the_post(opened: Cast, by: str) -> None:
    newcomer()
    with pytest.raises(NotPermitted):
        handed(opened, by=by)
    with pytest.raises(NotPermitted):
        appoint(post=post_of(COUNTY_GOVERNMENT), answers={"officer": "newcomer", "since": TODAY}, act=opened.act(by))


def test_a_head_appoints_in_the_own_unit_only(opened: Cast) -> None:
    newcomer()
    answers = {"officer": "newcomer", "since": TODAY}
    appoint(post=post_of(COUNTY_GOVERNMENT, "in_charge"), answers=answers, act=opened.act("county"))
    for code in (TOWN_GOVERNMENT, "445100/government", "445102/government"):
        with pytest.raises(NotPermitted):
            appoint(post=post_of(code), answers=answers, act=opened.act("county"))


def test_nobody_gives_a_post_that_reaches_beyond_the_own_territory(opened: Cast) -> None:
    newcomer()
    post = post_of(COUNTY_GOVERNMENT, "in_charge")
    city = post_of("445100/government").unit.area
    give_role(role="discipline", to=post, by=None, on=TODAY + 5 * DAY, area=city.pk)
    with pytest.raises(NotPermitted):
        appoint(post=post, answers={"officer": "newcomer", "since": TODAY}, act=opened.act("county"))
    appoint(post=post, answers={"officer": "newcomer", "since": TODAY}, act=opened.act("city"))


def test_rights_begin_and_end_with_the_days_named(opened: Cast) -> None:
    incoming, post = newcomer(), post_of(COUNTY_GOVERNMENT, "in_charge")
    appoint(post=post, answers={"officer": "newcomer", "since": TODAY + 3 * DAY}, act=opened.act("city"))
    held = holding("newcomer", post)
    end_appointment(appointment=held, answers={"until": TODAY + 5 * DAY}, act=opened.act("city"))
    holds = [bool(actor_for(officer=incoming, on=TODAY + n * DAY).posts) for n in range(2, 7)]
    assert holds == [False, True, True, True, False]
    kinds = list(
        Event.objects.filter(record_type="post", record_id=post.pk).order_by("seq").values_list("kind", flat=True)
    )
    assert kinds == ["officer.appointed", "appointment.ended"]


def test_an_appointment_is_not_made_twice_nor_ended_twice(opened: Cast) -> None:
    newcomer()
    post, act = post_of(COUNTY_GOVERNMENT, "in_charge"), opened.act("city")
    appoint(post=post, answers={"officer": "newcomer", "since": TODAY}, act=act)
    with pytest.raises(Refused, match="already"):
        appoint(post=post, answers={"officer": "newcomer", "since": TODAY + DAY}, act=act)
    held = holding("newcomer", post)
    end_appointment(appointment=held, answers={"until": TODAY}, act=act)
    with pytest.raises(Overtaken) as overtaken:
        end_appointment(appointment=held, answers={"until": TODAY}, act=act)
    assert overtaken.value.event is not None
    assert overtaken.value.event.kind == "appointment.ended"


def test_a_post_without_a_holder_goes_on_owing(opened: Cast) -> None:
    post = post_of(COUNTY_GOVERNMENT)
    before = sheet_of(post=post, act=opened.act("city")).obligations
    end_appointment(appointment=holding("county", post), answers={"until": TODAY - DAY}, act=opened.act("city"))
    assert sheet_of(post=post, act=opened.act("city")).obligations == before != []
    assert opened.actor("county").posts == ()


def test_two_who_hand_over_the_same_post_at_once_one_wins_and_the_other_is_told(own_opened: Cast) -> None:
    for name in ("first", "second"):
        newcomer(name)
    works = [
        lambda name=name, by=by: handed(own_opened, by=by, incoming=name)
        for name, by in (("first", "county"), ("second", "city"))
    ]
    results = at_once(*works)
    assert sorted(type(one).__name__ for one in results) == ["Handover", "Overtaken"]
    won = next(one for one in results if isinstance(one, Handover))
    told = next(one for one in results if isinstance(one, Overtaken))
    assert told.event is not None
    assert told.event.pk == won.event_id
    post = post_of(COUNTY_GOVERNMENT)
    assert Appointment.objects.get(post=post, until=None).officer_id == won.incoming_id
    assert Event.objects.filter(kind="post.handed_over").count() == Handover.objects.count() == 1


def test_a_handing_over_ahead_changes_hands_on_its_day(opened: Cast) -> None:
    incoming = newcomer()
    handed(opened, day=TODAY + 7 * DAY)
    assert not actor_for(officer=incoming, on=TODAY).posts
    assert actor_for(officer=incoming, on=TODAY + 7 * DAY).posts
    with pytest.raises(Overtaken):
        handed(opened, by="city", now=at("2026-11-24"))


def test_4_1_what_rests_is_not_handed_over_as_unfinished_business(opened: Cast) -> None:
    """A meeting that was held may still be withdrawn, but nobody need act on it; its decision is another matter."""
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改", TOWN_GOVERNMENT, "2026-12-01")])
    cases = sheet_of(post=post_of(TOWN_GOVERNMENT), act=opened.act("town")).cases
    assert [(one.name, one.state, one.count) for one in cases] == [("order", "open", 1), ("orderitem", "issued", 1)]


def test_every_resting_state_leads_only_to_its_correction() -> None:
    """From rest nothing brings a case back into work: only a check, a replacement, an end or a withdrawal follow."""
    for pages in DECLARED.pages.values():
        states = {state.name: state for state in pages.model.workflow.states}
        for step in pages.model.workflow.steps:
            for source in step.source:
                if states[source].settled and not step.withdraws:
                    assert not states[step.target or source].unfinished, (pages.name, step.name)
