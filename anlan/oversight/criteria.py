"""重大事故隐患判定标准库 (19.1): every standard by version, the criteria in force on a day, by industry and by words.

Everybody who is logged in reads it: whoever finds a danger and whoever grades it go by the same text.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.policy import Pack
from anlan.policy.citations import cite
from anlan.policy.criteria import Branch, CriterionEntry, Standard
from anlan.policy.industries import Section

cite(reference="19.1", kind="page", name="criteria", address="criteria")
EVERY_VERSION = "all"
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Part:
    """A branch of a standard with those of its criteria that were asked for."""

    branch: Branch
    items: tuple[CriterionEntry, ...]


@dataclass(frozen=True)
class Shown:
    """One version of a standard: its parts, whether it is in force, the version before and the one after it."""

    standard: Standard
    parts: tuple[Part, ...]
    in_force: bool
    before: Standard | None
    after: Standard | None

    @property
    def count(self) -> int:
        """How many criteria are shown of it."""
        return sum(len(part.items) for part in self.parts)


@dataclass(frozen=True)
class Wanted:
    """What the reader asks for. ``industry``: a division of GB/T 4754, or the first digits of a class; empty: all."""

    on: dt.date
    words: tuple[str, ...] = ()
    industry: str = ""
    every_version: bool = False


def criteria_page(request: HttpRequest) -> HttpResponse:
    """The library: by default what is in force today."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    day, understood = day_asked(text=request.GET.get("on", ""), today=act.today)
    wanted = Wanted(day, tuple(_folded(query).split()), request.GET.get("industry", "")[:4],
                    request.GET.get("versions") == EVERY_VERSION)  # fmt: skip
    standards = standards_for(pack=act.pack, wanted=wanted)
    context = {
        "query": query,
        "wanted": wanted,
        "understood": understood,
        "standards": standards,
        "count": sum(one.count for one in standards),
        "missing": [one for one in standards if not one.standard.obtained],
        "industries": industries_with_criteria(pack=act.pack),
        "certainty": {"verified": "", "knowledge": pgettext("criterion", "not compared with the original yet")},
        "today": act.today,
    }
    return render(request, "oversight/criteria.html", context)


def day_asked(*, text: str, today: dt.date) -> tuple[dt.date, str]:
    """The day of a filter, today where none is given; and what was not understood, in words for the reader."""
    if not text:
        return today, ""
    try:
        return dt.date.fromisoformat(text), ""
    except ValueError:
        return today, _("“%(text)s” is no day; what is in force today is shown.") % {"text": text[:20]}


def standards_for(*, pack: Pack, wanted: Wanted) -> list[Shown]:
    """The versions that are asked for, those without a criterion that fits left out once something is searched."""
    narrowed = bool(wanted.words or wanted.industry)
    found = []
    for standard in pack.criteria.standards:
        in_force = standard.in_force(on=wanted.on)
        if not in_force and not wanted.every_version:
            continue
        parts = tuple(_parts(standard=standard, wanted=wanted))
        names = _folded(f"{standard.name.zh} {standard.name.en} {standard.document}")
        # A standard whose items nobody has entered is found by its name: that it exists must not be hidden.
        named = not wanted.industry and all(word in names for word in wanted.words)
        if parts or not narrowed or (not standard.obtained and named):
            before, after = _neighbours(standard=standard, standards=pack.criteria.standards)
            found.append(Shown(standard, parts, in_force, before, after))
    # What can be read comes first, then what is only known to exist, then what is no longer in force.
    return sorted(found, key=lambda one: (not one.in_force, not one.standard.obtained))


def _parts(*, standard: Standard, wanted: Wanted) -> Iterator[Part]:
    for branch in standard.branches:
        if not _concerns(branch=branch, industry=wanted.industry):
            continue
        head = f"{standard.name.zh} {standard.name.en} {standard.document} {branch.name.zh} {branch.name.en}"
        items = tuple(
            item for item in branch.items
            if all(word in _folded(f"{head} {item.id} {item.text.zh} {item.text.en} {' '.join(item.words)}")
                   for word in wanted.words)
        )  # fmt: skip
        if items:
            yield Part(branch, items)


def _concerns(*, branch: Branch, industry: str) -> bool:
    """Whether a branch may concern an industry; one that names none concerns every industry."""
    if not industry or not branch.industries:
        return True
    return any(one.startswith(industry) or industry.startswith(one) for one in branch.industries)


def _neighbours(*, standard: Standard, standards: Sequence[Standard]) -> tuple[Standard | None, Standard | None]:
    """The version that it replaced and the one that replaced it."""
    versions = sorted((one for one in standards if one.key == standard.key), key=lambda one: one.since)
    place = versions.index(standard)
    return (versions[place - 1] if place else None, versions[place + 1] if place + 1 < len(versions) else None)


def industries_with_criteria(*, pack: Pack) -> list[tuple[Section, list[tuple[str, object]]]]:
    """The divisions of GB/T 4754 for which some branch has criteria of its own, under their sections."""
    prefixes = {one[:2] for standard in pack.criteria.standards for branch in standard.branches
                for one in branch.industries}  # fmt: skip
    found = []
    for section in pack.industries:
        divisions: list[tuple[str, object]] = [
            (one.code, one.name) for one in section.divisions if one.code in prefixes
        ]
        if divisions:
            found.append((section, divisions))
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
