"""Risk warnings of enterprises (17.7), and the dangers, made at once in the database, for which they are proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from cast import NOW, Cast, unit
from examples_of_enterprises import FIRST, SECOND
from examples_of_relations import go, make

from anlan.kernel.records.door import Act, Outcome
from anlan.kernel.records.record import Case
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.warning import EarlyWarning


def danger(code: str, day: str, **known: object) -> HiddenDanger:
    """A danger of an enterprise as the register keeps it, general and open unless something else is said."""
    one, found_on = unit(code), dt.date.fromisoformat(day)
    values: dict[str, object] = {
        "what": "窑炉煤气总管没有低压报警装置", "source": "patrol", "measure": "none_needed", "grade": "general",
        "state": "rectifying", "graded_on": found_on,
    }  # fmt: skip
    values |= {
        name: dt.date.fromisoformat(value) if isinstance(value, str) and name.endswith(("_on", "_day")) else value
        for name, value in known.items()
    }
    return HiddenDanger.objects.create(  # type: ignore[no-any-return]
        unit=one, position=one.position, line=one.line, created_at=NOW, found_on=found_on, found_by=one, **values
    )  # fmt: skip


def two_major(code: str, day: str = "2026-11-02", **known: object) -> None:
    """Two open major dangers: ten points, enough to be warned of."""
    for _number in range(2):
        danger(code, day, grade="major", **known)


def propose(act: Act, code: str = FIRST, **known: object) -> Outcome:
    """Propose a warning for the first of the officer's bodies."""
    answers: dict[str, object] = {"receiver": str(act.actor.posts[0].unit.pk), "note": ""}
    return make(act, EarlyWarning, code, **answers | known)


def confirm(act: Act, warning: Case) -> Outcome:
    """Confirm what somebody else proposed."""
    return go(act, warning, "confirm", task="到现场核查两处重大隐患的治理进度")


def follow_up(act: Act, warning: Case) -> Outcome:
    """Report the follow-up of the same day."""
    return go(act, warning, "follow_up", occurred_on=act.today, result="现场核查：一处已停用，一处按方案治理")


def close(act: Act, warning: Case) -> Outcome:
    """Close what somebody else followed up."""
    return go(act, warning, "close", outcome="improved", note="")


def some_warnings(cast: Cast) -> None:
    """One of the first enterprise that was closed and one that is open, and one of the second."""
    two_major(FIRST)
    two_major(SECOND)
    first = propose(cast.act("town")).record
    confirm(cast.act("city"), first)
    follow_up(cast.act("town"), first)
    close(cast.act("city"), first)
    propose(cast.act("town"))
    propose(cast.act("city"), SECOND)


EXAMPLES: dict[str, Callable[[Cast], None]] = {"earlywarning": some_warnings}
