"""Names of areas, units and posts in the reader's language."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language


class Named(Protocol):
    """Anything that keeps its name in both languages."""

    name_zh: str
    name_en: str


def chinese() -> bool:
    """Whether the reader reads Chinese (the default)."""
    return not (get_language() or "zh").startswith("en")


def name_of(named: Named) -> str:
    """The full name."""
    return named.name_zh if chinese() else named.name_en
