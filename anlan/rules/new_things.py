"""新材料、新工艺、新业态 (17.12, 安全生产法 29): what is new is assessed before it is used."""

from __future__ import annotations

import datetime as dt
from typing import Literal

ACCEPTED, DECLINED = "accepted", "declined"


def assess_by(*, planned_on: dt.date, today: dt.date) -> dt.date:
    """The last day on which it can still be assessed before use: the day before, or today where that has gone."""
    return max(planned_on - dt.timedelta(days=1), today)


def plan_fault(*, planned_on: dt.date, today: dt.date, longest: int) -> Literal["", "past", "far"]:
    """Whether the planned first use lies in the ``past``, or so many days ahead that the year must be mistyped."""
    if planned_on < today:
        return "past"
    return "far" if (planned_on - today).days > longest else ""


def use_fault(*, begun_on: dt.date, assessed_on: dt.date, today: dt.date) -> Literal["", "ahead", "before"]:
    """Whether a first use is dated ``ahead`` of today, or ``before`` the assessment that accepted it."""
    if begun_on > today:
        return "ahead"
    return "before" if begun_on < assessed_on else ""
