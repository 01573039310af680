"""What the register of commitments refuses (6.19, 6.20)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import known_of
from anlan.kernel.records.workflow import Refusal


def signed_by_the_register(doing: Doing) -> Refusal | None:
    """Who signs is the legal representative whom the register knew on that day, where it knows one."""
    facts = known_of(unit=doing.record.unit, on=doing.answers["occurred_on"])
    known = facts.legal_representative if facts is not None else ""
    if known and doing.answers["signatory"].strip() != known:
        text = _("On this day the register names another legal representative. Report the change there first.")
        return Refusal("signatory", text)
    return None


def after_the_last(doing: Doing) -> Refusal | None:
    """A commitment renews the last one; an older paper would take its place."""
    later = type(doing.record).objects.filter(unit=doing.record.unit_id, state="published")
    standing = later.filter(signed_on__gt=doing.answers["occurred_on"]).first()
    if standing is None:
        return None
    text = _("The commitment of %(day)s is published already; this one is older.")
    return Refusal("occurred_on", text % {"day": standing.signed_on})
