"""作业现场: one site of an enterprise as a case: its cap, each count, the alarm above it, the reduction (18.14)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P

COUNTED = (
    Ask("counted", _("People counted"), "number", why=_("Clause 18.14: compared with the cap at once")),
    Ask("counted_at", _("Counted at"), "moment", initial=lambda asked: asked.act.now.replace(second=0, microsecond=0)),
)


def counted_by_now(doing: Doing) -> Refusal | None:
    """A count that lies ahead has not been made; an older one does not take the place of a newer."""
    moment, last = doing.answers["counted_at"], doing.record.counted_at
    if moment > doing.act.now:
        return Refusal("counted_at", gettext("This moment has not come yet."))
    if last is not None and moment < last:
        return Refusal("counted_at", gettext("A later count is recorded already."))
    return None


def within_the_cap(doing: Doing) -> Refusal | None:
    """What was reduced lies within the cap."""
    if doing.answers["counted"] > doing.record.cap:
        text = gettext("These are still more than the cap of %(cap)d. Record the reduction once it has been made.")
        return Refusal("counted", text % {"cap": doing.record.cap})
    return None


def has_a_cap(doing: Doing) -> Refusal | None:
    """A cap of nobody would close the site."""
    if not doing.answers["cap"]:
        return Refusal("cap", gettext("A cap is at least one. A site where nobody may work is closed instead."))
    return None


def write_site(doing: Doing) -> None:
    """Keep the site with its cap."""
    record, answers = doing.record, doing.answers
    record.name, record.cap, record.basis = answers["name"], answers["cap"], answers["basis"]
    record.entered_on = doing.act.today
    record.save(force_insert=True)


def write_count(doing: Doing) -> None:
    """Keep the count; above the cap the site is over it, and to reduce it is owed from now on."""
    record, answers, act = doing.record, doing.answers, doing.act
    # Somebody may have changed the cap since this form was read.
    record.refresh_from_db(fields=["cap"])
    record.counted, record.counted_at = answers["counted"], answers["counted_at"]
    _sound_alarm(doing)
    record.save(update_fields=["state", "counted", "counted_at"])
    doing.answers = {**answers, "occurred_on": local_day(moment=answers["counted_at"], pack=act.pack)}


def write_cap(doing: Doing) -> None:
    """Keep another cap with its basis; below what was counted last the site is over it.

    A higher cap reduces nobody: what is owed stays owed until the reduction is noted.
    """
    record = doing.record
    # Somebody may have counted since this form was read.
    record.refresh_from_db(fields=["counted"])
    record.cap, record.basis = doing.answers["cap"], doing.answers["basis"]
    if record.state == "within":
        _sound_alarm(doing)
    record.save(update_fields=["state", "cap", "basis"])


def _sound_alarm(doing: Doing) -> None:
    """18.14: more people than the cap make the site one that is over it, and to reduce them is owed."""
    record = doing.record
    if record.counted is None or record.counted <= record.cap:
        return
    record.state = "over"
    # Kept as it is written here, whoever reads it later: no words of one language.
    what = f"{record.name} {record.counted}/{record.cap}"
    doing.owed.append(Owed("headcount.over", record.unit, what, None, record.record_type(), record.pk))


def write_closing(doing: Doing) -> None:
    """Keep why; nobody works there any more, so nothing is left to reduce."""
    record = doing.record
    Site.objects.filter(pk=record.pk).update(closed_because=doing.answers["reason"])
    release(record_type=record.record_type(), records=[record.pk], units=[record.unit_id])


class Site(Case):
    """One site of an enterprise and the number of people that may work there at once."""

    name = models.CharField(pgettext_lazy("place of work", "Site"), max_length=120)
    cap = models.PositiveIntegerField(_("Most people at once"))
    basis = models.CharField(_("Basis of the cap"), max_length=200)
    entered_on = models.DateField(_("Entered on"))
    counted = models.PositiveIntegerField(_("People counted"), null=True)
    counted_at = models.DateTimeField(_("Counted at"), null=True)
    closed_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("within", pgettext_lazy("site state", "Within the cap"), settled=True),
            State("over", pgettext_lazy("site state", "Over the cap")),
            State("closed", pgettext_lazy("site state", "Closed"), final=True),
            State("withdrawn", pgettext_lazy("site state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter a site"), (), "within", P.ENTERPRISE_ACT, "site.entered", clause="18.14",
                asks=(
                    Ask("name", pgettext_lazy("place of work", "Site"), "text", max_length=120,
                        why=_("Such as: glazing workshop, east")),
                    Ask("cap", _("Most people at once"), "number", why=_("Clause 18.14: the number is controlled")),
                    Ask("basis", _("Basis of the cap"), "text",
                        why=_("Such as: design, safety evaluation, rule of the sector, own decision")),
                ),
                refuse=(has_a_cap,), apply=write_site, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "count", _("Count the people"), ("within",), "", P.ENTERPRISE_ACT, "site.counted", clause="18.14",
                asks=COUNTED, refuse=(counted_by_now,), apply=write_count, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "reduce", _("Note the reduction"), ("over",), "within", P.ENTERPRISE_ACT, "site.reduced",
                clause="18.14", asks=COUNTED, refuse=(counted_by_now, within_the_cap), apply=write_count,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "amend", _("Change the cap"), ("within", "over"), "", P.ENTERPRISE_ACT, "site.amended", clause="18.14",
                asks=(
                    Ask("cap", _("Most people at once"), "number", initial=lambda asked: asked.record.cap),
                    Ask("basis", _("Basis of the cap"), "text", initial=lambda asked: asked.record.basis),
                ),
                refuse=(has_a_cap,), apply=write_cap,
            ),
            Step(
                "close", _("Close the site"), ("within", "over"), "closed", P.ENTERPRISE_ACT, "site.closed",
                clause="18.14", asks=(Ask("reason", _("Reason"), "text"),), apply=write_closing,
            ),
            Step(
                "withdraw", _("Withdraw"), ("within", "over"), "withdrawn", P.ENTERPRISE_ACT, "site.withdrawn",
                clause="18.14", asks=(Ask("reason", _("Reason"), "text"),), apply=write_closing,
                withdraws="site.counted",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(state__in=("within", "over")), name="site_entered_once"
            )
        ]
        indexes = [models.Index(fields=["entered_on", "id"], name="site_by_day")]

    def __str__(self) -> str:
        return self.name

    def identity(self) -> dict[str, Any]:
        """The same name in the same enterprise is the same site."""
        return {"unit": self.unit_id, "name": self.name, "state__in": ("within", "over")}

    @property
    def alarm(self) -> str:
        """By how many people the site is over its cap, in words; empty where it is not."""
        if self.state != "over" or self.counted is None:
            return ""
        return gettext("%(more)d more than the cap") % {"more": max(self.counted - self.cap, 0)}
