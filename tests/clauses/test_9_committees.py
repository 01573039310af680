"""Articles 9.1 and 9.2: who sits in a safety committee, what does not agree with the rule, when it meets."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import pytest
from cast import COUNTY_GOVERNMENT, COUNTY_PARTY, NOW, TODAY, Cast, hold, owed
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from duty_packs import with_parameter
from registers import COMMITTEE, TOWN_COMMITTEE, post_of, seat

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.modules.committee import Seat as SeatRecord
from anlan.oversight.committees import Roster, rosters_of
from anlan.policy import Pack
from anlan.rules.committee import Seat, defects

DUTY = "committee-quarterly-meeting"
EMERGENCY = "445122/emergency"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def roster(cast: Cast, pack: Pack) -> Roster:
    (found,) = rosters_of(
        committees=Unit.objects.filter(code=COMMITTEE), sight=cast.actor("city").sight(), on=TODAY, pack=pack
    )
    return found


def rule(pack: Pack) -> dict[str, list[str]]:
    return pack.parameters.value(key="committee.composition", on=TODAY).value


def test_9_2_a_committee_as_the_rule_wants_it_has_no_defect(pack: Pack) -> None:
    seats = [
        Seat("director", "government", "head"),
        Seat("executive_deputy", "government", "in_charge"),
        Seat("deputy", "party_committee", "member"),
        Seat("member", "department", "head"),
    ]
    assert defects(seats=seats, rule=rule(pack), directors=1) == []


@pytest.mark.parametrize(
    ("seat", "code"),
    [
        (Seat("director", "government", "in_charge"), "wrong_director"),
        (Seat("executive_deputy", "department", "head"), "wrong_deputy"),
        (Seat("member", "department", "in_charge"), "wrong_member"),
        (Seat("member", "party_committee", "head"), "wrong_member"),
        (Seat("member", "government", "head"), "wrong_member"),
        (Seat("member", "department", "head", held=False), "vacant"),
    ],
)
def test_9_2_a_seat_that_does_not_agree_is_named(pack: Pack, seat: Seat, code: str) -> None:
    found = defects(seats=[seat], rule=rule(pack), directors=1)
    assert [one.code for one in found if one.seat == 0] == [code]


def test_9_2_missing_seats_are_named(pack: Pack) -> None:
    assert [one.code for one in defects(seats=[], rule=rule(pack), directors=1)] == [
        "no_director",
        "no_deputy",
        "no_member",
    ]


def test_9_2_another_rule_on_another_day_gives_other_defects() -> None:
    both = {"director": ["government/head", "party_committee/head"], "deputy": [], "member": []}
    assert "wrong_director" not in {
        one.code for one in defects(seats=[Seat("director", "party_committee", "head")], rule=both, directors=2)
    }


def test_9_2_the_roster_shows_holders_and_defects_of_today(cast: Cast, pack: Pack) -> None:
    seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT))
    seat(cast.act("city"), COMMITTEE, "member", post_of(EMERGENCY, "in_charge"))
    found = roster(cast, pack)
    assert found.director is not None
    assert found.director.holders == (cast.officer("county").name,)
    assert found.director.defects == ()
    assert len(found.seats[1].defects) == 2  # not the head, and nobody holds it
    assert [words for words in found.missing if "deputy" in words]


def test_9_2_a_change_of_personnel_asks_for_confirmation_until_somebody_confirms(cast: Cast, pack: Pack) -> None:
    taken = seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT))
    assert roster(cast, pack).to_confirm == 0
    post = post_of(COUNTY_GOVERNMENT)
    Appointment.objects.filter(post=post).update(until=dt.date(2026, 10, 31))
    successor = Officer.objects.create_officer(username="successor", name="继任者", password=None, synthetic=True)
    Appointment.objects.create(post=post, officer=successor, since=dt.date(2026, 11, 1))
    (sitting,) = roster(cast, pack).seats
    assert (sitting.changed_on, sitting.holders) == (dt.date(2026, 11, 1), ("继任者",))
    step = SeatRecord.workflow.step("confirm")
    take(record=taken.record, step=step, answers={"occurred_on": dt.date(2026, 11, 20)}, act=cast.act("city"))
    assert roster(cast, pack).to_confirm == 0


def test_9_2_a_committee_has_one_director(cast: Cast) -> None:
    seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT))
    with pytest.raises(Refused) as refused:
        seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_PARTY))
    (refusal,) = refused.value.refusals
    assert (refusal.field, "Raoping County People's Government" in str(refusal.message)) == ("role", True)


def test_9_2_the_same_post_has_one_seat(cast: Cast) -> None:
    seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT))
    with pytest.raises(Overtaken):
        seat(cast.act("city"), COMMITTEE, "deputy", post_of(COUNTY_GOVERNMENT))


def test_9_2_a_rule_of_two_directors_needs_other_numbers_only(cast: Cast, pack: Pack) -> None:
    joint = with_parameter(pack, "committee.directors", 2, since=TODAY.replace(day=1))
    act = dataclasses.replace(cast.act("city"), pack=joint)
    seat(act, COMMITTEE, "director", post_of(COUNTY_GOVERNMENT), since="2026-11-02")
    seat(act, COMMITTEE, "director", post_of(COUNTY_PARTY), since="2026-11-02")
    assert [one.record.role for one in roster(cast, joint).seats] == ["director", "director"]
    assert "There are more directors than the rule allows." not in roster(cast, joint).missing
    assert "There are more directors than the rule allows." in roster(cast, pack).missing


def test_9_2_the_head_of_a_party_committee_is_no_member(cast: Cast, pack: Pack) -> None:
    """Members are heads of departments of Party and government; a Party department is of kind department."""
    seat(cast.act("city"), COMMITTEE, "member", post_of(COUNTY_PARTY))
    seat(cast.act("city"), COMMITTEE, "member", post_of("445122/publicity"))
    party_head, publicity = roster(cast, pack).seats
    assert "The member is not the head of a department of Party or government." in party_head.defects
    assert "The member is not the head of a department of Party or government." not in publicity.defects


def test_9_2_a_seat_taken_tomorrow_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT), since="2026-11-24")


def test_9_2_the_pages_show_the_roster_and_hide_it_from_a_stranger(cast: Cast) -> None:
    seat(cast.act("city"), COMMITTEE, "director", post_of(COUNTY_GOVERNMENT))
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer("city"))
    page = client.get(reverse("committee", args=["445122"])).content.decode()
    assert cast.officer("county").name in page
    assert "No deputy director has been entered." in page
    assert client.get(reverse("committees")).status_code == 200
    client.force_login(cast.officer("stranger"))
    assert client.get(reverse("committee", args=["445122"])).status_code == 404
    assert COMMITTEE not in client.get(reverse("committees")).content.decode()


def test_9_1_every_committee_owes_a_plenary_meeting_each_quarter(opened: Cast) -> None:
    rows = Obligation.objects.filter(duty__key=DUTY, period="2026-10-01").select_related("unit__area")
    assert Counter(row.unit.area.level for row in rows) == {"city": 1, "county": 3, "town": 46}


def test_9_1_a_plenary_meeting_meets_it_and_shows_on_the_committees_page(opened: Cast) -> None:
    decisions = [("整治打通生命通道", "445122100/town-safety-office", "2026-12-20")]
    code, form = TOWN_COMMITTEE, "committee_plenary"
    outcome = hold(opened.act("town"), code, "2026-11-20", form=form, decisions=decisions)
    assert [row.unit.code for row in outcome.met] == [TOWN_COMMITTEE]
    assert owed(TOWN_COMMITTEE, "2026-10-01", DUTY).standing(now=NOW) == "met_on_time"
