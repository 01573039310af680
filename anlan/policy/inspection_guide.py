"""Inspection guides (检查督查指引): what a leader who leads an inspection looks at (clauses 4.7 and 4.8), by version.

Clause 4.8 asks to inspect strictly by the guide and names none. What ships with Anlan is a short product default that a
city replaces by its own. A pack without guides is whole: inspections are then recorded without a checklist.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from anlan.policy.documents import Document
from anlan.policy.problems import Problem
from anlan.policy.validation import Entry, Text, Words

GUIDE_FILE = "inspection_guide.yaml"


class GuideItem(Entry):
    """One thing to look at. ``key`` is kept with each inspection; the text may be worded better in a later version."""

    key: Words
    text: Text


class InspectionGuide(Entry):
    """One version, in force from ``since`` until the next one. ``default``: of the product, issued by nobody."""

    version: Words
    since: date
    default: bool
    note: Text
    items: tuple[GuideItem, ...] = Field(min_length=1)


class InspectionGuideFile(Entry):
    """`inspection_guide.yaml`: all versions, the oldest first."""

    guides: tuple[InspectionGuide, ...] = Field(min_length=1)


def guide_on(*, guides: tuple[InspectionGuide, ...], day: date) -> InspectionGuide | None:
    """The version in force on the day; None where none is yet."""
    return next((guide for guide in reversed(guides) if guide.since <= day), None)


def check_guides(*, file: InspectionGuideFile, document: Document) -> Iterator[Problem]:
    """Yield what is wrong between the versions: the same version or key twice, days that do not go on."""
    versions: set[str] = set()
    last: date | None = None
    for index, guide in enumerate(file.guides):
        path = ("guides", index)
        if guide.version in versions:
            yield Problem(where=document.where(path=(*path, "version")), reason=f"{guide.version} is given twice")
        if last is not None and guide.since <= last:
            reason = f"does not begin after the version before it ({last.isoformat()})"
            yield Problem(where=document.where(path=(*path, "since")), reason=reason)
        keys: set[str] = set()
        for position, item in enumerate(guide.items):
            if item.key in keys:
                place = document.where(path=(*path, "items", position, "key"))
                yield Problem(where=place, reason=f"{item.key} is given twice")
            keys.add(item.key)
        versions.add(guide.version)
        last = guide.since
