"""重点区域、重大设施安全风险评估 (17.2, 17.8): when the next assessment is due, and what an adoption has to say."""

from __future__ import annotations

import datetime as dt
from typing import Literal

ADOPTED, PARTLY, NOT_ADOPTED = "adopted", "partly", "not_adopted"
AdoptionFault = Literal["", "reason", "early"]


def years_after(*, day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes the 28th where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def next_due(*, last: dt.date | None, entered_on: dt.date, years: int, first_days: int) -> dt.date:
    """The last day of the next assessment: years after the last one, or days after the entry where there was none."""
    if last is None:
        return entered_on + dt.timedelta(days=first_days)
    return years_after(day=last, years=years)


def adoption_fault(*, adoption: str, reason: str, decided_on: dt.date, assessed_on: dt.date) -> AdoptionFault:
    """What an adoption lacks: a ``reason`` where not everything is adopted, or a day that is not too ``early``."""
    if adoption != ADOPTED and not reason.strip():
        return "reason"
    return "early" if decided_on < assessed_on else ""
