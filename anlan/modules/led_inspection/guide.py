"""The guide (检查督查指引, 4.8) as the form shows it: the lines of the version in force, the words of any version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.naming import chinese
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Words
from anlan.policy.inspection_guide import InspectionGuide, guide_on
from anlan.rules import led_inspections

RESULTS: dict[str, Words] = {
    "ok": pgettext_lazy("result of a check", "In order"),
    "problem": pgettext_lazy("result of a check", "Problem"),
    "not_applicable": pgettext_lazy("result of a check", "Not applicable"),
}
SIGNS = {"ok": "✓", "problem": "▲"}


def words_of(guide: InspectionGuide) -> dict[str, str]:
    """The items of one version, by key, in the reader's language."""
    return {item.key: item.text.zh if chinese() else item.text.en for item in guide.items}


def items_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every item of every version; whether it stands in the one in force is checked with the day of the inspection."""
    words: dict[str, str] = {}
    for guide in installed_pack().guides:
        words |= words_of(guide)
    return list(words.items())


def results_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be said of an item."""
    return [(result, RESULTS[result]) for result in led_inspections.RESULTS]


def lines_for(asked: Asked) -> list[dict[str, Any]]:
    """One line for each item of the guide in force today, each as not applicable until something is said."""
    guide = guide_on(guides=asked.act.pack.guides, day=asked.act.today)
    return [{"item": item.key, "result": "not_applicable"} for item in guide.items] if guide else []


def told(*, version: str, lines: Sequence[dict[str, str]]) -> str:
    """A checklist in words, a line for each item that was looked at."""
    guide = next((guide for guide in installed_pack().guides if guide.version == version), None)
    words = words_of(guide) if guide else {}
    return "\n".join(
        f"{SIGNS[line['result']]} {words.get(line['item'], line['item'])}"
        + (f" — {line['note']}" if line["note"] else "")
        for line in lines
    )
