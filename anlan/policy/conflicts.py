"""Requirements that stand against each other (长期职责相互矛盾): no unit could ever have met both.

Looked at are what each requires, and what meeting one makes owed: whoever must not be what another duty makes of him
is asked for the impossible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from anlan.policy.conditions import Condition
from anlan.policy.contradictions import possible
from anlan.policy.duties import Duty
from anlan.policy.problems import Problem, gettext_noop

type Known = Mapping[str, tuple[str, ...]]


def conflicts(*, duties: Sequence[Duty], known: Known) -> Iterator[Problem]:
    """Yield each standing duty that cannot be met together with one before it, or with what meeting it makes owed."""
    standing = [duty for duty in duties if duty.standing]
    for one, other in combinations(standing, 2):
        if _at_once(one, other, known) and not _both_met(one, other, known):
            reason = gettext_noop("cannot be met together with %(other)s, which the same unit can owe", other=one.id)
            yield Problem(where=other.at("met_by"), reason=reason)
    for duty in standing:
        ring = _undoing(duty, standing, known)
        if ring:
            reason = gettext_noop(
                "cannot be met: it makes the unit owe %(others)s, which contradicts what makes this one owed",
                others=", ".join(ring),
            )
            yield Problem(where=duty.at("met_by"), reason=reason)


def _at_once(one: Duty, other: Duty, known: Known) -> bool:
    """Whether some unit can owe both."""
    holding = [one.owed_by, one.condition, other.owed_by, other.condition]
    return possible(holding=holding, failing=[one.unless, other.unless], known=known)


def _both_met(one: Duty, other: Duty, known: Known) -> bool:
    """Whether a unit of both can show both facts; what makes them owed may have changed by then."""
    holding = [one.owed_by, other.owed_by, one.met_by.fact, other.met_by.fact]
    return possible(holding=holding, failing=[one.unless, other.unless], known=known)


def _undoing(duty: Duty, standing: Sequence[Duty], known: Known) -> list[str]:
    """The duties that meeting this one brings about one after the other, until they contradict it; empty if never."""
    holding: list[Condition | None] = [duty.owed_by, duty.condition, duty.met_by.fact]
    failing: list[Condition | None] = [duty.unless]
    brought: list[str] = []
    # What is owed already before this one is met is not brought about by it: meeting that may end this one, rightly.
    before = [duty.owed_by, duty.condition]
    waiting = [other for other in standing if other.id != duty.id and not _implied(other, before, failing, known)]
    while True:
        following = next((one for one in waiting if _implied(one, holding, failing, known)), None)
        if following is None:
            return []
        waiting.remove(following)
        brought.append(following.id)
        holding.append(following.met_by.fact)
        if not possible(holding=holding, failing=failing, known=known):
            return brought


def _implied(
    duty: Duty, holding: Sequence[Condition | None], failing: Sequence[Condition | None], known: Known
) -> bool:
    """Whether every unit of which that holds owes this duty."""
    needed = [one for one in (duty.owed_by, duty.condition) if one is not None]
    always = all(not possible(holding=holding, failing=[*failing, one], known=known) for one in needed)
    never = duty.unless is None or not possible(holding=[*holding, duty.unless], failing=failing, known=known)
    return always and never
