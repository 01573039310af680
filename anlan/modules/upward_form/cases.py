"""上报表样 as a case: entered by its headings, explained heading by heading, used, ended (3.29)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.kernel.sheets.outside import FIXED, Heading, OutsideForm
from anlan.modules.upward_form.meanings import (
    coded,
    lines_for,
    meanings_of,
    meanings_offered,
    registers_for,
    sheet_of,
    words_for,
)
from anlan.modules.upward_form.refusals import each_means_one_thing, has_headings, register_is_known, words_differ
from anlan.modules.upward_form.writing import write_end, write_form, write_meanings, write_words

HEADINGS = Ask(
    "headings", pgettext_lazy("form", "Headings"), "rows", initial=lines_for, rows=(
        Ask("place", pgettext_lazy("form", "Heading"), "key", max_length=3),
        Ask("means", pgettext_lazy("form", "Means"), "choice", required=False, offered=meanings_offered),
        Ask("fixed", _("Words that always stand there"), "text", required=False, max_length=100,
            shown_for=("means", FIXED)),
    ), why=_("What is suggested was taken from the words of the headings: look it through. Without an answer the "
             "column stays empty"),
)  # fmt: skip


class UpwardForm(Case):
    """One form of another system. ``headings`` are its texts in their order, ``above`` the rows over them."""

    title = models.CharField(_("Name of the form"), max_length=100)
    system = models.CharField(_("System or office that asks for it"), max_length=100)
    register = models.CharField(_("Register"), max_length=48)
    entered_on = models.DateField(_("Entered on"))
    above = models.JSONField(default=list)
    headings = models.JSONField(default=list)
    meanings = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("entered", pgettext_lazy("form state", "Headings still to be explained")),
            State("in_use", pgettext_lazy("form state", "In use"), settled=True),
            State("ended", pgettext_lazy("form state", "No longer used"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter a form of another system"), (), "entered", P.FORM_KEEP, "upward_form.entered",
                clause="3.29",
                asks=(
                    Ask("title", _("Name of the form"), "text", max_length=100,
                        why=_("As the other system calls it, such as: import template for hidden dangers")),
                    Ask("system", _("System or office that asks for it"), "text", max_length=100),
                    Ask("register", _("Register"), "choice", choices=registers_for,
                        why=_("Whose rows are given out and taken in by this form")),
                    Ask("head", _("Headings, copied from the form"), "longtext", max_length=8000, to_the_letter=True,
                        why=_("Open the form in Excel, mark it from its first cell to the end of the heading row, copy "
                              "it, and paste it here. Rows above the headings are kept as they are")),
                ),
                refuse=(has_headings,), apply=write_form,
            ),
            Step(
                "explain", _("Say what each heading means"), ("entered",), "in_use", P.FORM_KEEP,
                "upward_form.explained", clause="3.29",
                asks=(HEADINGS,),
                refuse=(register_is_known, each_means_one_thing), apply=write_meanings,
            ),
            Step(
                "explain_anew", _("Say anew what headings mean"), ("in_use",), "", P.FORM_KEEP,
                "upward_form.explained_anew", clause="3.29", asks=(HEADINGS,),
                refuse=(register_is_known, each_means_one_thing), apply=write_meanings,
            ),
            Step(
                "translate", _("Say how the other system writes our values"), ("in_use",), "", P.FORM_KEEP,
                "upward_form.translated", clause="3.29",
                asks=(
                    Ask("words", _("Values"), "rows", required=False, initial=words_for, rows=(
                        Ask("code", _("Value"), "key", max_length=80),
                        Ask("word", _("Written there as"), "text", required=False, max_length=60),
                    ), why=_("Empty: as we write it"),
                        nothing=_("No column of this form has fixed values: there is nothing to say.")),
                ),
                refuse=(register_is_known, words_differ), apply=write_words,
                fits=lambda form: bool(coded(register=form.register, meanings=form.meanings)),
            ),
            Step(
                "end", _("Use it no longer"), ("entered", "in_use"), "ended", P.FORM_KEEP, "upward_form.ended",
                clause="3.29", asks=(Ask("reason", _("Reason"), "text"),), apply=write_end,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "register", "title"], condition=~Q(state="ended"), name="upward_form_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["entered_on", "id"], name="upward_form_by_day")]

    def __str__(self) -> str:
        return self.title

    def identity(self) -> dict[str, Any]:
        """The same title for the same register, kept by the same office, is the same form."""
        return {
            "unit": self.unit_id,
            "register": self.register,
            "title": self.title,
            "state__in": ("entered", "in_use"),
        }

    @property
    def register_words(self) -> str:
        """The register in words."""
        sheet = sheet_of(register=self.register)
        return str(sheet.label) if sheet else self.register

    @property
    def explained(self) -> str:
        """What each heading means, a line for each."""
        words, nothing = dict(meanings_of(register=self.register)), gettext("left empty")
        told = [f" → {one['fixed'] or words.get(one['means'], nothing)}" for one in self.meanings]
        told = told or [""] * len(self.headings)
        return "\n".join(
            f"{n}. {text}{meant}" for n, (text, meant) in enumerate(zip(self.headings, told, strict=True), 1)
        )

    def outside(self) -> OutsideForm:
        """The form as files are read and written by it."""
        return OutsideForm(
            record=(self.record_type(), self.pk),
            title=self.title,
            system=self.system,
            sheet=self.register,
            headings=tuple(Heading(**one) for one in self.meanings),
            above=tuple(tuple(row) for row in self.above),
            words=self.words,
        )
