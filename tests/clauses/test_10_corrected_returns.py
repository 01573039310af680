"""Articles 9 and 10: a mistyped return is withdrawn and made again, and what was owed stays as it ought to be."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, TOWN_GOVERNMENT, Cast, at, owed, unit
from examples_of_the_field import taken
from registers import returned

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import NotPermitted
from anlan.modules.public_unit import Establishment, PublicUnitFacts
from anlan.policy import Pack

LATER = at("2026-11-23", "10:00")


def officers() -> list[tuple[str, str | None, int, bool]]:
    """What is known of the town's officers, day by day."""
    rows = PublicUnitFacts.objects.filter(unit__code=TOWN_GOVERNMENT).order_by("valid_from", "id")
    return [
        (str(row.valid_from), str(row.valid_to) if row.valid_to else None, row.dedicated_officers, row.returned)
        for row in rows
        if row.valid_to is None or row.valid_to > row.valid_from
    ][1:]


def rows_of(duty: str) -> list[tuple[int, str, dt.date]]:
    rows = Obligation.objects.filter(unit__code=TOWN_GOVERNMENT, duty__key=duty).order_by("id")
    return [(row.pk, row.standing(now=LATER), row.due_day) for row in rows]


def check() -> None:
    assert (verify(), contradictions(), figures.differences()) == ([], [], [])


def test_10_2_a_mistyped_return_is_withdrawn_and_made_again_for_the_same_day(cast: Cast) -> None:
    wrong = returned(cast.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=31).record
    taken(cast.act("town"), wrong, "withdraw", reason="多输了一位")
    assert officers() == [("2026-11-20", None, 0, False)]
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=3)
    assert officers() == [("2026-11-20", None, 3, True)]
    kinds = ["establishment.recorded", "establishment.withdrawn", "establishment.recorded"]
    assert list(Event.objects.filter(kind__startswith="establishment.").values_list("kind", flat=True)) == kinds
    assert list(Establishment.objects.order_by("id").values_list("full_time_officers", flat=True)) == [31, 3]


def test_10_2_an_earlier_return_that_is_withdrawn_leaves_the_later_one(cast: Cast) -> None:
    earlier = returned(cast.act("town"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=5).record
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-10-01", full_time_officers=2)
    taken(cast.act("town"), earlier, "withdraw", reason="误报")
    assert officers() == [("2026-09-01", "2026-10-01", 0, False), ("2026-10-01", None, 2, True)]


def test_10_2_a_withdrawn_return_gives_back_the_one_before_it(cast: Cast) -> None:
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=5)
    wrong = returned(cast.act("town"), TOWN_GOVERNMENT, "2026-10-01", full_time_officers=0).record
    taken(cast.act("town"), wrong, "withdraw", reason="误报")
    assert officers()[-1] == ("2026-10-01", None, 5, True)


def test_10_2_the_yearly_return_is_owed_again_after_it_was_withdrawn(opened: Cast, pack: Pack) -> None:
    then = at("2027-02-01")
    sweep(now=at("2027-01-04"), pack=pack)
    record = returned(opened.act("town", now=then), TOWN_GOVERNMENT, "2027-01-31", full_time_officers=1).record
    assert owed(TOWN_GOVERNMENT, "2027-01-01", "town-return").state == Obligation.State.MET
    taken(opened.act("town", now=then), record, "withdraw", reason="误报")
    assert owed(TOWN_GOVERNMENT, "2027-01-01", "town-return").state == Obligation.State.OPEN
    returned(opened.act("town", now=then), TOWN_GOVERNMENT, "2027-01-31", full_time_officers=2)
    assert owed(TOWN_GOVERNMENT, "2027-01-01", "town-return").state == Obligation.State.MET


