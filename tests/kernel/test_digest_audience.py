"""Who is told a notice: the accountable post, the unit, its recorders, or the committee office that oversees it."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, owed, unit
from telling import REASON, appoint, build, say, silent, told

from anlan.kernel.messages.audience import audience_of
from anlan.kernel.messages.message import Mention, Message, Unheard
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment
from anlan.policy import Pack

__all__ = ["silent"]


def test_the_recorder_of_a_town_is_told_of_its_bodies_and_of_no_others(opened: Cast, pack: Pack) -> None:
    build(pack)
    reminded = {(TOWN_PARTY, "reminder", REASON.RECORDER), (TOWN_GOVERNMENT, "reminder", REASON.RECORDER)}
    assert told(opened, "town", notice__obligation__period="2026-11-01") == reminded
    assert {code for code, _kind, _reason in told(opened, "town")} == {TOWN_PARTY, TOWN_GOVERNMENT}


def test_4_the_accountable_post_is_told_first(silent: Cast, pack: Pack) -> None:
    head, deputy = appoint("head", TOWN_GOVERNMENT, "head"), appoint("deputy", TOWN_GOVERNMENT, "in_charge")
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack)
    assert list(Mention.objects.filter(officer=head).values_list("reason", flat=True)) == [REASON.HOLDER]
    assert not Mention.objects.filter(officer=deputy).exists()


def test_4_where_nobody_holds_the_accountable_post_the_other_posts_of_the_unit_are_told(
    silent: Cast, pack: Pack
) -> None:
    deputy, staff = appoint("deputy", TOWN_GOVERNMENT, "in_charge"), appoint("member", TOWN_GOVERNMENT, "member")
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack)
    for officer in (deputy, staff):
        assert Mention.objects.get(officer=officer).reason == REASON.UNIT


def test_a_unit_in_which_nobody_holds_a_post_is_told_to_the_committee_office_above(silent: Cast, pack: Pack) -> None:
    """No account at all in this town: the county's office has no officer either, so the city's is told."""
    other = "445122102/town-government"
    say(owed(other, "2026-11-01"), "late", rung=1)
    build(pack)
    assert told(silent, "city") == {(other, "late", REASON.VACANT)}
    assert Message.objects.count() == 1


def test_the_nearest_committee_office_with_an_officer_is_told(silent: Cast, pack: Pack) -> None:
    desk = appoint("county-desk", f"{COUNTY}/safety-committee-office", "desk_officer")
    say(owed("445122102/town-government", "2026-11-01"), "late", rung=1)
    build(pack)
    assert list(Message.objects.values_list("officer", flat=True)) == [desk.pk]


def test_somebody_whose_appointment_has_ended_or_whose_account_is_closed_is_told_nothing(
    silent: Cast, pack: Pack
) -> None:
    gone, closed = appoint("gone", TOWN_GOVERNMENT, "head"), appoint("closed", TOWN_GOVERNMENT, "in_charge")
    Appointment.objects.filter(officer=gone).update(until=dt.date(2026, 11, 22))
    Officer.objects.filter(pk=closed.pk).update(is_active=False)
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack)
    assert set(Message.objects.values_list("officer__username", flat=True)) == {"town"}


def test_a_department_in_which_nobody_holds_a_post_is_told_to_the_office_of_its_own_level(
    silent: Cast, pack: Pack
) -> None:
    desk = appoint("county-desk", f"{COUNTY}/safety-committee-office", "desk_officer")
    row, water = owed(TOWN_GOVERNMENT, "2026-11-01"), unit(f"{COUNTY}/water")
    row.pk, row.unit, row.position = None, water, water.position
    row.save(force_insert=True)
    say(row, "late", rung=1)
    build(pack)
    assert list(Mention.objects.values_list("officer", "reason")) == [(desk.pk, REASON.VACANT)]


def test_9_3_a_submission_is_told_to_the_office_that_owes_its_review(silent: Cast, pack: Pack) -> None:
    desk = appoint("county-desk", f"{COUNTY}/safety-committee-office", "desk_officer")
    row, office = owed(TOWN_GOVERNMENT, "2026-11-01"), unit(f"{COUNTY}/safety-committee-office")
    row.pk, row.unit, row.position = None, office, office.position
    row.save(force_insert=True)
    say(row, "submitted")
    build(pack)
    assert list(Message.objects.values_list("officer", flat=True)) == [desk.pk]


def test_an_escalation_goes_to_the_office_above_and_not_to_the_unit(silent: Cast, pack: Pack) -> None:
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "escalation", rung=2)
    build(pack)
    assert told(silent, "city") == {(TOWN_GOVERNMENT, "escalation", REASON.OVERSEER)}
    assert not told(silent, "town")


def test_a_vertically_managed_body_gets_a_letter_from_the_office_of_its_level_and_no_escalation(
    silent: Cast, pack: Pack
) -> None:
    desk = appoint("county-desk", f"{COUNTY}/safety-committee-office", "desk_officer")
    fire = appoint("fire", f"{COUNTY}/county-fire", "head")
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    vertical = unit(f"{COUNTY}/county-fire")
    row.pk, row.unit, row.position = None, vertical, vertical.position
    row.save(force_insert=True)
    say(row, "letter", rung=2)
    build(pack)
    assert list(Mention.objects.values_list("officer", "kind")) == [(desk.pk, "letter")]
    assert not Message.objects.filter(officer=fire).exists()


@pytest.mark.parametrize(
    ("kind", "to", "audience"),
    [
        ("escalation", "committee_office", "same"),
        ("escalation", "superior", "above"),
        ("submitted", "", "unit"),
        ("letter", "superior", "same"),
        ("urged", "", "unit"),
        ("reminder", "", "unit"),
    ],
)
def test_9_the_duty_names_who_is_told(kind: str, to: str, audience: str) -> None:
    assert audience_of(kind=kind, to=to) == audience


def test_what_nobody_could_be_told_is_told_once_somebody_is_there(silent: Cast, pack: Pack) -> None:
    Appointment.objects.filter(officer=silent.officer("city")).update(until=dt.date(2026, 11, 22))
    other = "445122102/town-government"
    notice = say(owed(other, "2026-11-01"), "reminder", rung=0)
    assert build(pack) == 0
    assert list(Unheard.objects.values_list("pk", flat=True)) == [notice.pk]
    assert build(pack, at("2026-11-24", "08:30")) == 0
    late = say(owed(other, "2026-11-01"), "late", rung=1)
    head = appoint("head", other, "head")
    assert build(pack, at("2026-11-25", "08:30")) == 1
    assert set(Mention.objects.filter(officer=head).values_list("notice", flat=True)) == {notice.pk, late.pk}
    assert not Unheard.objects.exists()
    build(pack, at("2026-11-26", "08:30"))
    assert Mention.objects.filter(officer=head).count() == 2


def test_what_nobody_could_be_told_is_forgotten_once_it_is_settled(silent: Cast, pack: Pack) -> None:
    Appointment.objects.filter(officer__username__in=["city", "town"]).update(until=dt.date(2026, 11, 22))
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "reminder", rung=0)
    build(pack)
    assert Unheard.objects.count() == 1
    hold(silent.act("city", now=at("2026-11-20")), TOWN_GOVERNMENT, "2026-11-20")
    build(pack, at("2026-11-24", "08:30"))
    assert not Unheard.objects.exists()
