"""会议研究安全生产 (3.2, 3.3, 3.8, 3.9, 3.12, 9.1): where leading bodies and safety committees meet.

The facts of the meeting are recorded, never the minutes: those belong to the body's own office and may be internal. An
extract may be attached; or a verifier notes that it was inspected on site. Each decision has an owner and a day; it
becomes that unit's part of an order in the same act, and is owed from then on (3.26). This module does not know that
register: the explicit list names who takes decisions in.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.meeting.cases import Meeting
from anlan.modules.meeting.choices import FORMS

MEETINGS = CasePages(
    name="meeting",
    model=Meeting,
    label=_("Meeting"),
    plural=_("Meetings"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", pgettext_lazy("meeting", "Body"), kind="unit"),
        Column("number", _("Number")),
        Column("form_label", _("Form")),
        Column("chair", _("Chaired by"), kind="post"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("shared_with", _("Held together with"), kind="unit"),
        Column("safety_item", _("Work safety item"), kind="longtext"),
        Column("note", _("Note")),
    ),
    holders=("party_committee", "government", "safety_committee"),
    choices=(Choice("form", _("Form"), FORMS),),
    carries={
        "3.2": {"form": "standing_committee"},
        "3.3": {"form": "government_executive"},
        "3.8": {"form": "standing_committee"},
        "3.9": {"form": "government_executive"},
        "3.12": {},
        "9.1": {"form": "committee_plenary"},
    },
    empty=_("No meeting has been recorded here. Record one from the obligation that asks for it."),
)
MODULE = Module(
    name="meeting",
    pages=(MEETINGS,),
    events=(
        EventKind("meeting.held", _("Meeting recorded"), FORMS),
        EventKind("meeting.verified", _("Meeting checked on site")),
        EventKind("meeting.withdrawn", _("Meeting withdrawn")),
    ),
)

__all__ = ["MEETINGS", "MODULE", "Meeting"]
