"""The databases of the tests hold what ``databases.py`` says, and no test leaves anything in them."""

from __future__ import annotations

import pytest
from cast import NOW, Cast
from databases import MEETINGS

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.officer import Officer
from anlan.policy import Pack


@pytest.mark.django_db
def test_as_loaded_nobody_of_the_cast_is_there_and_nothing_is_owed() -> None:
    assert not Officer.objects.filter(synthetic=True).exists()
    assert not Obligation.objects.exists()


def test_with_the_cast_nothing_is_owed_yet(cast: Cast) -> None:
    assert set(cast.officers) == set(Officer.objects.filter(synthetic=True).values_list("username", flat=True))
    assert cast.officers
    assert not Obligation.objects.exists()


def test_what_was_opened_leaves_nothing_to_a_sweep_of_the_same_moment(opened: Cast, pack: Pack) -> None:
    assert Obligation.objects.exclude(duty__key__in=MEETINGS).exists()
    assert sweep(now=NOW, pack=pack).opened == 0


# The mark begins the transaction earlier than an argument does.
@pytest.mark.django_db
def test_a_mark_and_an_argument_lead_to_the_same_database(opened: Cast) -> None:
    assert Obligation.objects.exists()


@pytest.mark.usefixtures("only_meetings_are_opened")
def test_where_only_meetings_are_opened_nothing_else_is_owed(opened: Cast, pack: Pack) -> None:
    assert Obligation.objects.filter(duty__key__in=MEETINGS).exists()
    assert not Obligation.objects.exclude(duty__key__in=MEETINGS).exists()
    assert sweep(now=NOW, pack=pack).opened == 0


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_the_next_does_not_find(opened: Cast, turn: str) -> None:
    assert Obligation.objects.filter(what="left behind").count() == 0
    row = Obligation.objects.order_by("id").first()
    assert row is not None
    Obligation.objects.filter(pk=row.pk).update(what="left behind")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_is_committed_in_a_copy_of_ones_own_is_gone_with_it(own_opened: Cast, turn: str) -> None:
    assert Obligation.objects.exists()
    assert not Officer.objects.filter(username="left").exists()
    Officer.objects.create_officer(username="left", name="left", password=None)
