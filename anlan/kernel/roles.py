"""角色与权限: every permission and every role on one page, in words a lawyer can read (articles 3, 4, 5, 9, 14).

A permission is asked for by a step or a page; a role is a named set of permissions; a grant gives a role to a post
over a territory and a line. Nothing else gives anybody a right.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class P(enum.StrEnum):
    """One thing that somebody may do."""

    SEE = "see"
    MEETING_RECORD = "meeting.record"
    MEETING_VERIFY = "meeting.verify"
    MEETING_WITHDRAW = "meeting.withdraw"
    LEDGER_READ = "ledger.read"
    OBLIGATION_URGE = "obligation.urge"
    OBLIGATION_REVIEW = "obligation.review"
    OBLIGATION_EXTEND = "obligation.extend"
    OBLIGATION_WAIVE = "obligation.waive"
    OBLIGATION_CONFIRM = "obligation.confirm"
    PATROL_RECORD = "patrol.record"
    PLAN_RECORD = "plan.record"
    ESTABLISHMENT_RECORD = "establishment.record"
    ROSTER_KEEP = "roster.keep"
    ALLOCATION_KEEP = "allocation.keep"
    REGULATOR_KEEP = "regulator.keep"
    TARGET_RECORD = "target.record"
    DUTY_LIST_KEEP = "duty_list.keep"
    DANGER_REPORT = "danger.report"
    DANGER_ANSWER = "danger.answer"
    ASSIST_REQUEST = "assist.request"
    ASSIST_ANSWER = "assist.answer"
    ORDER_ISSUE = "order.issue"
    ORDER_ANSWER = "order.answer"
    ORDER_REVIEW = "order.review"
    TOUR_RECORD = "tour.record"
    LED_INSPECTION_RECORD = "led_inspection.record"
    TASK_GIVE = "task.give"
    TASK_REPORT = "task.report"
    TASK_CONFIRM = "task.confirm"
    PROGRESS_REPORT = "progress.report"
    AREA_GOVERN = "area.govern"
    GRANT = "grant"
    POST_APPOINT = "post.appoint"
    POST_APPOINT_OWN = "post.appoint_own"
    UNIT_CLOSE = "unit.dissolve"
    PAPER_ISSUE = "paper.issue"
    ENTERPRISE_KEEP = "enterprise.keep"
    ENTERPRISE_REPORT = "enterprise.report"
    ENTERPRISE_IMPORT = "enterprise.import"
    ENTERPRISE_ACT = "enterprise.act"
    ENTERPRISE_UNION = "enterprise.union"
    DANGER_FIND = "danger.find"
    DANGER_GRADE = "danger.grade"
    DANGER_TREAT = "danger.treat"
    DANGER_RECHECK = "danger.recheck"
    DANGER_SUPERVISE = "danger.supervise"
    DANGER_LIST = "danger.list"
    DANGER_IMPORT = "danger.import"
    SELF_CHECK = "self_check.record"
    QUESTION_ASK = "question.ask"
    QUESTION_ANSWER = "question.answer"
    RISK_KEEP = "risk.keep"
    RISK_WATCH = "risk.watch"
    RISK_ASSESS = "risk.assess"
    RISK_IMPORT = "risk.import"
    FORM_KEEP = "form.keep"
    INSPECT = "inspect"


# What nobody holds without a certificate of one's own, whoever names the post.
BY_CERTIFICATE = frozenset({P.INSPECT})
PERMISSION_TEXT: dict[P, Promise | str] = {
    P.SEE: _("See obligations, records and figures"),
    P.MEETING_RECORD: _("Record a meeting for a unit, also on behalf of a leader's post"),
    P.MEETING_VERIFY: _("Note that a meeting was checked on site, without a copy"),
    P.MEETING_WITHDRAW: _("Withdraw a meeting that was recorded by mistake"),
    P.LEDGER_READ: _(
        "Read the ledger of the whole territory; a record's own entries stand on its page for whoever sees it"
    ),
    P.OBLIGATION_URGE: _("Urge a unit below to do what it owes"),
    P.OBLIGATION_REVIEW: _("Accept or return what a unit below has submitted"),
    P.OBLIGATION_EXTEND: _("Extend a term, where the duty names who may and for how long"),
    P.OBLIGATION_WAIVE: _("Waive what a unit below owes, for one of the reasons that the duty names"),
    P.OBLIGATION_CONFIRM: _("Confirm that a unit below did not perform what it owed"),
    P.PATROL_RECORD: _("Record a patrol of a town or village, and withdraw one that was recorded by mistake"),
    P.ESTABLISHMENT_RECORD: _("Report the bodies, posts and staff of a unit"),
    P.PLAN_RECORD: _("Record that a unit adopted, published or replaced a plan or list"),
    P.ALLOCATION_KEEP: _("Enter which department is competent for which matter and industry"),
    P.REGULATOR_KEEP: _(
        "Enter which body regulates, punishes, assesses or counts an enterprise, or take it over from the division of "
        "duties"
    ),
    P.TARGET_RECORD: _("Enter the accident figures and the control target of a year, with their source"),
    P.DUTY_LIST_KEEP: _("Keep leaders' duty lists, report on tenures, and take back what was a mistake"),
    P.ENTERPRISE_KEEP: _("Register enterprises, change their entries and open their posts"),
    P.ENTERPRISE_REPORT: _("Report what has changed in the own enterprise"),
    P.ENTERPRISE_IMPORT: _("Import the register of enterprises from a workbook"),
    P.ENTERPRISE_ACT: _(
        "Record what articles 6 and 18 ask of the own enterprise: plans, checks, ledgers, contracts, reviews of risks"
    ),
    P.ENTERPRISE_UNION: _("Record how trade union and supervisory board supervised the own enterprise"),
    P.DANGER_FIND: _("Enter a hidden danger, what made it safe at once, and what put it right on the spot"),
    P.DANGER_GRADE: _("Grade a hidden danger as general or major, and grade it anew"),
    P.DANGER_TREAT: _("Plan how a hidden danger is treated, report it to both sides, put it right, ask for more time"),
    P.DANGER_RECHECK: _("Re-check on the spot what was put right, and accept it or send it back; never one's own work"),
    P.DANGER_SUPERVISE: _("Take over, receive, extend and merge hidden dangers of others, for a public body"),
    P.DANGER_LIST: _("Put a major hidden danger under listed supervision, follow it through and take it off the list"),
    P.DANGER_IMPORT: _("Import hidden dangers from a workbook"),
    P.SELF_CHECK: _("Record a check of the own enterprise by its check-list"),
    P.QUESTION_ASK: _("Ask an enterprise about reports that are missing or copied; warn of risks and follow it up"),
    P.QUESTION_ANSWER: _("Answer such a question for the own enterprise, or say something about a risk warning"),
    P.RISK_KEEP: _(
        "Keep the risk points of the own unit, and of bodies at whose desk one works: judge, control and remove them"
    ),
    P.RISK_WATCH: _("Name who watches a red or orange risk point on the public side, and note what was seen there"),
    P.RISK_ASSESS: _("Record the risk assessment of key areas, major facilities and what is new"),
    P.RISK_IMPORT: _("Import risk points from a workbook"),
    P.FORM_KEEP: _("Keep the forms of other systems in which registers are given out and taken in"),
    P.INSPECT: _("Inspect enterprises for the own bureau, as its certified officer, within the year's cap"),
    P.ROSTER_KEEP: _("Keep the roster of a safety committee"),
    P.DANGER_REPORT: _("Report a hidden danger or violation upward, for a village or town"),
    P.DANGER_ANSWER: _("Receive, answer or hand on a danger report, for the body that has it"),
    P.ASSIST_REQUEST: _("Ask bodies below for assistance, and confirm or return what they report"),
    P.ASSIST_ANSWER: _("Accept or decline a request for assistance, and report it as done"),
    P.ORDER_ISSUE: _("Register an order, give its parts to units, extend their terms, close or withdraw it"),
    P.ORDER_ANSWER: _("Answer what was ordered of a unit"),
    P.ORDER_REVIEW: _("Accept or return a unit's answer to an order that the own office supervises"),
    P.TOUR_RECORD: _("Record an inspection tour of lower governments or peer departments, its findings and revisits"),
    P.LED_INSPECTION_RECORD: _("Record an inspection led by a leader, also on behalf of the leader's post"),
    P.TASK_GIVE: _("Divide key tasks among units, and withdraw one that was given by mistake"),
    P.TASK_REPORT: _("Note progress on a task of the own unit, and report it as done"),
    P.TASK_CONFIRM: _("Confirm or return a task, or a contribution to one, that was reported as done"),
    P.PROGRESS_REPORT: _("Report to the city how the Opinions are carried out"),
    P.AREA_GOVERN: _("Name which zone or county governs a town"),
    P.GRANT: _("Give a role to a post, within the granter's own territory"),
    P.POST_APPOINT: _(
        "Open and close posts, appoint officers, end appointments and record a handing over, within the territory"
    ),
    P.POST_APPOINT_OWN: _("As head of a unit: the same for the posts of the own unit"),
    P.UNIT_CLOSE: _("Close a unit and name who takes over what it left undone"),
    P.PAPER_ISSUE: _("Issue papers of the own body under its number, and declare them void"),
}


@dataclass(frozen=True)
class Role:
    """A named set of permissions. ``territory`` is what a grant of it is given over by default."""

    name: Promise | str
    description: Promise | str
    territory: str  # "own_unit" | "area" | "city"
    permissions: frozenset[P]


ROLES: dict[str, Role] = {
    "leader": Role(
        _("Leader"),
        _("Head, leader in charge or member of a party committee or government: sees its territory; need not log in."),
        "area",
        frozenset({P.SEE, P.POST_APPOINT_OWN}),
    ),
    "committee_office": Role(
        _("Committee office"),
        _("Desk officer of a work safety committee's office: sees its territory, records and verifies meetings there, "
          "names who governs a town. It reminds, supervises and reports; it does not order or punish."),
        "area",
        frozenset(
            {P.SEE, P.MEETING_RECORD, P.MEETING_VERIFY, P.MEETING_WITHDRAW, P.AREA_GOVERN, P.GRANT,
             P.LEDGER_READ, P.OBLIGATION_URGE, P.OBLIGATION_REVIEW, P.OBLIGATION_EXTEND, P.OBLIGATION_WAIVE,
             P.OBLIGATION_CONFIRM, P.PATROL_RECORD,
             P.PLAN_RECORD, P.ROSTER_KEEP, P.ALLOCATION_KEEP, P.REGULATOR_KEEP, P.TARGET_RECORD, P.ESTABLISHMENT_RECORD,
             P.DUTY_LIST_KEEP,
             P.DANGER_REPORT, P.DANGER_ANSWER, P.ASSIST_REQUEST, P.ASSIST_ANSWER,
             P.TASK_GIVE, P.TASK_REPORT, P.TASK_CONFIRM, P.PROGRESS_REPORT,
             P.POST_APPOINT, P.POST_APPOINT_OWN, P.UNIT_CLOSE,
             P.PAPER_ISSUE,
             P.ORDER_ISSUE, P.ORDER_ANSWER, P.ORDER_REVIEW, P.TOUR_RECORD, P.LED_INSPECTION_RECORD,
             P.ENTERPRISE_KEEP, P.ENTERPRISE_IMPORT,
             P.DANGER_FIND, P.DANGER_GRADE, P.DANGER_TREAT, P.DANGER_RECHECK, P.DANGER_SUPERVISE, P.DANGER_LIST,
             P.DANGER_IMPORT, P.QUESTION_ASK, P.RISK_KEEP, P.RISK_WATCH, P.RISK_ASSESS, P.RISK_IMPORT, P.FORM_KEEP}
        ),
    ),
    "town_officer": Role(
        _("Town safety officer"),
        _("Safety officer of a town or subdistrict: sees the town, records meetings of its party committee and "
          "government, patrols, and what comes from the villages; answers orders, and looks after what the town's own "
          "bodies decide."),
        "area",
        frozenset(
            {P.SEE, P.MEETING_RECORD, P.MEETING_WITHDRAW, P.LEDGER_READ, P.PATROL_RECORD,
             P.PLAN_RECORD, P.ROSTER_KEEP, P.ESTABLISHMENT_RECORD, P.DUTY_LIST_KEEP,
             P.DANGER_REPORT, P.DANGER_ANSWER, P.ASSIST_ANSWER,
             P.PAPER_ISSUE,
             P.ORDER_ISSUE, P.ORDER_ANSWER, P.ORDER_REVIEW, P.LED_INSPECTION_RECORD,
             P.ENTERPRISE_KEEP, P.DANGER_FIND, P.DANGER_GRADE, P.DANGER_TREAT, P.DANGER_RECHECK, P.DANGER_SUPERVISE,
             P.QUESTION_ASK, P.RISK_KEEP, P.RISK_WATCH, P.RISK_ASSESS}
        ),
    ),
    "village_patroller": Role(
        _("Village patroller"),
        _("Member of a village or residents' committee: sees the village, records its patrols, reports dangers "
          "upward and answers what was ordered of it."),
        "area",
        frozenset(
            {P.SEE, P.PATROL_RECORD, P.DANGER_REPORT, P.ORDER_ANSWER, P.DANGER_FIND, P.DANGER_TREAT, P.RISK_KEEP}
        ),
    ),
    "department_officer": Role(
        _("Department officer"),
        _("Officer of a department: sees its own unit, answers what was ordered of it, and orders downwards."),
        "own_unit",
        frozenset(
            {P.SEE, P.LEDGER_READ, P.PLAN_RECORD, P.ESTABLISHMENT_RECORD, P.DUTY_LIST_KEEP,
             P.DANGER_ANSWER, P.ASSIST_REQUEST, P.ASSIST_ANSWER, P.TASK_REPORT, P.PROGRESS_REPORT,
             P.ORDER_ISSUE, P.ORDER_ANSWER, P.ORDER_REVIEW, P.TOUR_RECORD, P.DANGER_FIND, P.DANGER_GRADE,
             P.DANGER_TREAT, P.DANGER_RECHECK, P.DANGER_SUPERVISE, P.DANGER_LIST, P.QUESTION_ASK, P.RISK_KEEP,
             P.RISK_WATCH, P.RISK_ASSESS}
        ),
    ),
    "enforcement_officer": Role(
        _("Law-enforcement officer"),
        _("Certified officer of a bureau: sees the bureau's territory and own cases."),
        "area",
        frozenset(
            {P.SEE, P.DANGER_ANSWER, P.ASSIST_REQUEST, P.ASSIST_ANSWER, P.ORDER_ANSWER, P.ENTERPRISE_KEEP,
             P.DANGER_FIND, P.DANGER_GRADE, P.DANGER_RECHECK, P.DANGER_SUPERVISE, P.DANGER_LIST, P.DANGER_IMPORT,
             P.QUESTION_ASK, P.RISK_WATCH, P.FORM_KEEP, P.INSPECT}
        ),
    ),
    "legal_reviewer": Role(
        _("Legal reviewer"),
        _("Reviews cases sent for review; sees the own unit otherwise; never the handler of the same case."),
        "own_unit",
        frozenset({P.SEE}),
    ),
    "discipline": Role(
        _("Discipline inspection"),
        _("Reads everything in its territory and the whole ledger; changes nothing."),
        "area",
        frozenset({P.SEE, P.LEDGER_READ}),
    ),
    "enterprise_principal": Role(
        _("Principal of an enterprise"),
        _("Legal representative or actual controller: sees the own enterprise only."),
        "own_unit",
        frozenset(
            {P.SEE, P.LEDGER_READ, P.POST_APPOINT_OWN, P.ENTERPRISE_REPORT, P.ENTERPRISE_ACT, P.DANGER_FIND,
             P.DANGER_GRADE, P.DANGER_TREAT, P.DANGER_RECHECK, P.SELF_CHECK, P.QUESTION_ANSWER, P.RISK_KEEP,
             P.RISK_ASSESS, P.RISK_IMPORT}
        ),
    ),
    "enterprise_safety": Role(
        _("Safety manager of an enterprise"),
        _("Sees the own enterprise only; records what it does and reports what has changed, also for its leaders."),
        "own_unit",
        frozenset(
            {P.SEE, P.LEDGER_READ, P.ENTERPRISE_REPORT, P.ENTERPRISE_ACT, P.DANGER_FIND, P.DANGER_GRADE,
             P.DANGER_TREAT, P.DANGER_RECHECK, P.SELF_CHECK, P.QUESTION_ANSWER, P.RISK_KEEP, P.RISK_ASSESS,
             P.DANGER_IMPORT, P.RISK_IMPORT}
        ),
    ),
    "enterprise_union": Role(
        _("Trade union or supervisory board of an enterprise"),
        _("Sees the own enterprise only; records how it was supervised."),
        "own_unit",
        frozenset({P.SEE, P.ENTERPRISE_UNION, P.DANGER_FIND}),
    ),
}  # fmt: skip
