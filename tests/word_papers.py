"""Reading Word papers as their reader would: paragraphs and tables, in the order of the page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import docx

from anlan.kernel.papers.issuing import Issued, bodies_for, draft, gather, issue
from anlan.kernel.papers.paper import Paper
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.oversight.papers import PAPERS


@dataclass(frozen=True)
class Read:
    """What stands in a paper: its paragraphs, and its tables as rows of texts."""

    lines: list[str]
    tables: list[list[list[str]]]
    headers: list[str]

    @property
    def text(self) -> str:
        return "\n".join([*self.headers, *self.lines, *(cell for t in self.tables for row in t for cell in row)])

    def table(self, first_heading: str) -> list[dict[str, str]]:
        """The rows of the table whose first heading is this, by heading."""
        (found,) = (table for table in self.tables if table[0][0] == first_heading)
        return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def read(content: bytes) -> Read:
    """The paper in these bytes."""
    document = docx.Document(BytesIO(content))
    return Read(
        [paragraph.text for paragraph in document.paragraphs],
        [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables],
        [paragraph.text for section in document.sections for paragraph in section.header.paragraphs],
    )


def body_of(act: Act, paper: Paper) -> Unit:
    """The first body that the officer may issue this paper for."""
    return next(iter(bodies_for(actor=act.actor, paper=paper)))


def drafted(act: Act, name: str, about: Mapping[str, str], *, data_dir: Path, **answers: Any) -> Read:
    """A draft, read back."""
    paper = PAPERS[name]
    content = gather(paper=paper, about=about, act=act)
    answers = {"deadline": dt.date(2026, 12, 1), **answers}
    made = draft(
        paper=paper, content=content, body=body_of(act, paper), answers=answers, act=act, data_dir=data_dir
    )  # fmt: skip
    return read(made)


def issued(
    act: Act,
    name: str,
    about: Mapping[str, str],
    *,
    data_dir: Path,
    body: Unit | None = None,
    submission: uuid.UUID | None = None,
    **answers: Any,
) -> Issued:
    """A paper issued by this officer."""
    paper = PAPERS[name]
    return issue(
        paper=paper,
        body=body or body_of(act, paper),
        about=about,
        answers={"deadline": dt.date(2026, 12, 1), **answers},
        act=act,
        submission=submission or uuid.uuid4(),
        data_dir=data_dir,
    )
