"""事实的说法: the facts of units in the reader's language: columns by their names in the registers, codes in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED

# Shown of a unit, and said of it in conditions without the name of the column: "a government of a county".
PLAIN = ("kind", "level", "form", "responsibility")


def fact_words(fact: Any) -> list[tuple[str, str]]:
    """The facts of a unit that are shown, in words; none where the register keeps none."""
    if fact is None:
        return []
    found = [(name, fact_value(name=name, value=getattr(fact, name, ""))) for name in PLAIN]
    return [(fact_label(name=name), value) for name, value in found if value]


def fact_label(*, name: str) -> str:
    """The name of a fact's column, as the register that keeps it calls it; the code itself where none does."""
    column = _column(name)
    return str(column.verbose_name) if column is not None else name


def fact_value(*, name: str, value: str) -> str:
    """A fact's code in words."""
    words = _place_words(name) if name in ("kind", "level", "form") else _chosen_words(name)
    return words.get(value, value)


def _chosen_words(name: str) -> dict[str, str]:
    column = _column(name)
    return {} if column is None else {str(code): str(words) for code, words in column.flatchoices}


def _column(name: str) -> Any:
    """The column of that name in the registers' tables of facts; None where none has it."""
    for model in dict.fromkeys(DECLARED.facts.values()):
        for column in model._meta.concrete_fields:
            if column.name == name:
                return column
    return None


def _place_words(name: str) -> dict[str, str]:
    """Kinds of unit, levels and forms of area: codes of the kernel, so that no register's column chooses them."""
    return {
        "kind": {
            "party_committee": pgettext("unit kind", "Party committee"),
            "government": pgettext("unit kind", "Government"),
            "safety_committee": pgettext("unit kind", "Work safety committee"),
            "safety_committee_office": pgettext("unit kind", "Office of the work safety committee"),
            "department": pgettext("unit kind", "Department"),
            "town_safety_office": pgettext("unit kind", "Town safety office"),
            "village_committee": pgettext("unit kind", "Village or residents' committee"),
            "enterprise": pgettext("unit kind", "Enterprise"),
        },
        "level": {
            "city": pgettext("level", "City"),
            "county": pgettext("level", "County or district"),
            "zone": pgettext("level", "Functional zone"),
            "town": pgettext("level", "Town or subdistrict"),
            "village": pgettext("level", "Village or community"),
        },
        "form": {
            "town": pgettext("form", "Town"),
            "street": pgettext("form", "Subdistrict"),
            "township_like": pgettext("form", "Farm or park like a town"),
            "village": pgettext("form", "Village"),
            "community": pgettext("form", "Community"),
            "village_like": pgettext("form", "Farm or park like a village"),
        },
    }[name]
