"""Every table of the kernel, listed once."""

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.ledger.event import Event, LedgerHead, Performance
from anlan.kernel.messages.message import DigestRound, Mail, Mention, Message, Unheard
from anlan.kernel.obligations.duty import Duty, DutyVersion, OpenedPeriod
from anlan.kernel.obligations.figures import Figure, FigureDelta
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.papers.issued import IssuedPaper, PaperNumber
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import ApiToken, Officer
from anlan.kernel.people.post import Appointment, Grant, Handover, Post
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.records.taken import Taken
from anlan.kernel.sheets.sheet_import import SheetFault, SheetImport

__all__ = [
    "ApiToken",
    "Appointment",
    "Area",
    "DigestRound",
    "Duty",
    "DutyVersion",
    "Event",
    "EvidenceFile",
    "Figure",
    "FigureDelta",
    "Grant",
    "Handover",
    "IssuedPaper",
    "LedgerHead",
    "Line",
    "Mail",
    "Mention",
    "Message",
    "Notice",
    "Obligation",
    "Officer",
    "OpenedPeriod",
    "PaperNumber",
    "Performance",
    "Post",
    "SheetFault",
    "SheetImport",
    "Taken",
    "Unheard",
    "Unit",
]
