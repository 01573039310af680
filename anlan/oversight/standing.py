"""状态: how something owed stands, as filters and in words; what was returned or confirmed says so first (9.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import pgettext

from anlan.kernel.obligations.obligation import Obligation

STATE, REVIEW = Obligation.State, Obligation.Review
SHAPES = {"open": "open", "late": "late", "met_on_time": "met", "met_late": "met", "waived": "void", "lapsed": "void"}


def late_at(*, now: dt.datetime) -> Q:
    """What is open after its due instant, as ``Obligation.is_late`` says it of one row."""
    return Q(state=STATE.OPEN, due_at__lte=now, due_estimated=False)


def standings(*, now: dt.datetime) -> dict[str, Q]:
    """The filters by standing; each is what one figure counts."""
    return {
        "owed": Q(state__in=(STATE.OPEN, STATE.MET)),
        "open": Q(state=STATE.OPEN),
        "not_due": Q(state=STATE.OPEN) & ~late_at(now=now),
        "late": late_at(now=now),
        "met_on_time": Q(state=STATE.MET, on_time=True),
        "met_late": Q(state=STATE.MET, on_time=False),
        "void": Q(state__in=(STATE.WAIVED, STATE.LAPSED)),
        "waiting": Q(state=STATE.MET, review=REVIEW.WAITING),
        "returned": Q(state=STATE.OPEN, review=REVIEW.RETURNED),
        "not_performed": Q(state=STATE.OPEN, not_performed__isnull=False),
    }


def standing_words(standing: str) -> str:
    """A standing in words."""
    return {
        "owed": pgettext("standing", "Owed"),
        "open": pgettext("standing", "Open"),
        "not_due": pgettext("standing", "Not due yet"),
        "late": pgettext("standing", "Late"),
        "met_on_time": pgettext("standing", "Met on time"),
        "met_late": pgettext("standing", "Met late"),
        "void": pgettext("standing", "Waived or lapsed"),
        "waived": pgettext("standing", "Waived"),
        "lapsed": pgettext("standing", "Lapsed"),
        "waiting": pgettext("standing", "Submitted, waiting for review"),
        "returned": pgettext("standing", "Returned"),
        "not_performed": pgettext("standing", "Confirmed as not performed"),
    }[standing]


@dataclass(frozen=True)
class Standing:
    """How one row stands: in words, and by the shape of its badge."""

    words: str
    shape: str


def standing_of_row(*, row: Obligation, now: dt.datetime) -> Standing:
    """What is open says that it was returned or confirmed as not performed, where it was; only then that it is open."""
    standing = row.standing(now=now)
    words = standing_words(standing)
    if row.state == STATE.OPEN and row.not_performed_id is not None:
        words = standing_words("not_performed")
    elif row.state == STATE.OPEN and row.review == REVIEW.RETURNED:
        words = pgettext("standing", "Returned, to be completed")
    return Standing(words, SHAPES[standing])
