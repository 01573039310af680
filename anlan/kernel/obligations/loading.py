"""Loading duties: each duty of the pack gets a row, each change of its words a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.opening import first_opening
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack, PackError
from anlan.policy.conditions import ParameterRef, tests_of
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.duties import times_of
from anlan.policy.periods import period_of
from anlan.policy.problems import Problem, gettext_noop


def load_duties(*, pack: Pack, now: dt.datetime, watched_from: dt.date) -> list[Duty]:
    """Bring the table of duties to the pack's state; returns what was new.

    ``watched_from`` is the first day that is watched for duties not known yet. A duty that left the pack is switched
    off; what it had opened stays owed. One that comes back is watched from the day on which it does: of what it would
    have asked meanwhile nobody was told. Raises PackError when the pack cannot follow the one before it.
    """
    today = local_day(moment=now, pack=pack)
    new = []
    with sweeping():
        refuse_what_cannot_follow(pack=pack, today=today, watched_from=watched_from)
        for policy in pack.duties.values():
            duty = Duty.objects.filter(key=policy.id).first()
            if duty is None:
                duty = Duty.objects.create(
                    key=policy.id,
                    clause=policy.clause,
                    watched_from=watched_from,
                    next_open_at=first_opening(policy=policy, watched_from=watched_from, pack=pack),
                )
                new.append(duty)
            elif not duty.enabled:
                duty.enabled, duty.watched_from = True, today
                duty.next_open_at = first_opening(policy=policy, watched_from=today, pack=pack)
                duty.save(update_fields=["enabled", "watched_from", "next_open_at"])
            _new_version(duty=duty, policy=policy, now=now, pack=pack)
        Duty.objects.exclude(key__in=pack.duties).update(enabled=False, failing="")
    return new


def _new_version(*, duty: Duty, policy: PolicyDuty, now: dt.datetime, pack: Pack) -> None:
    last = duty.versions.order_by("-number").first()
    if last is not None and last.digest == policy.digest:
        return
    if last is not None:
        # A longer lead may open the next period earlier; what is open already is not opened again.
        duty.next_open_at = first_opening(policy=policy, watched_from=duty.watched_from, pack=pack)
        duty.save(update_fields=["next_open_at"])
    DutyVersion.objects.create(
        duty=duty,
        number=last.number + 1 if last else 1,
        body=policy.body,
        digest=policy.digest,
        pack=pack.id,
        loaded_at=now,
    )


def refuse_what_cannot_follow(*, pack: Pack, today: dt.date, watched_from: dt.date | None = None) -> None:
    """Raise PackError with every reason for which this pack cannot follow the one that is in use.

    A duty in use became another one under its old id; a number is gone that open rows need; a number has no value yet
    on the first day for which a duty needs it. ``watched_from`` is that day for duties not known yet (otherwise today).
    """
    problems = [
        problem
        for version in _latest_versions()
        if version.duty.key in pack.duties
        for problem in _another_duty(before=version.policy, after=pack.duties[version.duty.key])
    ]
    problems += _lost_numbers(pack=pack)
    known = {duty.key: duty for duty in Duty.objects.filter(enabled=True)}
    for key, policy in pack.duties.items():
        since = known[key].watched_from if key in known else watched_from or today
        problems += _not_yet_in_force(policy=policy, since=since, pack=pack)
    if problems:
        raise PackError(problems=problems)


def _latest_versions() -> list[DutyVersion]:
    latest = {version.duty_id: version for version in DutyVersion.objects.select_related("duty").order_by("number")}
    return list(latest.values())


def _not_yet_in_force(*, policy: PolicyDuty, since: dt.date, pack: Pack) -> Iterator[Problem]:
    """Numbers that begin only after the first day of which the duty asks them.

    A period under way is opened as of its first day; an occasion may be told of some time after it came about, and
    units are known from the beginning of the year on.
    """
    first = period_of(every=policy.every or "year", day=since).start
    used = [(policy.at(*below), key) for below, key, _units in times_of(duty=policy)]
    used += [
        (test.where, test.value.key)
        for condition in policy.conditions
        for test in tests_of(condition=condition)
        if isinstance(test.value, ParameterRef)
    ]
    for where, key in used:
        # A number that the pack does not have is refused where the pack is read.
        values = pack.parameters[key].values if key in pack.parameters else ()
        if values and min(value.valid_from or dt.date.min for value in values) > first:
            reason = gettext_noop(
                "the parameter %(key)s has no value on %(day)s, from which the duty needs it", key=key, day=first
            )
            yield Problem(where=where, reason=reason)


def _lost_numbers(*, pack: Pack) -> Iterator[Problem]:
    """What is open is still reckoned by the version that opened it, so the numbers of that version must remain."""
    for version in DutyVersion.objects.select_related("duty").order_by("id"):
        lost = [key for key in version.policy.parameters if key not in pack.parameters]
        if lost and Obligation.objects.filter(version=version, duty=version.duty, state=Obligation.State.OPEN).exists():
            reason = gettext_noop(
                "what is open under version %(number)s still needs the parameter %(keys)s",
                number=version.number,
                keys=", ".join(lost),
            )
            where = pack.duties[version.duty.key].where if version.duty.key in pack.duties else version.policy.where
            yield Problem(where=where, reason=reason)


def _another_duty(*, before: PolicyDuty, after: PolicyDuty) -> Iterator[Problem]:
    """A duty that is owed in other periods, under another clause or met by another event is another duty."""
    names = ["clause", "every", "on", "standing"]
    # A requirement may change its numbers and stay the same requirement; what was owed as one event may not.
    names += [] if after.standing else ["met_by"]
    for name in names:
        if getattr(before, name) != getattr(after, name):
            reason = gettext_noop(
                "%(name)s of a duty in use cannot change: give the changed duty an id of its own", name=name
            )
            yield Problem(where=after.at("while" if name == "standing" else name), reason=reason)
