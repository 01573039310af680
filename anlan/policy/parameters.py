"""Dated parameters (法定参数与产品默认值): every number of the law with document, article and certainty.

The law of the day: code asks for the value in force on a day and never holds a number of its own. What
no document fixes is a product default, marked as one (`status: default`) with the reason for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from anlan.policy.validation import Entry, Text, Words

Status = Literal["verified-law", "verified-page", "verified-policy", "knowledge", "unsure", "default"]


class UnknownParameter(LookupError):
    """No parameter has this key."""


class NotInForce(LookupError):
    """No value of this parameter was in force on that day."""


class SeveralInForce(LookupError):
    """Several documents give a value for that day; the caller must name one (both are kept and shown)."""


class DatedValue(Entry):
    """A value with the days on which it is in force (both included; `null` means without limit)."""

    valid_from: date | None = Field(alias="from")
    valid_to: date | None = Field(alias="to")
    value: Any
    unit: Text | None = None
    document: Words | None
    article: Words | None
    status: Status
    note: Text | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.value is None:
            raise ValueError("has no value")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"ends on {self.valid_to}, before it begins on {self.valid_from}")
        if (self.status == "default") != (self.document is None):
            raise ValueError("a value has a document, or the status 'default' and none")
        if self.status == "default" and self.note is None:
            raise ValueError("a product default needs a note that says why")
        return self

    def covers(self, *, day: date) -> bool:
        """Tell whether the value is in force on the day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def overlaps(self, *, other: DatedValue) -> bool:
        """Tell whether both values are in force on some common day."""
        start = max(self.valid_from or date.min, other.valid_from or date.min)
        return start <= min(self.valid_to or date.max, other.valid_to or date.max)


class Parameter(Entry):
    """A parameter: its name, its unit and its values over time and documents.

    A value may have a unit of its own where two documents count differently.
    """

    title: Text
    unit: Text
    values: tuple[DatedValue, ...] = Field(min_length=1)


class ParametersFile(Entry):
    """`parameters.yaml`."""

    parameters: dict[Words, Parameter]


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter is on a day, and on whose authority."""

    key: str
    value: Any
    title: Text
    unit: Text
    document: str | None
    article: str | None
    valid_from: date | None
    valid_to: date | None
    status: Status
    note: Text | None


class Parameters(Mapping[str, Parameter]):
    """All parameters of a pack, by key."""

    def __init__(self, *, entries: Mapping[str, Parameter]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> Parameter:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def value(self, *, key: str, on: date, document: str | None = None) -> Value:
        """Return the value of `key` in force on the day `on`, of one document where several rule.

        Raises UnknownParameter, NotInForce or SeveralInForce, each naming key and day.
        """
        if key not in self._entries:
            raise UnknownParameter(f"no parameter is called {key}")
        parameter = self._entries[key]
        found = [
            item for item in parameter.values if item.covers(day=on) and (document is None or item.document == document)
        ]
        if not found:
            source = f" of {document}" if document else ""
            raise NotInForce(f"no value of {key}{source} is in force on {on.isoformat()}")
        if len(found) > 1:
            documents = ", ".join(str(item.document) for item in found)
            raise SeveralInForce(f"{key} has several values on {on.isoformat()}: name one of {documents}")
        return _value(key=key, parameter=parameter, item=found[0])

    def history(self, *, key: str) -> tuple[Value, ...]:
        """Return every value of `key` over time and documents, in the order of the pack."""
        if key not in self._entries:
            raise UnknownParameter(f"no parameter is called {key}")
        parameter = self._entries[key]
        return tuple(_value(key=key, parameter=parameter, item=item) for item in parameter.values)


def _value(*, key: str, parameter: Parameter, item: DatedValue) -> Value:
    return Value(
        key=key,
        value=item.value,
        title=parameter.title,
        unit=item.unit or parameter.unit,
        document=item.document,
        article=item.article,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        status=item.status,
        note=item.note,
    )
