"""What enterprises reported in a window of months, read from the registers that others keep (19.2).

The registers of self-checks and of hidden dangers are reached through what is declared: a city may run without either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, F, Q, Sum

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.unit import Unit
from anlan.rules.honesty import Check, Danger, Firm, Tally

CHECKS, DANGERS = "selfcheck", "hiddendanger"
# Where a danger's source says that the enterprise or one of its workers found it; everything else was found by others.
OWN_SOURCES = ("self_check", "worker")
# Of what was taken over from an older ledger nobody knows who found it.
UNKNOWN_SOURCES = ("ledger",)
# States of a record that says nothing any more.
TAKEN_BACK = ("withdrawn", "merged", "dismissed")
# The columns that say in words what a check found, and how much; the first that the register has.
TEXTS = ("note", "text", "remark")
# So many enterprises' texts are compared with one another within seconds.
MOST_COMPARED = 800


@dataclass(frozen=True)
class Reports:
    """What enterprises reported: ``firms`` and ``counted`` of the whole city, the rest of the territory alone.

    ``units`` are the enterprises of the territory. ``cut``: they are too many for their texts to be compared at once.
    ``kept``: the registers are kept here.
    """

    units: frozenset[int] = frozenset()
    firms: list[Firm] = field(default_factory=list)
    counted: Mapping[int, Tally] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    dangers: list[Danger] = field(default_factory=list)
    cut: bool = False
    kept: bool = True


def registers_kept() -> bool:
    """Whether both registers from which silence is told are kept here."""
    return CHECKS in DECLARED.pages and DANGERS in DECLARED.pages


def checks_between(*, since: dt.date, until: dt.date) -> Any:
    """The checks of all enterprises in these days, without those that were taken back."""
    rows = DECLARED.pages[CHECKS].model.objects.filter(held_on__gte=since, held_on__lte=until)
    return rows.exclude(state__in=TAKEN_BACK).order_by()


def dangers_between(*, since: dt.date, until: dt.date) -> Any:
    """The dangers found at all enterprises in these days, without those taken back, merged or of unknown finder."""
    rows = DECLARED.pages[DANGERS].model.objects.filter(found_on__gte=since, found_on__lte=until)
    return rows.exclude(state__in=TAKEN_BACK).exclude(source__in=UNKNOWN_SOURCES).order_by()


def reports_between(*, where: Q, since: dt.date, until: dt.date) -> Reports:
    """What was reported; ``where`` is asked of the texts' own rows by position.

    Peers are counted over the whole city: of an enterprise out of sight nothing leaves but the middle of many rates.
    """
    if not registers_kept():
        return Reports(kept=False)
    units = frozenset(Unit.objects.filter(where, kind="enterprise", closed_on=None).values_list("pk", flat=True))
    counted = counted_between(since=since, until=until)
    known = Reports(units, firms_on(day=until), counted)
    if sum(counted[unit].checks > 0 for unit in units & set(counted)) > MOST_COMPARED:
        return replace(known, cut=True)
    return replace(
        known,
        checks=_checks(where=where, since=since, until=until),
        dangers=_dangers(where=where, since=since, until=until),
    )


def firms_on(*, day: dt.date) -> list[Firm]:
    """Every enterprise of the register, with its groups of peers: industry and size, industry, section."""
    facts = DECLARED.facts["enterprise"].objects.filter(as_of(day=day), unit__closed_on=None).order_by()
    columns = ("unit_id", "industry", "section", "size", "employees", "operating", "unit__opened_on")
    return [
        Firm(unit, (f"{industry[:2]} {size}", industry[:2], section), opened_on, employees, operating)
        for unit, industry, section, size, employees, operating, opened_on in facts.values_list(*columns)
    ]


def counted_between(*, since: dt.date, until: dt.date) -> dict[int, Tally]:
    """The numbers of every enterprise, added up by the database."""
    days = {"since": since, "until": until}
    held = {
        unit: (checks, found or 0)
        for unit, checks, found in checks_between(**days).values_list("unit").annotate(Count("pk"), Sum("found"))
    }
    own, others = (
        dict(dangers_between(**days).filter(which).values_list("unit").annotate(Count("pk")))
        for which in (Q(source__in=OWN_SOURCES), ~Q(source__in=OWN_SOURCES))
    )
    tallies = {}
    for unit in {*held, *own, *others}:
        checks, found = held.get(unit, (0, 0))
        tallies[unit] = Tally(checks, max(found, own.get(unit, 0)), others.get(unit, 0))
    return tallies


def _checks(*, where: Q, since: dt.date, until: dt.date) -> list[Check]:
    rows = checks_between(since=since, until=until).filter(where)
    names = {one.name for one in rows.model._meta.concrete_fields}
    text = next(name for name in TEXTS if name in names)
    columns = rows.annotate(words=F(text)).values_list("unit_id", "held_on", "created_at", "found", "words")
    return [Check(*values) for values in columns]


def _dangers(*, where: Q, since: dt.date, until: dt.date) -> list[Danger]:
    rows = dangers_between(since=since, until=until).filter(where)
    photos: dict[int, list[str]] = {}
    files = EvidenceFile.objects.filter(record_type=DANGERS, record_id__in=rows.values("pk"))
    for record, digest in files.filter(media_type__startswith="image/").order_by().values_list("record_id", "digest"):
        photos.setdefault(record, []).append(digest)
    columns = rows.values_list("pk", "unit_id", "found_on", "source", "what")
    return [
        Danger(unit, found_on, source in OWN_SOURCES, what, tuple(photos.get(pk, ())))
        for pk, unit, found_on, source, what in columns
    ]
