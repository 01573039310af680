"""行业与监管事项 (5.1, 5.2): industries of GB/T 4754 and matters of supervision, as a pack lists them.

A pack may leave both files out: its division of duties then has no gaps, because nothing says what there is to divide.
"""

from __future__ import annotations

from collections.abc import Iterator

from anlan.policy.validation import Entry, Text, Words

INDUSTRIES_FILE = "industries.yaml"
MATTERS_FILE = "matters.yaml"


class Division(Entry):
    """A division (大类) of two digits."""

    code: Words
    name: Text


class Section(Entry):
    """A section (门类), a letter, with its divisions."""

    code: Words
    name: Text
    divisions: tuple[Division, ...]


class IndustriesFile(Entry):
    """`industries.yaml`."""

    industries: tuple[Section, ...] = ()


class Matter(Entry):
    """A matter of supervision. `industries`: sections that each need a competent department; empty: one for all."""

    code: Words
    name: Text
    industries: tuple[Words, ...]


class MattersFile(Entry):
    """`matters.yaml`. `default` says that the list awaits correction, `note` why."""

    default: bool
    note: Text
    matters: tuple[Matter, ...]


def named(*, sections: tuple[Section, ...]) -> Iterator[tuple[str, Text]]:
    """Every code with its name, sections before their divisions."""
    for section in sections:
        yield section.code, section.name
        yield from ((division.code, division.name) for division in section.divisions)


def codes_of(*, sections: tuple[Section, ...]) -> Iterator[str]:
    """Every code of the classification, sections before their divisions."""
    for section in sections:
        yield section.code
        yield from (division.code for division in section.divisions)
