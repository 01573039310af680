"""The explicit list of everything the office keeps."""

from anlan.modules import meeting, patrol, public_unit
from anlan.modules.meeting import Decision, Meeting
from anlan.modules.patrol import Patrol
from anlan.modules.public_unit import PublicUnitFacts

MODULES = (public_unit.MODULE, meeting.MODULE, patrol.MODULE)

__all__ = ["MODULES", "Decision", "Meeting", "Patrol", "PublicUnitFacts"]
