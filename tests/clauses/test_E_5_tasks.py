"""Ending, E.5: key tasks are divided among units; whoever leads owes the task, whoever assists its part."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import Cast
from examples_of_the_field import CITY_HOUSING, CITY_OFFICE, COUNTY_OFFICE, HOUSING, act_as, give, taken

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.records.record import Case
from anlan.modules.task import Contribution, Task

COUNTY_GOVERNMENT, POLICE = "445122/government", "445100/police"
DONE = {"occurred_on": dt.date(2026, 11, 23), "latest": "已公布清单"}


def owing(code: str, duty: str) -> Obligation:
    return Obligation.objects.select_related("duty").get(unit__code=code, duty__key=duty)


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def given(cast: Cast) -> Case:
    assisting = [(POLICE, ""), (COUNTY_GOVERNMENT, "辖区内清单")]
    return give(cast.act("city"), CITY_HOUSING, assisting=assisting).record


def test_e_5_the_lead_owes_the_task_and_each_assisting_unit_its_part(cast: Cast) -> None:
    given(cast)
    lead = owing(CITY_HOUSING, "task-of-a-department")
    assert (lead.due_day, lead.duty.clause, lead.what) == (dt.date(2027, 6, 30), "E.5", "制定安全生产权力和责任清单")
    assert owing(POLICE, "task-contribution").what == "制定安全生产权力和责任清单"
    assert owing(COUNTY_GOVERNMENT, "task-contribution").what == "辖区内清单"


def test_2_5_a_long_term_task_is_kept_and_nothing_falls_due_by_itself(cast: Cast) -> None:
    record = give(cast.act("city"), COUNTY_GOVERNMENT, what="治理能力现代化", clause="2.5", due="").record
    assert Task.objects.get(pk=record.pk).term == "Long-term"
    assert not Obligation.objects.exists()


def test_e_5_reported_by_the_lead_and_confirmed_by_somebody_else_of_the_office_that_gave(cast: Cast) -> None:
    record, lead = given(cast), act_as(CITY_HOUSING, "officer")
    taken(lead, record, "note", latest="初稿已征求意见")
    taken(lead, record, "report", **DONE)
    assert owing(CITY_HOUSING, "task-of-a-department").state == Obligation.State.MET
    for code, key in ((POLICE, "officer"), (COUNTY_OFFICE, "desk_officer")):
        part = Contribution.objects.get(unit__code=COUNTY_GOVERNMENT if code == COUNTY_OFFICE else code)
        taken(act_as(code, key), part, "report", occurred_on=dt.date(2026, 11, 23), result="已提供")
    taken(cast.act("city"), record, "confirm")
    assert Task.objects.get(pk=record.pk).state == "confirmed"


def test_e_5_a_task_is_not_confirmed_while_a_contribution_is_open_unless_it_is_said_why(cast: Cast) -> None:
    record, lead = given(cast), act_as(CITY_HOUSING, "officer")
    taken(lead, record, "report", **DONE)
    with pytest.raises(Refused) as refused:
        taken(cast.act("city"), record, "confirm")
    assert refusal_of(refused)[0] == "without_parts"
    taken(cast.act("city"), record, "confirm", without_parts="清单已由牵头单位汇总")
    assert Event.objects.get(kind="task.confirmed").answers["without_parts"] == "清单已由牵头单位汇总"
    assert owing(POLICE, "task-contribution").state == Obligation.State.OPEN


def test_e_5_a_contribution_that_was_reported_by_mistake_is_returned_and_owed_again(cast: Cast) -> None:
    given(cast)
    part, police = Contribution.objects.get(unit__code=POLICE), act_as(POLICE, "officer")
    taken(police, part, "report", occurred_on=dt.date(2026, 11, 23), result="误报")
    with pytest.raises(NotPermitted):
        taken(police, part, "send_back", reason="误报")
    taken(cast.act("city"), part, "send_back", reason="未见材料")
    assert owing(POLICE, "task-contribution").state == Obligation.State.OPEN
    taken(police, part, "report", occurred_on=dt.date(2026, 11, 23), result="已提供")
    assert owing(POLICE, "task-contribution").state == Obligation.State.MET


@pytest.mark.parametrize(
    ("clause", "due", "why", "field"),
    [
        ("2.2", "2020-12-31", "", "entered_late"),
        ("8.7", "2020-12-31", "补登", "due_day"),
        ("2.2", "1920-12-31", "补登", "due_day"),
    ],
)
def test_2_2_a_day_that_has_passed_needs_a_milestone_and_a_reason(
    cast: Cast, clause: str, due: str, why: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        give(cast.act("city"), CITY_HOUSING, clause=clause, due=due, entered_late=why)
    assert refusal_of(refused)[0] == field


def test_2_2_what_was_done_before_it_was_entered_is_reported_for_its_own_day_and_owed_by_nobody(cast: Cast) -> None:
    record = give(
        cast.act("city"), CITY_HOUSING, clause="2.2", due="2020-12-31", entered_late="系统启用前的任务补登",
        assisting=[(POLICE, "")],
    ).record  # fmt: skip
    assert not Obligation.objects.exists()
    taken(act_as(CITY_HOUSING, "officer"), record, "report", occurred_on=dt.date(2020, 11, 2), latest="已完成")
    assert Event.objects.get(kind="task.reported").occurred_on == dt.date(2020, 11, 2)


def test_e_5_what_is_returned_is_owed_again(cast: Cast) -> None:
    record, lead = given(cast), act_as(CITY_HOUSING, "officer")
    taken(lead, record, "report", **DONE)
    taken(cast.act("city"), record, "send_back", latest="缺少街道一级")
    row = owing(CITY_HOUSING, "task-of-a-department")
    assert (row.state, Task.objects.get(pk=record.pk).state) == (Obligation.State.OPEN, "under_way")
    taken(lead, record, "report", **DONE)
    assert owing(CITY_HOUSING, "task-of-a-department").state == Obligation.State.MET


def test_e_5_an_assisting_unit_reports_its_own_part(cast: Cast) -> None:
    given(cast)
    part = Contribution.objects.get(unit__code=POLICE)
    taken(act_as(POLICE, "officer"), part, "report", occurred_on=dt.date(2026, 11, 23), result="已提供")
    assert owing(POLICE, "task-contribution").state == Obligation.State.MET
    assert owing(COUNTY_GOVERNMENT, "task-contribution").state == Obligation.State.OPEN


def test_e_5_a_withdrawn_task_is_owed_by_nobody(cast: Cast) -> None:
    record = given(cast)
    taken(cast.act("city"), record, "withdraw", latest="与另一任务重复")
    assert set(Obligation.objects.values_list("state", flat=True)) == {Obligation.State.LAPSED}
    assert set(Contribution.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_e_5_the_office_below_neither_confirms_nor_withdraws_what_the_city_gave(cast: Cast) -> None:
    record = give(cast.act("city"), COUNTY_GOVERNMENT).record
    county = act_as(COUNTY_OFFICE, "desk_officer")
    taken(county, record, "report", **DONE)
    other = act_as(COUNTY_OFFICE, "deputy_director")
    with pytest.raises(Refused) as refused:
        taken(other, record, "confirm")
    assert "which gave the task" in refusal_of(refused)[1]
    taken(cast.act("city"), record, "confirm")


def test_e_5_nobody_confirms_the_own_report(cast: Cast) -> None:
    office = act_as(CITY_OFFICE, "deputy_director")
    record = give(cast.act("city"), CITY_OFFICE).record
    taken(office, record, "report", **DONE)
    with pytest.raises(Refused) as refused:
        taken(office, record, "confirm")
    assert "yourself" in refusal_of(refused)[1]
    taken(cast.act("city"), record, "confirm")


def test_e_5_tasks_are_divided_by_offices_and_reported_by_the_lead_itself(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        give(act_as(CITY_HOUSING, "officer"), CITY_HOUSING)
    with pytest.raises(NotPermitted):
        give(act_as(COUNTY_OFFICE, "desk_officer"), CITY_HOUSING)
    record = give(act_as(COUNTY_OFFICE, "desk_officer"), HOUSING).record
    with pytest.raises(Refused) as refused:
        taken(cast.act("city"), record, "report", **DONE)
    assert "itself" in refusal_of(refused)[1]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"due": "2026-11-22"}, "due_day"),
        ({"due": "2207-06-30"}, "due_day"),
        ({"assisting": [(POLICE, ""), (POLICE, "again")]}, "assisting"),
        ({"assisting": [(CITY_HOUSING, "")]}, "assisting"),
        ({"assisting": [("445122100/town-government", "")]}, "assisting"),
    ],
)
def test_e_5_a_mistyped_task_is_refused_in_words(cast: Cast, bad: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        give(cast.act("city"), CITY_HOUSING, **bad)  # type: ignore[arg-type]
    assert refusal_of(refused)[0] == field
    assert not Task.objects.exists()


def test_e_5_the_same_form_twice_is_one_task_and_a_second_officer_is_told(cast: Cast) -> None:
    submission = uuid.uuid4()
    give(cast.act("city"), CITY_HOUSING, submission=submission)
    assert give(cast.act("city"), CITY_HOUSING, submission=submission).repeated
    with pytest.raises(Overtaken):
        give(act_as(CITY_OFFICE, "deputy_director"), CITY_HOUSING)
    assert Event.objects.filter(kind="task.given").count() == 1
    assert Obligation.objects.count() == 1
