"""企业事实: the fact versions of enterprises, which duties test as of a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.facts import FactVersion
from anlan.modules.enterprise.particulars import Particulars


class EnterpriseFacts(FactVersion, Particulars):
    """What is known of one enterprise from a day on.

    ``operating``: it has not stopped working. ``leases_or_contracts``: a contract that lets a place, equipment or a
    project to somebody else is in force (6.15), which the register of contracts notes. ``committed``: a commitment of
    the present legal representative is published (6.19). ``licensed_until``: the last day of its safety production
    licence, which the register of licences notes. ``danger_rules``, ``risk_rules``: its rules on hidden dangers (18.6)
    and on graded risk control (18.2) are in force, which the register of procedures notes.
    """

    KINDS: ClassVar[frozenset[str]] = frozenset({"enterprise"})

    operating = models.BooleanField(_("Operating"), default=True)
    leases_or_contracts = models.BooleanField(_("Leases or contracts out"), default=False)
    committed = models.BooleanField(_("Commitment published"), default=False)
    danger_rules = models.BooleanField(_("Rules on hidden dangers in force"), default=False)
    risk_rules = models.BooleanField(_("Rules on graded risk control in force"), default=False)
    licensed_until = models.DateField(_("Safety production licence valid until"), null=True)

    class Meta(FactVersion.Meta):
        indexes = [
            models.Index(fields=["unit", "valid_from"], name="enterprise_facts_by_unit"),
        ]
