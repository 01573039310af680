"""Clause 18.13: machines and automatic control instead of people in dangerous posts, encouraged and counted."""

from __future__ import annotations

import pytest
from cast import Cast
from django.test import Client
from examples_of_assessments import automate, some_automations
from examples_of_relations import go

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.automation import Automation


@pytest.mark.parametrize("after", [12, 13])
def test_18_13_a_project_takes_people_away(cast: Cast, after: int) -> None:
    with pytest.raises(Refused) as refused:
        automate(cast.act("safety"), people_after=after)
    assert [one.field for one in refused.value.refusals] == ["people_after"]


def test_18_13_once_it_works_the_people_who_are_left_are_counted_not_those_planned(cast: Cast) -> None:
    record = automate(cast.act("safety")).record
    with pytest.raises(Refused):
        go(cast.act("safety"), record, "complete", occurred_on=cast.act("safety").today, people_after=12)
    go(cast.act("safety"), record, "complete", occurred_on=cast.act("safety").today, people_after=4)
    one = Automation.objects.get()
    assert (one.state, one.people_before, one.people_after, one.fewer) == ("done", 12, 4, 8)


def test_18_13_what_is_encouraged_is_owed_by_nobody(cast: Cast) -> None:
    before = Obligation.objects.count()
    automate(cast.act("safety"))
    assert Obligation.objects.count() == before


def test_18_13_the_same_project_is_entered_once_and_by_the_enterprise_alone(cast: Cast) -> None:
    automate(cast.act("safety"))
    with pytest.raises(Overtaken):
        automate(cast.act("safety"), kind="machine")
    with pytest.raises((NotPermitted, Refused)):
        automate(cast.act("stranger"))


def test_18_13_the_clause_counts_the_projects_that_work(cast: Cast) -> None:
    some_automations(cast)
    client = Client()
    client.force_login(cast.officer("city"))
    assert "/records/automation/?state=done" in client.get("/clauses/18.13/").content.decode()
