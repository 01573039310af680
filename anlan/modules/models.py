"""The explicit list of everything the office keeps."""

from anlan.kernel.life import steps
from anlan.kernel.records.findings import Intake
from anlan.modules import (
    allocation,
    assist,
    automation,
    commitment,
    committee,
    danger_report,
    duty_list,
    enterprise,
    facility,
    five_in_place,
    hidden_danger,
    inspection,
    key_area,
    led_inspection,
    meeting,
    new_thing,
    order,
    patrol,
    plan,
    procedure,
    progress_report,
    public_unit,
    question,
    regulator,
    risk_assessment,
    risk_point,
    safety_plan,
    self_check,
    self_inspection,
    site,
    target,
    task,
    tour,
    union_supervision,
    upward_form,
    warning,
    work_ledger,
)
from anlan.modules.allocation import Allocation
from anlan.modules.assist import AssistRequest
from anlan.modules.automation import Automation
from anlan.modules.commitment import Commitment
from anlan.modules.committee import Seat
from anlan.modules.danger_report import DangerReport
from anlan.modules.duty_list import DutyItem, TenureReport
from anlan.modules.enterprise import Contract, Enterprise, EnterpriseFacts, Licence
from anlan.modules.facility import Facility, Stage
from anlan.modules.five_in_place import FiveInPlace
from anlan.modules.hidden_danger import DoubleReport, HiddenDanger
from anlan.modules.hidden_danger.listed import pages as listed_supervision
from anlan.modules.hidden_danger.listed.ladder import Rung
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.modules.inspection import Inspection
from anlan.modules.key_area import AreaAssessment, KeyArea
from anlan.modules.led_inspection import LedInspection
from anlan.modules.meeting import Meeting
from anlan.modules.new_thing import NewThing
from anlan.modules.order import Order, OrderItem
from anlan.modules.patrol import Patrol
from anlan.modules.plan import Plan
from anlan.modules.procedure import Procedure
from anlan.modules.progress_report import ProgressReport
from anlan.modules.public_unit import Establishment, PublicUnitFacts
from anlan.modules.question import Question
from anlan.modules.regulator import Regulator
from anlan.modules.risk_assessment import RiskAssessment
from anlan.modules.risk_point import RiskPoint, RiskReview
from anlan.modules.safety_plan import PlanItem, QuarterlyCheck, SafetyPlan
from anlan.modules.self_check import SelfCheck
from anlan.modules.self_inspection import SelfInspection
from anlan.modules.site import Site
from anlan.modules.target import ControlTarget, YearFigures
from anlan.modules.task import Contribution, Task
from anlan.modules.tour import Tour
from anlan.modules.union_supervision import UnionSupervision
from anlan.modules.upward_form.cases import UpwardForm
from anlan.modules.warning import EarlyWarning
from anlan.modules.work_ledger import WorkEntry

MODULES = (
    steps.MODULE,
    public_unit.MODULE,
    meeting.MODULE,
    patrol.MODULE,
    plan.MODULE,
    committee.MODULE,
    danger_report.MODULE,
    assist.MODULE,
    order.MODULE,
    task.MODULE,
    progress_report.MODULE,
    tour.MODULE,
    led_inspection.MODULE,
    allocation.MODULE,
    target.MODULE,
    duty_list.MODULE,
    enterprise.MODULE,
    regulator.MODULE,
    safety_plan.MODULE,
    self_inspection.MODULE,
    work_ledger.MODULE,
    five_in_place.MODULE,
    commitment.MODULE,
    procedure.MODULE,
    site.MODULE,
    union_supervision.MODULE,
    facility.MODULE,
    hidden_danger.MODULE,
    listed_supervision.MODULE,
    risk_point.MODULE,
    self_check.MODULE,
    inspection.MODULE,
    key_area.MODULE,
    risk_assessment.MODULE,
    new_thing.MODULE,
    automation.MODULE,
    question.MODULE,
    upward_form.MODULE,
    warning.MODULE,
)

# What one module finds and another follows up; the door hands it over (``kernel.records.findings``).
INTAKES: dict[str, Intake] = {
    **dict.fromkeys(("meeting.decision", "tour.finding", "led_inspection.finding"), order.INTAKE),
    **dict.fromkeys(("self_check.danger", "patrol.danger", "report.danger", "inspection.danger"), hidden_danger.INTAKE),
}

__all__ = [
    "INTAKES",
    "MODULES",
    "Allocation",
    "AreaAssessment",
    "AssistRequest",
    "Automation",
    "Commitment",
    "Contract",
    "Contribution",
    "ControlTarget",
    "DangerReport",
    "DoubleReport",
    "DutyItem",
    "EarlyWarning",
    "Enterprise",
    "EnterpriseFacts",
    "Establishment",
    "Facility",
    "FiveInPlace",
    "HiddenDanger",
    "Inspection",
    "KeyArea",
    "LedInspection",
    "Licence",
    "Listing",
    "Meeting",
    "NewThing",
    "Order",
    "OrderItem",
    "Patrol",
    "Plan",
    "PlanItem",
    "Procedure",
    "ProgressReport",
    "PublicUnitFacts",
    "QuarterlyCheck",
    "Question",
    "Regulator",
    "RiskAssessment",
    "RiskPoint",
    "RiskReview",
    "Rung",
    "SafetyPlan",
    "Seat",
    "SelfCheck",
    "SelfInspection",
    "Site",
    "Stage",
    "Task",
    "TenureReport",
    "Tour",
    "UnionSupervision",
    "UpwardForm",
    "WorkEntry",
    "YearFigures",
]
