"""Terms, ladders, ids and numbers of duties that cannot be kept to: refused, with the place."""

from __future__ import annotations

import pytest

TOWN = "duties.town-quarterly-meeting"
OWED_BY = "owed_by: {kind: [party_committee, government], level: town}"
QUARTERLY = """  every: quarter
  due: period_end
  met_by: {event: meeting.held}
  accountable: head
  line: general
  lead: obligation.lead
"""
STANDING = """  while: always
  due: {after: fact, hours: obligation.lead}
  met_by: {fact: {staff: {gte: 5}}}
  accountable: head
  line: general
"""


def refusals_of(spoil, *, old: str, new: str, file: str = "duties.yaml") -> list[str]:
    return list(spoil(file=file, old=old, new=new))


@pytest.mark.parametrize(
    ("number", "due", "reason"),
    [
        ("92", "{after: start, days: obligation.grace}", "reaches beyond the period in which it would be done"),
        ("65", "{after: end, working_days: obligation.grace}", "reaches beyond the period that follows"),
        ("65", "{after: start, working_days: obligation.grace}", "reaches beyond the period in which it would be done"),
    ],
)
def test_a_term_that_outlasts_its_period(spoil, tiny_folder, number: str, due: str, reason: str) -> None:
    parameters = tiny_folder / "parameters.yaml"
    text = parameters.read_text(encoding="utf-8").replace("value: 10", f"value: {number}")
    parameters.write_text(text, encoding="utf-8")
    assert any(reason in line for line in refusals_of(spoil, old="due: period_end", new=f"due: {due}"))


@pytest.mark.parametrize("id", ["Town", "town_meeting", "镇", "a" * 65, "a b"])
def test_an_id_that_no_address_can_hold(spoil, id: str) -> None:
    refusals = refusals_of(spoil, old="- id: town-quarterly-meeting", new=f"- id: {id}")
    assert any("an id is 1 to 64 of a to z, 0 to 9 and -" in line for line in refusals)


def test_hours_are_no_term_of_a_fact(spoil) -> None:
    refusals = refusals_of(spoil, old=QUARTERLY, new=STANDING)
    assert any(f"{TOWN}.due.hours: are no term of a fact" in line for line in refusals)


@pytest.mark.parametrize("after", ["obligation.remind", "obligation.sooner"])
def test_9_3_the_second_superior_is_told_later_than_the_first(spoil, tiny_folder, after: str) -> None:
    parameters = tiny_folder / "parameters.yaml"
    text = parameters.read_text(encoding="utf-8")
    sooner = text[text.index("  obligation.remind:") :].replace("obligation.remind", "obligation.sooner")
    parameters.write_text(text + sooner.replace("value: 2", "value: 1"), encoding="utf-8")
    steps = f"escalate: [{{after: obligation.remind, to: superior}}, {{after: {after}, to: committee_office}}]"
    refusals = refusals_of(spoil, old="  remind: []", new=f"  remind: []\n  {steps}")
    assert any(f"{TOWN}.escalate.1.after: does not come later than the step before it" in line for line in refusals)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("to: 2025-12-31", "to: 2025-11-30", "has no value from 2025-12-01 to 2025-12-31"),
        ("value: 3", "value: [3]", "the parameter obligation.grace is not a single number"),
        ("value: 3", "value: three", "the parameter obligation.grace is not a single number"),
    ],
)
def test_what_facts_are_compared_with_is_one_number_at_all_times(
    spoil, tiny_folder, old: str, new: str, reason: str
) -> None:
    duties = tiny_folder / "duties.yaml"
    text = duties.read_text(encoding="utf-8").replace(
        OWED_BY, "owed_by: {kind: government, staff: {gte: obligation.grace}}"
    )
    duties.write_text(text.replace("grace: obligation.grace", "grace: obligation.lead"), encoding="utf-8")
    assert any(reason in line for line in refusals_of(spoil, file="parameters.yaml", old=old, new=new))
