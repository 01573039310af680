"""The kernel's tests count what is owed: they count the meetings alone."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def meetings_alone(only_meetings_are_opened: None) -> None:
    """Every test of the kernel starts from there."""
