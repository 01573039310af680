"""A department that sees only its own follows up what it was given: it grades, hands over and lists (19.2, 19.8)."""

from __future__ import annotations

import pytest
from cast import Cast, unit
from examples_of_dangers import FIRST, find, fresh, general, major, step
from examples_of_the_field import HOUSING, act_as
from test_18_8_dangers import rows

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import allowed_steps
from anlan.modules.hidden_danger import HiddenDanger

GRADING = "danger-grading-of-bodies"


@pytest.fixture
def given(cast: Cast) -> HiddenDanger:
    """A danger that the city gave to the department of housing before anybody graded it."""
    danger = find(cast.act("officer"))
    step(cast.act("city"), danger, "supervise", supervisor=str(unit(HOUSING).pk), reason="属住建部门")
    return fresh(danger)


def test_19_1_a_department_grades_what_it_was_given(cast: Cast, given: HiddenDanger) -> None:
    housing = act_as(HOUSING, "officer")
    owed = Obligation.objects.get(unit__code=HOUSING, duty__key=GRADING, record_id=given.pk)
    assert {"grade_general", "grade_major", "supervise"} <= {
        one.name for one in allowed_steps(record=given, actor=housing.actor)
    }
    general(housing, given)
    assert fresh(given).grade == "general"
    owed.refresh_from_db()
    assert (owed.state, rows(given, "danger-treatment")[0].unit.code) == (Obligation.State.MET, FIRST)


def test_19_8_a_department_lists_the_major_danger_that_it_supervises(cast: Cast, given: HiddenDanger) -> None:
    housing = act_as(HOUSING, "officer")
    major(housing, given, supervisor=HOUSING)
    assert (fresh(given).grade, fresh(given).supervisor_id) == ("major", unit(HOUSING).pk)
    assert "list" in {one.name for one in allowed_steps(record=fresh(given), actor=housing.actor)}


def test_19_2_a_department_grades_nothing_that_another_supervises(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    housing = act_as(HOUSING, "officer")
    assert not allowed_steps(record=danger, actor=housing.actor)
    with pytest.raises(NotPermitted):
        general(housing, danger)
