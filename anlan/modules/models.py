"""The explicit list of everything the office keeps."""

from anlan.modules import meeting, public_unit
from anlan.modules.meeting import Decision, Meeting
from anlan.modules.public_unit import PublicUnitFacts

MODULES = (public_unit.MODULE, meeting.MODULE)

__all__ = ["MODULES", "Decision", "Meeting", "PublicUnitFacts"]
