"""How a record of each kind of page comes about: what the tests over all modules make of each.

A new module joins by naming its kinds in ``EXAMPLES``, and in ``SET_BY_OTHERS`` the states that others' steps set.
"""

from __future__ import annotations

from collections.abc import Callable

from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from examples_of_assessments import EXAMPLES as EXAMPLES_OF_ASSESSMENTS
from examples_of_assessments import SET_BY_OTHERS as SET_BY_OTHERS_OF_ASSESSMENTS
from examples_of_dangers import SET_BY_OTHERS as SET_BY_OTHERS_OF_DANGERS
from examples_of_enterprise_years import EXAMPLES as EXAMPLES_OF_ENTERPRISE_YEARS
from examples_of_enterprises import EXAMPLES as EXAMPLES_OF_ENTERPRISES
from examples_of_inspections import EXAMPLES as EXAMPLES_OF_INSPECTIONS
from examples_of_orders import EXAMPLES as EXAMPLES_OF_ORDERS
from examples_of_questions import EXAMPLES as EXAMPLES_OF_QUESTIONS
from examples_of_regulators import EXAMPLES as EXAMPLES_OF_REGULATORS
from examples_of_relations import EXAMPLES as EXAMPLES_OF_RELATIONS
from examples_of_relations import SET_BY_OTHERS as SET_BY_OTHERS_OF_RELATIONS
from examples_of_risks import EXAMPLES as EXAMPLES_OF_RISKS
from examples_of_the_field import EXAMPLES as EXAMPLES_OF_THE_FIELD
from examples_of_the_field import SET_BY_OTHERS as SET_BY_OTHERS_OF_THE_FIELD
from examples_of_upward_forms import EXAMPLES as EXAMPLES_OF_UPWARD_FORMS
from examples_of_warnings import EXAMPLES as EXAMPLES_OF_WARNINGS
from registers import EXAMPLES as EXAMPLES_OF_REGISTERS

# States of one record that the step of another sets: (record, state) → (record, step).
SET_BY_OTHERS = {
    ("orderitem", "issued"): ("order", "issue"),
    **SET_BY_OTHERS_OF_THE_FIELD,
    **SET_BY_OTHERS_OF_RELATIONS,
    **SET_BY_OTHERS_OF_DANGERS,
    **SET_BY_OTHERS_OF_ASSESSMENTS,
}


def some_meetings(cast: Cast) -> None:
    """Three meetings of a town and a county, with decisions in both."""
    city = cast.act("city")
    decisions = [("排水沟", TOWN_PARTY, "2026-12-01"), ("消防栓", "445122100/town-safety-office", "2026-12-01")]
    hold(city, TOWN_GOVERNMENT, "2026-11-20", decisions=decisions)
    hold(city, TOWN_PARTY, "2026-11-20", number="2026 No. 12")
    decisions = [("培训", "445122/emergency", "2026-12-20")]
    hold(city, COUNTY_GOVERNMENT, "2026-10-15", form="government_executive", decisions=decisions)


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "meeting": some_meetings,
    **EXAMPLES_OF_REGISTERS,
    **EXAMPLES_OF_THE_FIELD,
    **EXAMPLES_OF_ORDERS,
    **EXAMPLES_OF_ENTERPRISES,
    **EXAMPLES_OF_REGULATORS,
    **EXAMPLES_OF_ENTERPRISE_YEARS,
    **EXAMPLES_OF_RELATIONS,
    **EXAMPLES_OF_RISKS,
    **EXAMPLES_OF_ASSESSMENTS,
    **EXAMPLES_OF_INSPECTIONS,
    **EXAMPLES_OF_QUESTIONS,
    **EXAMPLES_OF_WARNINGS,
    **EXAMPLES_OF_UPWARD_FORMS,
}
