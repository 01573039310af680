"""督办升级 (19.9–19.11): reminder, talk, exposure, proposal of accountability; each confirmed by a named officer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import not_who_reported
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import persons, refusals
from anlan.modules.hidden_danger.listed.owing import owe_follow_up
from anlan.rules import listings

RUNGS: dict[str, Words] = {
    listings.REMINDER: pgettext_lazy("rung", "Reminder"),
    listings.TALK: pgettext_lazy("rung", "Talk"),
    listings.EXPOSURE: pgettext_lazy("rung", "Public exposure"),
    listings.ACCOUNTABILITY: pgettext_lazy("rung", "Proposal of accountability"),
}


def rungs_taken(listing: Any) -> list[str]:
    """The rungs that were confirmed or wait for it; a declined one may be proposed again."""
    return list(Rung.objects.filter(listing=listing.pk).exclude(state="declined").values_list("kind", flat=True))


def not_by_the_proposer(doing: Doing) -> Refusal | None:
    """Two persons stand behind each rung."""
    if doing.act.actor.officer.pk == doing.record.proposed_by:
        return Refusal("", gettext("You proposed this yourself; another officer of the body confirms it."))
    return not_who_reported(doing=doing, kind="listing.rung_proposed")


def still_needed(doing: Doing) -> Refusal | None:
    """No rung is confirmed about a danger that has left the list, or has time again."""
    one = doing.record.listing
    if one.state not in type(one).UNDER_WAY:
        return Refusal("", gettext("The danger is no longer listed: do not confirm it."))
    if doing.act.today <= one.due_day:
        return Refusal("", gettext("Its time limit has not passed yet: it ends on %(day)s.") % {"day": one.due_day})
    return None


def not_before_its_proposal(doing: Doing) -> Refusal | None:
    """A rung is no older than its proposal: its timer runs from that day."""
    return refusals.not_before(doing, day=doing.record.proposed_on)


def confirm(doing: Doing) -> None:
    """The rung is a document now. Its timer runs, and the next rung is owed once it has run out (19.9)."""
    rung, act = doing.record, doing.act
    Rung.objects.filter(pk=rung.pk).update(number=doing.answers["number"], done_on=doing.answers["occurred_on"])
    days = refusals.number(act=act, key="listing.rung_days")
    waits = doing.answers["occurred_on"] + dt.timedelta(days=days)
    listing = rung.listing
    type(listing).objects.filter(pk=listing.pk).update(rung=rung.kind, waits=waits)
    if listings.next_rung(taken=rungs_taken(listing)) and listing.state in ("listed", "applied"):
        owe_follow_up(doing.owed, listing=listing, since=waits, act=act)


def decline(doing: Doing) -> None:
    """Keep why it was not confirmed; whoever listed the danger owes a rung as before."""
    rung = doing.record
    Rung.objects.filter(pk=rung.pk).update(remark=doing.answers["reason"])
    if rung.listing.state in ("listed", "applied"):
        owe_follow_up(doing.owed, listing=rung.listing, since=doing.act.today, act=doing.act)


def put_right_since(doing: Doing) -> Refusal | None:
    """An exposure ends once the danger is gone; the others are over with their document."""
    if doing.record.kind != listings.EXPOSURE:
        return Refusal("", gettext("Only a public exposure is ended; the others are done with their document."))
    if doing.record.listing.danger.state != "closed":
        return Refusal("", gettext("The danger has not been accepted as removed yet."))
    return None


def end(doing: Doing) -> None:
    """Keep when the exposure was taken down."""
    Rung.objects.filter(pk=doing.record.pk).update(ended_on=doing.answers["occurred_on"])


class Rung(TwoSidedCase):
    """One rung taken about one listing, by the body that listed it (``receiver``), about the unit."""

    listing = models.ForeignKey("modules.Listing", on_delete=models.PROTECT, related_name="rungs")
    kind = models.CharField(_("Rung"), max_length=16, choices=list(RUNGS.items()))
    facts = models.TextField(_("Facts"))
    demands = models.TextField(_("What is demanded"))
    proposed_on = models.DateField(_("Proposed on"))
    proposed_by = models.BigIntegerField()
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    done_on = models.DateField(_("Confirmed on"), null=True)
    ended_on = models.DateField(_("Ended on"), null=True)
    remark = models.CharField(_("Remark"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("proposed", pgettext_lazy("rung state", "Proposed")),
            State("confirmed", pgettext_lazy("rung state", "Confirmed"), settled=True),
            State("declined", pgettext_lazy("rung state", "Not confirmed"), final=True),
            State("ended", pgettext_lazy("rung state", "Exposure ended"), final=True),
        ),
        steps=(
            Step(
                "confirm", _("Confirm"), ("proposed",), "confirmed", P.DANGER_LIST, "listing.rung_confirmed",
                clause="19.9",
                asks=(
                    Ask("number", _("Document number"), "text", max_length=60,
                        initial=lambda asked: asked.record.number,
                        why=_("Each rung is a document of the body that has the power")),
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
                ),
                refuse=(not_by_the_proposer, persons.not_of_the_unit, still_needed, has_happened,
                        not_before_its_proposal),
                apply=confirm, by_receiver=True, counts_for=lambda rung: [rung.receiver_id],
                variant=lambda rung: rung.kind,
            ),
            Step(
                "decline", _("Do not confirm"), ("proposed",), "declined", P.DANGER_LIST, "listing.rung_declined",
                clause="19.9", asks=(Ask("reason", pgettext_lazy("danger", "Reason"), "text"),),
                refuse=(not_by_the_proposer, persons.not_of_the_unit), apply=decline, by_receiver=True,
                counts_for=lambda rung: [rung.receiver_id],
            ),
            Step(
                "end", _("End the exposure"), ("confirmed",), "ended", P.DANGER_LIST, "listing.exposure_ended",
                clause="19.11", asks=(Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),),
                refuse=(has_happened, put_right_since, persons.not_of_the_unit), apply=end, by_receiver=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing"], condition=models.Q(state="proposed"), name="one_rung_of_a_listing_waits"
            )
        ]
        indexes = [models.Index(fields=["proposed_on", "id"], name="rung_by_day")]

    def __str__(self) -> str:
        return f"{RUNGS[self.kind]} {self.number}".strip()
