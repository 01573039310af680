"""A commitment as a case: signed and published in one act, replaced by the next, or withdrawn (6.19, 6.20)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import known_of, note_facts, versions_of
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Asked, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.commitment.refusals import after_the_last, signed_by_the_register
from anlan.modules.commitment.wording import default_text
from anlan.rules.validity import Holding, by_day

# Where the fact comes from, as its version keeps it: official papers cite it in Chinese.
REGISTER = "企业安全生产主体责任承诺"
STANDING = ("published", "replaced")


def signatory_known(asked: Asked) -> str:
    """The legal representative of the register."""
    facts = known_of(unit=asked.unit, on=asked.act.today)
    return facts.legal_representative if facts is not None else ""


def text_offered(asked: Asked) -> str:
    """What the enterprise published last; for its first commitment the product's own wording."""
    last = Commitment.objects.filter(unit=asked.unit, state="published").first()
    return last.text if last is not None else default_text()


def write_commitment(doing: Doing) -> None:
    """Publish the commitment; the one before it is replaced."""
    record, answers = doing.record, doing.answers
    record.signed_on, record.signatory = answers["occurred_on"], answers["signatory"].strip()
    record.text, record.published_on = answers["text"], doing.act.today
    # Recorded twice on one day: the constraint must find the first one as it stands.
    before = Commitment.objects.filter(unit=record.unit_id, state="published", signed_on__lt=record.signed_on)
    replaced = list(before.values_list("pk", flat=True))
    before.update(state="replaced")
    record.save(force_insert=True)
    Commitment.objects.filter(pk__in=replaced).update(replaced_by=record.pk)
    note_committed(unit=record.unit)


def write_withdrawal(doing: Doing) -> None:
    """What was published by mistake is taken off the public page; the one that it had replaced stands again."""
    record = doing.record
    Commitment.objects.filter(pk=record.pk).update(withdrawn_because=doing.answers["reason"])
    Commitment.objects.filter(replaced_by=record.pk, state="replaced").update(state="published", replaced_by=None)
    note_committed(unit=record.unit)


def note_committed(*, unit: Unit) -> None:
    """Note for all days whether a commitment of the legal representative of that day stands (6.19)."""
    changes = [
        (version.valid_from, version.legal_representative)
        for version in versions_of(unit=unit)
        if version.legal_representative
    ]
    holdings = [
        Holding(one.signed_on, _ends(signed_on=one.signed_on, signatory=one.signatory, changes=changes), one.pk)
        for one in Commitment.objects.filter(unit=unit, state__in=STANDING)
    ]
    for since, until, held in by_day(holdings=holdings):
        note_facts(unit=unit, since=since, until=until, values={"committed": bool(held)}, source=REGISTER)


def _ends(*, signed_on: dt.date, signatory: str, changes: list[tuple[dt.date, str]]) -> dt.date | None:
    """The first day from the signing on, on which the register names somebody else.

    Where it learnt later that somebody else was the legal representative then, the commitment counts on no day.
    """
    known = [name for day, name in changes if day <= signed_on]
    if known and known[-1] != signatory:
        return signed_on
    return min((day for day, name in changes if day > signed_on and name != signatory), default=None)


class Commitment(Case):
    """One commitment on the primary responsibility for work safety, as it was signed."""

    signed_on = models.DateField(_("Signed on"))
    signatory = models.CharField(_("Signed by (legal representative)"), max_length=40)
    text = models.TextField(_("Text of the commitment"))
    published_on = models.DateField(_("Published on"))
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("published", pgettext_lazy("commitment state", "Published"), settled=True),
            State("replaced", pgettext_lazy("commitment state", "Replaced by a later one"), final=True),
            State("withdrawn", pgettext_lazy("commitment state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "sign", _("Publish a commitment"), (), "published", P.ENTERPRISE_ACT, "commitment.signed",
                clause="6.19",
                asks=(
                    Ask("occurred_on", _("Signed on"), "date", initial=lambda asked: asked.act.today,
                        why=_("Clause 6.19: owed after the enterprise was founded, and anew after a change of the "
                              "legal representative")),
                    Ask("signatory", _("Signed by (legal representative)"), "text", max_length=40,
                        initial=signatory_known, private=True,
                        why=_("Clause 6.20: the name is published with the commitment")),
                    Ask("text", _("Text of the commitment"), "longtext", max_length=4000, initial=text_offered,
                        why=_("The wording is the product's own; change it as you commit yourself. Clause 6.20: it is "
                              "published at once, for everybody to read")),
                    Ask("scan", _("Signed paper"), "file", required=False,
                        why=_("Never required, and never published")),
                ),
                refuse=(has_happened, signed_by_the_register, after_the_last), apply=write_commitment,
                counts_for=lambda record: [record.unit_id], accountable=lambda record: record.head_post,
            ),
            Step(
                "withdraw", _("Withdraw"), ("published",), "withdrawn", P.ENTERPRISE_ACT, "commitment.withdrawn",
                clause="6.20",
                asks=(Ask("reason", _("Reason"), "text",
                          why=_("For a mistake: it leaves the public page, and a commitment is owed again")),),
                apply=write_withdrawal, withdraws="commitment.signed",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "signed_on"], condition=~Q(state="withdrawn"), name="commitment_once_per_day"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state="published"), name="commitment_one_published"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["signed_on", "id"], name="commitment_by_day")]

    def __str__(self) -> str:
        return str(self.signed_on)

    def identity(self) -> dict[str, Any]:
        """The same enterprise and day is the same commitment."""
        return {"unit": self.unit_id, "signed_on": self.signed_on, "state__in": STANDING}

    @property
    def head_post(self) -> int | None:
        """The post of the legal representative, for whom it was recorded."""
        posts = Post.objects.filter(unit=self.unit_id, kind=Post.Kind.HEAD, closed_on=None)
        return posts.values_list("pk", flat=True).first()
