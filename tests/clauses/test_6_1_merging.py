"""Clause 6.1: an enterprise that is merged into another leaves what it owes to that one, found by its credit code."""

from __future__ import annotations

import pytest
from cast import TODAY, Cast, unit
from examples_of_enterprises import FIRST, SECOND, entry
from examples_of_relations import CODE_2, STRANGE_CODE

from anlan.kernel.records.door import Refused, take
from anlan.modules.enterprise import Enterprise


def merge(cast: Cast, into: str) -> None:
    answers = {"occurred_on": TODAY, "into": into, "basis": "吸收合并"}
    take(record=entry(FIRST), step=Enterprise.workflow.step("strike_off"), answers=answers, act=cast.act("office"))


def test_6_1_the_successor_is_named_by_its_credit_code(cast: Cast) -> None:
    merge(cast, CODE_2)
    assert unit(FIRST).merged_into_id == unit(SECOND).pk


def test_6_1_a_successor_outside_the_register_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as told:
        merge(cast, STRANGE_CODE)
    assert [refusal.field for refusal in told.value.refusals] == ["into"]
