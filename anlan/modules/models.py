"""The explicit list of everything the office keeps."""

from anlan.kernel.life import steps
from anlan.modules import committee, meeting, patrol, plan, public_unit
from anlan.modules.committee import Seat
from anlan.modules.meeting import Decision, Meeting
from anlan.modules.patrol import Patrol
from anlan.modules.plan import Plan
from anlan.modules.public_unit import PublicUnitFacts

MODULES = (
    steps.MODULE,
    public_unit.MODULE,
    meeting.MODULE,
    patrol.MODULE,
    plan.MODULE,
    committee.MODULE,
)

__all__ = [
    "MODULES",
    "Decision",
    "Meeting",
    "Patrol",
    "Plan",
    "PublicUnitFacts",
    "Seat",
]
