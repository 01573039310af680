"""期限重算: when a number or a calendar changes, open obligations get the dates that follow from it, set-based.

Which values a duty's dates depend on is kept as a digest on the duty. When it differs, the open rows that stand alike
are moved by one UPDATE, the figures follow, and the ledger says from which day to which. Original due dates stay.
What was met while its due day was an estimate is decided then (`estimates`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet

from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.attending import Ladders
from anlan.kernel.obligations.due import Due, due_anew, local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.estimates import decide_estimated
from anlan.kernel.obligations.given_terms import settle_given_terms
from anlan.kernel.obligations.inserting import CHUNK
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.opening import first_opening
from anlan.kernel.transactions import sweeping
from anlan.policy import NotInForce, Pack
from anlan.policy.conditions import ParameterRef, tests_of
from anlan.policy.due_rules import Term
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.duties import times_of
from anlan.policy.supervision import REVIEW_OCCASION

# Columns that decide where a row stands; `opened_at` only where hours are counted from it.
BASIS = (
    "version_id", "period", "runs_on", "moved_days", "precision", "due_at", "due_day", "due_estimated", "rung",
    "attend_at",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Open rows that stand alike, and how many they are."""

    basis: dict[str, Any]
    count: int

    def rows(self, *, duty: Duty) -> QuerySet[Obligation]:
        """The rows as they stand now: whoever moved on meanwhile is not among them."""
        nothing = {f"{name}__isnull": True for name, value in self.basis.items() if value is None}
        given = {name: value for name, value in self.basis.items() if value is not None}
        return _open_rows(duty=duty).filter(**given, **nothing)


@dataclass(frozen=True)
class Move:
    """Where rows are to stand."""

    due: Due
    attend_at: dt.datetime | None
    rung: int

    @property
    def columns(self) -> dict[str, Any]:
        """The values of the columns that move."""
        return {
            "due_at": self.due.at,
            "due_day": self.due.day,
            "due_estimated": self.due.estimated,
            "attend_at": self.attend_at,
            "rung": self.rung,
        }


def digest_of(*, policy: PolicyDuty, on: dt.date, pack: Pack) -> str:
    """What the dates of a duty depend on, and for a standing duty what it requires on that day."""
    told: dict[str, Any] = {
        key: [[str(one.valid_from), str(one.valid_to), one.value] for one in pack.parameters.history(key=key)]
        for key in policy.parameters
    }
    if policy.on == REVIEW_OCCASION or any(units == ("working day",) for _, _, units in times_of(duty=policy)):
        told["calendar"] = pack.calendar.digest
    if policy.standing:
        told["requirement"] = policy.digest
        refs = [test.value.key for one in policy.conditions for test in tests_of(condition=one)
                if isinstance(test.value, ParameterRef)]  # fmt: skip
        told |= {f"now {key}": _in_force(key=key, on=on, pack=pack) for key in refs}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _in_force(*, key: str, on: dt.date, pack: Pack) -> Any:
    try:
        return pack.parameters.value(key=key, on=on).value
    except NotInForce:
        return None


def reckon(*, duties: list[Duty], now: dt.datetime, pack: Pack) -> set[int]:
    """Reckon anew what is open under duties whose values changed; returns the ids of these duties."""
    today = local_day(moment=now, pack=pack)
    changed = set()
    for duty in duties:
        policy = pack.duties[duty.key]
        digest = digest_of(policy=policy, on=today, pack=pack)
        if duty.reckoned == digest:
            continue
        settle_given_terms(duty=duty, now=now, pack=pack)
        _reckon_duty(duty=duty, policy=policy, now=now, pack=pack)
        # A lead that changed may open the next period earlier; what is open already is not opened again.
        duty.next_open_at = first_opening(policy=policy, watched_from=duty.watched_from, pack=pack)
        duty.reckoned = digest
        duty.save(update_fields=["next_open_at", "reckoned"])
        changed.add(duty.pk)
    return changed


def _open_rows(*, duty: Duty) -> QuerySet[Obligation]:
    """What can still fall due: a row that was confirmed as not performed is not attended to any more."""
    return Obligation.objects.filter(duty=duty, state=Obligation.State.OPEN, not_performed__isnull=True)


def _reckon_duty(*, duty: Duty, policy: PolicyDuty, now: dt.datetime, pack: Pack) -> None:
    ladders = Ladders(pack=pack)
    hours = isinstance(policy.due, Term) and policy.due.unit == "hours"
    columns = (*BASIS, "opened_at") if hours else BASIS
    found = _open_rows(duty=duty).order_by().values_list(*columns).annotate(count=Count("id"))
    moves = []
    for *values, count in list(found):
        standing = Standing(dict(zip(columns, values, strict=True)), count)
        move = _move(basis=standing.basis, ladders=ladders, pack=pack)
        if any(standing.basis[name] != value for name, value in move.columns.items()):
            moves.append((standing, move))
    while moves:
        with sweeping():
            moves = _move_a_chunk(duty=duty, policy=policy, moves=moves, now=now, pack=pack)
    decide_estimated(duty=duty, policy=policy, now=now, pack=pack)


def _move(*, basis: dict[str, Any], ladders: Ladders, pack: Pack) -> Move:
    """Where rows of this basis are to stand by the version that opened them."""
    version = ladders.version(pk=basis["version_id"]).policy
    due = Due(basis["due_at"], basis["due_day"], basis["precision"], basis["due_estimated"])
    due = due_anew(
        duty=version,
        due=due,
        period_start=basis["period"],
        runs_on=basis["runs_on"],
        opened_at=basis.get("opened_at"),
        moved_days=basis["moved_days"],
        pack=pack,
    )
    if basis["moved_days"] and basis["due_estimated"]:
        # What a return gave waits for its calendar still: it is counted row by row (given_terms.py).
        due = replace(due, estimated=True)
    # Of another due day everything is said anew; what has passed by now is caught up with by the next attention.
    rung = basis["rung"] if due.day == basis["due_day"] else 0
    ladder = ladders.ladder(
        version=basis["version_id"], due_day=due.day, due_at=due.at, estimated=due.estimated, rung=rung
    )
    return Move(due, ladder[rung].at if rung < len(ladder) else None, rung)


def _move_a_chunk(
    *, duty: Duty, policy: PolicyDuty, moves: list[tuple[Standing, Move]], now: dt.datetime, pack: Pack
) -> list[tuple[Standing, Move]]:
    """Move groups of rows, at most a chunk in all, and say so in the ledger. Returns what is left to move."""
    left, told, count = CHUNK, [], 0
    while moves and left > 0:
        standing, move = moves[0]
        rows = standing.rows(duty=duty)
        beyond = list(rows.order_by("id").values_list("id", flat=True)[left : left + 1])
        if beyond:
            rows = rows.filter(id__lt=beyond[0])
        else:
            moves = moves[1:]
        if move.due.day != standing.basis["due_day"]:
            figures.record_moved(rows=rows, to=move.due.day)
        number = rows.update(**move.columns)
        left, count = left - number, count + number
        told.append([standing.basis["due_day"], move.due.day, move.due.estimated, number])
        if beyond:
            break
    if count:
        append(
            entry=Entry(
                kind="obligation.reckoned",
                occurred_on=local_day(moment=now, pack=pack),
                clause=policy.clause,
                record_type="duty",
                record_id=duty.pk,
                answers={"duty": duty.key, "count": count, "moved": told},
            ),
            now=now,
        )
    return moves
