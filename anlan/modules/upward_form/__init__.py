"""上报表样 (3.29): the forms in which other systems, such as the province's, take what is known here.

Whoever keeps one says what its headings mean. From then on the register is given out in it and taken in from it, and
nobody types the same thing a second time. What the forms look like is entered by offices: Anlan ships none.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, columns_of
from anlan.kernel.sheets.outside import OutsideForm
from anlan.modules.upward_form.cases import UpwardForm


def forms_in_use(*, sheet: str) -> Sequence[OutsideForm]:
    """The forms in use for a register, the latest first. Whoever may use the register may use them: they say nothing
    of anybody."""
    return [form.outside() for form in UpwardForm.objects.filter(register=sheet, state="in_use").order_by("-id")]


UPWARD_FORMS = CasePages(
    name="upwardform",
    model=UpwardForm,
    label=_("Form of another system"),
    plural=_("Forms of other systems"),
    order=("-entered_on", "-id"),
    columns=(
        *columns_of(model=UpwardForm, names=("title", "system")),
        Column("register_words", _("Register")),
        Column("unit", _("Kept by"), kind="unit"),
        *columns_of(model=UpwardForm, names=("entered_on",)),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("explained", _("What each heading means"), kind="longtext"),
        *columns_of(model=UpwardForm, names=("ended_because",)),
    ),
    holders=("safety_committee_office", "department"),
    leads=(("register_of_form", _("Give the register out in its forms")),),
    empty=_("No form of another system has been entered yet."),
)
MODULE = Module(
    name="upward_form",
    pages=(UPWARD_FORMS,),
    events=(
        EventKind("upward_form.entered", _("Form of another system entered"), discharges=False),
        EventKind("upward_form.explained", _("Headings of a form explained"), discharges=False),
        EventKind("upward_form.explained_anew", _("Headings of a form explained anew"), discharges=False),
        EventKind("upward_form.translated", _("Words of another system noted"), discharges=False),
        EventKind("upward_form.ended", _("Form of another system no longer used"), discharges=False),
    ),
    outside_forms=forms_in_use,
)
