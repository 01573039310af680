"""职责分工: one competence of a department as a case, with its matter, industry and authority in words (5.1, 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.naming import chinese
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.policy.industries import named
from anlan.policy.validation import Text
from anlan.rules import allocation as rules

KINDS: dict[str, Words] = {
    rules.INDUSTRY: pgettext_lazy("supervision", "Industry supervision"),
    rules.COMPREHENSIVE: pgettext_lazy("supervision", "Comprehensive supervision"),
}
AUTHORITIES: dict[str, Words] = {
    "own": pgettext_lazy("authority", "Own power by law"),
    "delegated": pgettext_lazy("authority", "Delegated"),
    "entrusted": pgettext_lazy("authority", "Entrusted"),
}


def _said(text: Text) -> str:
    return text.zh if chinese() else text.en


def matter_words(code: str) -> str:
    """A matter in words."""
    matter = installed_pack().matters.get(code)
    return _said(matter.name) if matter else code


def industry_words(code: str) -> str:
    """A section or division in words; all industries where none is named."""
    if not code:
        return str(gettext("All industries"))
    names = dict(named(sections=installed_pack().industries))
    return f"{code} {_said(names[code])}" if code in names else code


def matters_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The matters that the pack lists."""
    return [(code, _said(matter.name)) for code, matter in installed_pack().matters.items()]


def industries_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every section and division."""
    return [(code, f"{code} {_said(name)}") for code, name in named(sections=installed_pack().industries)]


def kinds_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """Industry or comprehensive supervision."""
    return list(KINDS.items())


def authorities_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """By which kind of authority."""
    return list(AUTHORITIES.items())


def not_before_it_began(doing: Doing) -> Refusal | None:
    """What a department is competent for does not end before it began."""
    since = doing.record.since
    if doing.answers["occurred_on"] < since:
        return Refusal("occurred_on", gettext("This began on %(day)s.") % {"day": since})
    return None


def write_allocation(doing: Doing) -> None:
    """Keep who is competent for what."""
    record, answers = doing.record, doing.answers
    record.matter, record.industry, record.kind = answers["matter"], answers["industry"] or "", answers["kind"]
    record.authority, record.document, record.since = answers["authority"], answers["document"], answers["occurred_on"]
    record.save(force_insert=True)


class Allocation(Case):
    """One department (the unit) is competent for one matter in one industry, at the level of its own area."""

    matter = models.CharField(_("Matter"), max_length=40)
    industry = models.CharField(_("Industry"), max_length=4, blank=True)
    kind = models.CharField(_("Kind of supervision"), max_length=16)
    authority = models.CharField(_("Authority"), max_length=16)
    document = models.CharField(_("Basis"), max_length=200)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True)

    workflow = Workflow(
        states=(
            State("in_force", pgettext_lazy("allocation state", "In force"), settled=True),
            State("ended", pgettext_lazy("allocation state", "Ended"), final=True),
        ),
        steps=(
            Step(
                "allocate", _("Enter what a department is competent for"), (), "in_force", P.ALLOCATION_KEEP,
                "allocation.given", clause="5.2",
                asks=(
                    Ask("matter", _("Matter"), "choice", choices=matters_for),
                    Ask("industry", _("Industry"), "choice", required=False, choices=industries_for,
                        why=_("Leave empty for all industries; a division goes before its section")),
                    Ask("kind", _("Kind of supervision"), "choice", choices=kinds_for),
                    Ask("authority", _("Authority"), "choice", choices=authorities_for),
                    Ask("occurred_on", _("Since"), "date"),
                    Ask("document", _("Basis"), "text", why=_("The document that says so, with its number")),
                ),
                refuse=(has_happened,), apply=write_allocation, variant=lambda record: record.kind,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "end", _("End it"), ("in_force",), "ended", P.ALLOCATION_KEEP, "allocation.ended", clause="5.2",
                asks=(
                    Ask("occurred_on", _("Until"), "date"),
                    Ask("reason", _("Reason"), "text"),
                ),
                refuse=(has_happened, not_before_it_began),
                apply=lambda doing: Allocation.objects.filter(pk=doing.record.pk).update(
                    until=doing.answers["occurred_on"]
                ),
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "matter", "industry", "kind"], condition=Q(state="in_force"), name="allocated_once"
            )
        ]
        indexes = [models.Index(fields=["since", "id"], name="allocation_by_day")]

    def __str__(self) -> str:
        return f"{self.matter_label} · {self.industry_label}"

    def identity(self) -> dict[str, Any]:
        """The same department, matter, industry and kind of supervision is the same entry."""
        same = {"unit": self.unit_id, "matter": self.matter, "industry": self.industry, "kind": self.kind}
        return {**same, "state": "in_force"}

    @property
    def matter_label(self) -> str:
        """The matter in words."""
        return matter_words(self.matter)

    @property
    def industry_label(self) -> str:
        """The industry in words."""
        return industry_words(self.industry)

    @property
    def kind_label(self) -> Words:
        """The kind of supervision in words."""
        return KINDS.get(self.kind, self.kind)

    @property
    def authority_label(self) -> Words:
        """The authority in words."""
        return AUTHORITIES.get(self.authority, self.authority)
