"""The explicit list of everything the office keeps."""

from anlan.kernel.life import steps
from anlan.modules import assist, committee, danger_report, meeting, patrol, plan, public_unit
from anlan.modules.assist import AssistRequest
from anlan.modules.committee import Seat
from anlan.modules.danger_report import DangerReport
from anlan.modules.meeting import Decision, Meeting
from anlan.modules.patrol import Patrol
from anlan.modules.plan import Plan
from anlan.modules.public_unit import Establishment, PublicUnitFacts

MODULES = (
    steps.MODULE,
    public_unit.MODULE,
    meeting.MODULE,
    patrol.MODULE,
    plan.MODULE,
    committee.MODULE,
    danger_report.MODULE,
    assist.MODULE,
)

__all__ = [
    "MODULES",
    "AssistRequest",
    "DangerReport",
    "Decision",
    "Establishment",
    "Meeting",
    "Patrol",
    "Plan",
    "PublicUnitFacts",
    "Seat",
]