def test_10_2_what_a_mistyped_return_had_met_is_owed_again_by_the_same_day(opened: Cast, pack: Pack) -> None:
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-01")
    sweep(now=at("2026-11-02"), pack=pack)
    ((pk, _standing, due),) = rows_of("full-time-officers")
    wrong = returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=3).record
    sweep(now=NOW, pack=pack)
    assert rows_of("full-time-officers") == [(pk, "met_on_time", due)]
    taken(opened.act("town"), wrong, "withdraw", reason="误报")
    sweep(now=LATER, pack=pack)
    assert rows_of("full-time-officers") == [(pk, "open", due)]
    check()
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=1)
    sweep(now=at("2026-11-23", "11:00"), pack=pack)
    assert rows_of("full-time-officers") == [(pk, "met_on_time", due)]
    check()


def test_10_6_what_a_mistyped_return_let_lapse_is_owed_again_by_the_same_day(opened: Cast, pack: Pack) -> None:
    values = {"full_time_officers": 1, "units_to_supervise": 80}
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-01", **values)
    sweep(now=at("2026-11-02"), pack=pack)
    ((pk, _standing, due),) = rows_of("town-patrollers")
    wrong = returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", central_town=True).record
    sweep(now=NOW, pack=pack)
    assert rows_of("town-patrollers") == [(pk, "lapsed", due)]
    taken(opened.act("town"), wrong, "withdraw", reason="并非中心镇")
    sweep(now=LATER, pack=pack)
    assert rows_of("town-patrollers") == [(pk, "open", due)]
    assert [standing for _pk, standing, _due in rows_of("central-town-office")] == ["lapsed"]
    check()


def test_10_2_what_a_mistyped_return_had_opened_lapses(opened: Cast, pack: Pack) -> None:
    wrong = returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    sweep(now=NOW, pack=pack)
    assert [standing for _pk, standing, _due in rows_of("full-time-officers")] == ["open"]
    taken(opened.act("town"), wrong, "withdraw", reason="误报")
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=2)
    sweep(now=LATER, pack=pack)
    # Whoever turns out to have had it all along met it on the day on which the term began.
    assert [standing for _pk, standing, _due in rows_of("full-time-officers")] == ["met_on_time"]
    check()


def test_10_what_was_met_by_true_facts_stays_met_when_others_are_corrected(opened: Cast, pack: Pack) -> None:
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-01", units_to_supervise=50)
    sweep(now=at("2026-11-02"), pack=pack)
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-10", full_time_officers=1)
    later = returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=1, patrollers=1).record
    sweep(now=NOW, pack=pack)
    taken(opened.act("town"), later, "withdraw", reason="巡查员尚未到岗")
    sweep(now=LATER, pack=pack)
    assert [standing for _pk, standing, _due in rows_of("full-time-officers")] == ["met_on_time"]
    assert [standing for _pk, standing, _due in rows_of("town-patrollers")] == ["open"]
    check()


def test_a_row_that_was_opened_again_and_made_to_look_met_is_found(opened: Cast, pack: Pack) -> None:
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-01")
    sweep(now=at("2026-11-02"), pack=pack)
    wrong = returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=3).record
    sweep(now=NOW, pack=pack)
    ((pk, _standing, _due),) = rows_of("full-time-officers")
    met = Obligation.objects.filter(pk=pk).values("met_by", "met_on", "on_time", "state").get()
    taken(opened.act("town"), wrong, "withdraw", reason="误报")
    sweep(now=LATER, pack=pack)
    Obligation.objects.filter(pk=pk).update(**met)
    assert "meets other obligations than it names" in [finding.problem for finding in contradictions()]


@pytest.mark.parametrize("username", ["stranger", "auditor"])
def test_10_only_who_may_report_takes_a_return_back(cast: Cast, username: str) -> None:
    record = returned(cast.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    with pytest.raises(NotPermitted):
        taken(cast.act(username), record, "withdraw", reason="无权")
    assert Establishment.objects.get(unit=unit(TOWN_GOVERNMENT)).state == "recorded"
