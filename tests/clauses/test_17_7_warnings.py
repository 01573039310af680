"""Clause 17.7: a warning is proposed by figures that are all named, confirmed by a person, followed up and closed."""

from __future__ import annotations

import pytest
from cast import TODAY, Cast, unit
from django.utils import translation
from examples_of_enterprises import FIRST, SECOND
from examples_of_relations import go
from examples_of_warnings import close, confirm, danger, follow_up, propose, two_major
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.warning import EarlyWarning
from anlan.rules.warnings import SIGNALS, Scale, back_test, score

SCALE = Scale(dict(zip(SIGNALS, (5, 3, 4, 3, 2, 1), strict=True)), most=4, threshold=10)
COUNTS = st.dictionaries(st.sampled_from(SIGNALS), st.integers(0, 50))
OPEN, MET = Obligation.State.OPEN, Obligation.State.MET


@pytest.fixture
def warned(cast: Cast) -> EarlyWarning:
    """A proposed warning of the first enterprise."""
    two_major(FIRST)
    return propose(cast.act("town")).record  # type: ignore[return-value]


def owed() -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key="warning-follow-up").order_by("id"))


@given(counts=COUNTS, signal=st.sampled_from(SIGNALS), more=st.integers(1, 50), most=st.integers(0, 60))
def test_17_7_more_of_a_signal_never_lowers_the_score(
    counts: dict[str, int], signal: str, more: int, most: int
) -> None:
    scale = Scale(SCALE.weights, most=most, threshold=10)
    before = score(counts=counts, scale=scale)
    after = score(counts=counts | {signal: counts.get(signal, 0) + more}, scale=scale)
    assert after.points >= before.points
    assert after.warns >= before.warns


@given(counts=COUNTS)
def test_17_7_the_parts_name_every_point(counts: dict[str, int]) -> None:
    found = score(counts=counts, scale=SCALE)
    assert {part.signal: part.count for part in found.parts} == {key: n for key, n in counts.items() if n}
    assert found.points == sum(min(n, 4) * SCALE.weights[key] for key, n in counts.items())


def test_17_7_a_weight_below_zero_or_a_signal_without_one_is_refused() -> None:
    for weights in (dict(SCALE.weights) | {"late": -1}, {"late": 1}):
        with pytest.raises(ValueError, match="weight of zero or more"):
            Scale(weights, most=4, threshold=10)


def test_17_7_the_back_test_counts_only_enterprises_known_on_the_day() -> None:
    high, low = score(counts={"major": 2}, scale=SCALE), score(counts={"late": 1}, scale=SCALE)
    test = back_test(
        day=TODAY, until=TODAY, enterprises=range(1, 11), scores={1: high, 2: high, 3: low, 99: high},
        followed={1, 3, 4, 98},
    )  # fmt: skip
    assert (test.warned, test.followed, test.right, test.missed) == ({1, 2}, {1, 3, 4}, {1}, {3, 4})
    assert (test.precision, test.recall, test.base_rate) == (1 / 2, 1 / 3, 3 / 10)


def test_17_7_nothing_to_divide_by_gives_no_share() -> None:
    test = back_test(day=TODAY, until=TODAY, enterprises=(), scores={}, followed=())
    assert (test.precision, test.recall, test.base_rate) == (None, None, None)


def test_17_7_the_record_keeps_what_was_counted_whatever_comes_later(warned: EarlyWarning) -> None:
    HiddenDanger.objects.update(state="closed", ended_on=TODAY)
    with translation.override("en"):
        told = EarlyWarning.objects.get().explanation
    assert "Major dangers that are open: 2; 2 × 5 = 10 points" in told
    assert "Together 10 points; a warning is proposed from 10 on" in told
    assert "no finding and no penalty" in told
    assert Event.objects.get(kind="warning.proposed").clause == "17.7"


def test_17_7_figures_below_the_threshold_propose_nothing(cast: Cast) -> None:
    danger(FIRST, "2026-11-02", grade="major")
    with pytest.raises(Refused, match="5 points"):
        propose(cast.act("town"))


def test_17_7_an_enterprise_has_one_open_warning(cast: Cast, warned: EarlyWarning) -> None:
    with pytest.raises(Overtaken):
        propose(cast.act("city"))
    go(cast.act("town"), warned, "dismiss", reason="两处隐患为同一处")
    propose(cast.act("city"))
    assert EarlyWarning.objects.count() == 2


def test_17_7_somebody_else_confirms_and_the_named_body_owes_the_follow_up(cast: Cast, warned: EarlyWarning) -> None:
    with pytest.raises(Refused, match="somebody else"):
        confirm(cast.act("town"), warned)
    assert owed() == []
    confirm(cast.act("city"), warned)
    (row,) = owed()
    assert (row.unit, row.state, str(row.due_day)) == (cast.actor("town").posts[0].unit, OPEN, "2026-12-07")


def test_17_7_the_follow_up_meets_it_and_somebody_else_closes(cast: Cast, warned: EarlyWarning) -> None:
    confirm(cast.act("city"), warned)
    follow_up(cast.act("town"), warned)
    assert [row.state for row in owed()] == [MET]
    with pytest.raises(Refused, match="somebody else"):
        close(cast.act("town"), warned)
    close(cast.act("city"), warned)
    held = EarlyWarning.objects.get()
    assert (held.state, held.outcome, held.closed_on) == ("closed", "improved", TODAY)


def test_17_7_a_thin_follow_up_is_sent_back_and_owed_again(cast: Cast, warned: EarlyWarning) -> None:
    confirm(cast.act("city"), warned)
    follow_up(cast.act("town"), warned)
    go(cast.act("city"), warned, "send_back", further="请说明第二处隐患的期限")
    assert [row.state for row in owed()] == [MET, OPEN]
    assert "请说明第二处隐患的期限" in EarlyWarning.objects.get().task


def test_17_7_other_posts_of_the_same_person_do_not_confirm(cast: Cast, warned: EarlyWarning) -> None:
    post = Post.objects.get(unit__code="445122/emergency", key="enforcement_officer")
    Appointment.objects.create(post=post, officer=cast.officer("town"), since=TODAY)
    with pytest.raises(Refused, match="somebody else"):
        confirm(cast.act("town"), warned)


def test_17_7_the_enterprise_sees_its_own_and_may_say_something(cast: Cast, warned: EarlyWarning) -> None:
    go(cast.act("safety"), warned, "comment", reply="一处隐患已于上周停用")
    go(cast.act("safety"), warned, "comment", reply="方案已报送")
    assert EarlyWarning.objects.get().reply == "一处隐患已于上周停用\n方案已报送"
    seen = {who: EarlyWarning.objects.visible_to(cast.actor(who).sight()).count() for who in ("safety", "stranger")}
    assert seen == {"safety": 1, "stranger": 0}


def test_17_7_an_enterprise_warns_nobody_and_confirms_nothing(cast: Cast, warned: EarlyWarning) -> None:
    two_major(SECOND)
    with pytest.raises(NotPermitted):
        propose(cast.act("safety"), SECOND)
    with pytest.raises(NotPermitted):
        confirm(cast.act("safety"), warned)


def test_17_7_nobody_warns_for_a_body_that_is_not_the_own_one(cast: Cast) -> None:
    two_major(FIRST)
    with pytest.raises(Refused) as told:
        propose(cast.act("town"), receiver=str(unit("445122/emergency").pk))
    assert [one.field for one in told.value.refusals] == ["receiver"]
