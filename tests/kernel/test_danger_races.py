"""Two who list a danger, or propose a rung, at the same moment (19.8, 19.9): one wins and the other is told."""

from __future__ import annotations

from cast import Cast, at
from examples_of_dangers import EMERGENCY, find, major, plan, put_on_the_list, step
from examples_of_the_field import act_as
from test_concurrency import all_is_well, at_once

from anlan.kernel.records.door import Outcome, Overtaken, Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.hidden_danger.listed.ladder import Rung
from anlan.modules.hidden_danger.listed.listing import Listing

CITY = "445100/government"


def planned(cast: Cast) -> HiddenDanger:
    """A major danger with its plan."""
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    plan(cast.act("safety"), danger)
    return danger


def test_19_8_of_two_who_list_at_once_one_is_told(own_cast: Cast) -> None:
    danger = planned(own_cast)
    results = at_once(
        lambda: put_on_the_list(own_cast.act("officer"), danger, authority=EMERGENCY),
        lambda: put_on_the_list(own_cast.act("city"), danger, authority=CITY),
    )
    assert sorted(type(one).__name__ for one in results) in (["Listing", "Refused"], ["Listing", "Overtaken"])
    assert Listing.objects.count() == 1
    assert all_is_well()


def test_19_9_of_two_who_propose_a_rung_at_once_one_is_told(own_cast: Cast) -> None:
    listing = put_on_the_list(own_cast.act("city"), planned(own_cast), authority=CITY)
    late = at("2026-12-22")
    acts = [own_cast.act("city", now=late), act_as("445100/safety-committee-office", "desk_officer", now=late)]

    def propose(number: int) -> Outcome:
        return step(acts[number], listing, "take_rung", rung="reminder", facts="逾期", demands="治理")

    results = at_once(lambda: propose(0), lambda: propose(1))
    assert sum(isinstance(one, Outcome) for one in results) == 1
    assert all(isinstance(one, Outcome | Refused | Overtaken) for one in results)
    assert Rung.objects.count() == 1
    assert all_is_well()
