"""行业与监管事项 (5.1, 5.2): industries of GB/T 4754 and matters of supervision, as a pack lists them.

A pack may leave both files out: its division of duties then has no gaps, because nothing says what there is to divide.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anlan.policy.conditions import Condition, parse_condition
from anlan.policy.documents import Document
from anlan.policy.problems import Problem, Where
from anlan.policy.validation import Entry, Text, Words

INDUSTRIES_FILE = "industries.yaml"
MATTERS_FILE = "matters.yaml"
ALWAYS = "always"


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


class MatterEntry(Entry):
    """A matter as the file writes it; `applies` is `always` or a condition on the facts of an enterprise."""

    code: Words
    name: Text
    industries: tuple[Words, ...]
    applies: Any


class MattersFile(Entry):
    """`matters.yaml`. `default` says that the list awaits correction, `note` why."""

    default: bool
    note: Text
    matters: tuple[MatterEntry, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of supervision. `industries`: sections that each need a competent department; empty: one for all.

    `applies`: the enterprises that need a regulator for it; None: every enterprise.
    """

    code: str
    name: Text
    industries: tuple[str, ...]
    applies: Condition | None
    where: Where = dataclasses.field(compare=False)


def build_matters(*, file: MattersFile, document: Document, problems: list[Problem]) -> tuple[Matter, ...]:
    """Turn the entries of `matters.yaml` into matters with parsed conditions; faults go to `problems`."""
    built = []
    for index, entry in enumerate(file.matters):
        path = ("matters", index, "applies")
        applies = None
        if entry.applies != ALWAYS:
            applies = parse_condition(data=entry.applies, document=document, path=path, problems=problems)
        built.append(Matter(entry.code, entry.name, entry.industries, applies, document.where(path=path)))
    return tuple(built)


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
