"""Checking the shape of a pack's files (政策包格式): one model a file, one plain sentence a fault."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from anlan.policy.documents import Document, KeyPath
from anlan.policy.problems import Problem


class Entry(BaseModel):
    """Base of everything a pack states: unknown fields are refused, values are never converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return value


def _chinese(value: str) -> str:
    if not any(unicodedata.name(char, "").startswith("CJK UNIFIED") for char in value):
        raise ValueError(f"'{value}' has no Chinese character")
    return value


Words = Annotated[str, AfterValidator(_not_blank)]
ChineseWords = Annotated[Words, AfterValidator(_chinese)]


class Text(Entry):
    """A text of the pack in both languages of the interface; neither may be missing."""

    zh: ChineseWords
    en: Words

    def for_language(self, *, language: str) -> str:
        """Return the Chinese text for any Chinese language code, the English one otherwise."""
        return self.zh if language.lower().startswith("zh") else self.en


def fit[M: BaseModel](*, document: Document, model: type[M], problems: list[Problem]) -> M | None:
    """Fit the whole document to `model`; append what does not fit to `problems` and return None then."""
    return fit_part(data=document.data, document=document, path=(), model=model, problems=problems)


def fit_part[M: BaseModel](
    *, data: object, document: Document, path: KeyPath, model: type[M], problems: list[Problem]
) -> M | None:
    """Fit what stands at `path` of the document; append what does not fit to `problems` and return None then."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            below = _path(document=document, base=path, location=detail["loc"], kind=detail["type"])
            problems.append(Problem(where=document.where(path=below), reason=_reason(dict(detail))))
        return None


def _path(*, document: Document, base: KeyPath, location: tuple[str | int, ...], kind: str) -> KeyPath:
    """Drop what pydantic adds to a location (such as `[key]`) and keep what stands in the file."""
    path = base
    for part in location:
        if (*path, part) in document.lines:
            path = (*path, part)
    if kind == "missing":
        path = (*path, location[-1])
    return path


def _reason(detail: dict[str, Any]) -> str:
    given = repr(detail["input"])
    given = given if len(given) <= 60 else given[:57] + "…"
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a known field"
        case "literal_error":
            choices = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return f"{given} is not one of {choices}"
        case "string_type" if isinstance(detail["input"], int | float):
            return f"{given} must be text: put it in quotes"
        case "value_error":
            return str(detail["ctx"]["error"])
        case kind if kind.startswith("date"):
            return f"{given} is not a date (year-month-day)"
        case _:
            return f"{given}: {detail['msg']}"
