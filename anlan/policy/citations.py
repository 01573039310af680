"""Citations (条款引用): which step, rule, page, permission, document and command answers to which clause.

Code cites the clause ids of the reference catalogue, so that the same code serves another city whose
numbering differs. A citation of an unknown clause stops the start: a button that claims a legal basis
which does not exist must never be shown.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

CitationKind = Literal["step", "rule", "page", "register", "permission", "document", "command"]


class UnknownClause(Exception):
    """Something cites a clause that the reference catalogue does not have; one line for each."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation: the clause in the reference catalogue, what cites it, and where in the code.

    ``address`` names the address of a page on which the clause's work is to be seen.
    """

    reference: str
    kind: CitationKind
    name: str
    where: str
    address: str = ""


class Citations:
    """A register of citations, filled while modules are imported and read afterwards."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, CitationKind, str], Citation] = {}

    def cite(
        self, *, reference: str, kind: CitationKind, name: str, where: str | None = None, address: str = ""
    ) -> Citation:
        """Record that `name` answers to the clause `reference`, once however often it is called.

        `where` is the place in the code (`anlan/modules/meeting/cases.py:40`); by default the caller's line.
        """
        citation = Citation(reference, kind, name, where or _caller(), address)
        return self._entries.setdefault((reference, kind, name), citation)

    def citations(self, *, reference: str | None = None) -> tuple[Citation, ...]:
        """Return all citations, or those of one clause, ordered by kind and name."""
        found = (item for item in self._entries.values() if reference in (None, item.reference))
        return tuple(sorted(found, key=lambda item: (item.kind, item.name, item.reference)))

    def check(self, *, catalogue_ids: Collection[str]) -> None:
        """Raise UnknownClause unless every citation names a clause of the reference catalogue."""
        unknown = [item for item in self.citations() if item.reference not in catalogue_ids]
        if unknown:
            raise UnknownClause("\n".join(_complaints(unknown)))


def _complaints(unknown: Iterable[Citation]) -> Iterable[str]:
    for item in unknown:
        yield f"{item.where}: {item.kind} {item.name} cites clause {item.reference}, which does not exist"


def _caller() -> str:
    """Return file and line of whoever called `cite`, the file as its path from the package's folder."""
    frame = sys._getframe(2)
    path = PurePath(frame.f_code.co_filename)
    package = frame.f_globals.get("__name__", "").partition(".")[0]
    parts = path.parts[path.parts.index(package) :] if package in path.parts else (path.name,)
    return f"{'/'.join(parts)}:{frame.f_lineno}"


_register = Citations()
cite = _register.cite
citations = _register.citations
check = _register.check
