"""事实的说法: the facts of units in the reader's language: columns by their names in the registers, codes in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext

from anlan.kernel.people.facts import FactVersion

# Shown of a unit, and said of it in conditions without the name of the column: "a government of a county".
PLAIN = ("kind", "level", "form", "responsibility")


def fact_words(fact: Any) -> list[tuple[str, str]]:
    """The facts of a unit that are shown, in words; none where the register keeps none."""
    if fact is None:
        return []
    table = type(fact)
    found = [(name, fact_value(name=name, value=getattr(fact, name, ""), table=table)) for name in PLAIN]
    return [(fact_label(name=name, table=table), value) for name, value in found if value]


def fact_label(*, name: str, table: type[FactVersion]) -> str:
    """The name of a fact's column, as the register that keeps it calls it; the code itself where it keeps none."""
    column = _columns(table).get(name)
    return str(column.verbose_name) if column is not None else name


def fact_value(*, name: str, value: Any, table: type[FactVersion] | None = None) -> str:
    """A fact in words: a code by the words of its column, a check as yes or no, a day or number as it is written."""
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    if value is None:
        return ""
    if name in ("kind", "level", "form"):
        return _place_words(name).get(value, value)
    column = _columns(table).get(name) if table else None
    words = {str(code): str(words) for code, words in column.flatchoices} if column is not None else {}
    return words.get(value, str(value))


def _columns(table: type[FactVersion]) -> dict[str, Any]:
    return {column.name: column for column in table._meta.concrete_fields}


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
