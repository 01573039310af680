"""风险评估方法与典型风险 (17.4, 18.1): scales, thresholds and typical risks as data, checked when they are read."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from anlan.policy.documents import read_document
from anlan.policy.problems import PackError, Problem
from anlan.policy.validation import Entry, Text, Words, fit

NATIONAL = Path(__file__).parent / "national"
Colour = Literal["red", "orange", "yellow", "blue"]
# What YAML reads as a float is meant as the decimal that stands there.
Number = Annotated[Decimal, BeforeValidator(lambda value: Decimal(str(value)))]
Positive = Annotated[Number, Field(gt=0)]


class Step(Entry):
    """One step of a scale."""

    value: Positive
    zh: Words
    en: Words


class Lec(Entry):
    """The three scales of LEC."""

    document: Words
    status: Words
    likelihood: tuple[Step, ...]
    exposure: tuple[Step, ...]
    consequence: tuple[Step, ...]


class Ls(Entry):
    """The two scales of the matrix."""

    document: Words
    status: Words
    likelihood: tuple[Step, ...]
    severity: tuple[Step, ...]


class Exposed(Entry):
    """From how many persons within 500 m on which factor holds."""

    least: int
    alpha: Positive


class Grade(Entry):
    """From which R on which grade holds."""

    least: Number
    grade: int


class Substance(Entry):
    """Threshold Q in tonnes and factor beta of one substance."""

    key: Words
    zh: Words
    en: Words
    tonnes: Positive
    beta: Positive
    status: Words


class Installations(Entry):
    """The grading of major hazard installations (GB 18218)."""

    document: Words
    status: Words
    exposed: tuple[Exposed, ...]
    grades: tuple[Grade, ...]
    substances: tuple[Substance, ...]


class RiskMethods(Entry):
    """`risk_methods.yaml`."""

    lec: Lec
    ls: Ls
    installations: Installations


class TypicalRisk(Entry):
    """One risk, already judged; accident and measures in Chinese, as they stand on cards."""

    key: Words
    name: Text
    kind: Words
    accident: Words
    colour: Colour
    measures: Words


class Trade(Entry):
    """The typical risks of one trade, with the prefixes of GB/T 4754 to which it is offered first."""

    key: Words
    name: Text
    industries: tuple[Words, ...]
    risks: tuple[TypicalRisk, ...]


class TypicalRisks(Entry):
    """`typical_risks.yaml`."""

    trades: tuple[Trade, ...]


@cache
def risk_methods() -> RiskMethods:
    """The methods as they ship. Raises PackError with every fault of the file."""
    return _read(NATIONAL / "risk_methods.yaml", RiskMethods)


@cache
def typical_risks() -> TypicalRisks:
    """The typical risks as they ship. Raises PackError with every fault of the file."""
    return _read(NATIONAL / "typical_risks.yaml", TypicalRisks)


def _read[M: Entry](path: Path, model: type[M]) -> M:
    problems: list[Problem] = []
    document = read_document(path=path, file=path.name, problems=problems)
    content = fit(document=document, model=model, problems=problems) if document else None
    if content is None or problems:
        raise PackError(problems=problems)
    return content
