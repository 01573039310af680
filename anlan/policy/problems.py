"""What is wrong with a policy pack (政策包), said with file, line, key and reason.

A pack that is wrong must refuse to load: a duty opened under a clause that does not exist would be an
accusation without a law. Every fault found is reported at once, one a line, so that whoever edits the
data corrects them in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Reason(str):
    """Why something is refused, in English, with its pattern and values: whoever shows it may say it otherwise."""

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, values: Mapping[str, object]) -> Reason:
        """The pattern with these values put in."""
        made = super().__new__(cls, pattern % values)
        made.pattern, made.values = pattern, values
        return made


def gettext_noop(pattern: str, /, **values: object) -> Reason:
    """A reason whose pattern is to be translated where it is shown.

    It has the name by which the extraction of strings finds what is translated elsewhere; this layer knows no Django.
    """
    return Reason(pattern, values)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a pack: file, line (none when the file itself is missing) and the path of keys."""

    file: str
    line: int | None
    key: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} {self.key}" if self.key else place


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a pack: where it stands and the reason it is refused."""

    where: Where
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class PackError(Exception):
    """The pack is refused. Its text has one line for each fault."""

    def __init__(self, *, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
