"""企业安全风险全面评估 (18.1): by when an enterprise assesses all its risks again, and who did it."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal

OWN, AGENCY = "own", "agency"


def months_after(*, day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def agency_fault(*, assessor: str, agency: str) -> Literal["", "missing", "needless"]:
    """Whether an agency is ``missing`` that assessed, or ``needless`` where the own staff did."""
    if assessor == AGENCY and not agency.strip():
        return "missing"
    return "needless" if assessor == OWN and agency.strip() else ""
