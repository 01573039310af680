"""Loading duties: each duty of the pack gets a row, each change of its words a new version."""

from __future__ import annotations

import datetime as dt

from anlan.kernel.obligations.conditions import refused
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.opening import first_opening
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.duties import Duty as PolicyDuty


def load_duties(*, pack: Pack, now: dt.datetime, watched_from: dt.date) -> list[Duty]:
    """Bring the table of duties to the pack's state; returns what was new.

    ``watched_from`` is the first day that is watched for duties not known yet. A duty that left the pack is switched
    off; what it had opened stays owed. Raises PackError when a duty became another one under its old id.
    """
    new = []
    with sweeping():
        for policy in pack.duties.values():
            duty, created = Duty.objects.get_or_create(
                key=policy.id,
                defaults={
                    "clause": policy.clause,
                    "watched_from": watched_from,
                    "next_open_at": first_opening(policy=policy, watched_from=watched_from, pack=pack),
                },
            )
            last = duty.versions.order_by("-number").first()
            if last is None or last.digest != policy.digest:
                if last is not None:
                    _refuse_other_duty(before=last.policy, after=policy)
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
            if created:
                new.append(duty)
        _refuse_lost_numbers(pack=pack)
        Duty.objects.exclude(key__in=pack.duties).update(enabled=False)
        Duty.objects.filter(key__in=pack.duties).update(enabled=True)
    return new


def _refuse_lost_numbers(*, pack: Pack) -> None:
    """What is open is still reckoned by the version that opened it, so the numbers of that version must remain."""
    for version in DutyVersion.objects.select_related("duty").order_by("id"):
        lost = [key for key in version.policy.parameters if key not in pack.parameters]
        if lost and Obligation.objects.filter(version=version, duty=version.duty, state=Obligation.State.OPEN).exists():
            reason = f"what is open under version {version.number} still needs the parameter {', '.join(lost)}"
            where = pack.duties[version.duty.key].where if version.duty.key in pack.duties else version.policy.where
            raise refused(where=where, reason=reason)


def _refuse_other_duty(*, before: PolicyDuty, after: PolicyDuty) -> None:
    """A duty that is owed in other periods, under another clause or met by another event is another duty."""
    names = ["clause", "every", "on", "standing"]
    # A requirement may change its numbers and stay the same requirement; what was owed as one event may not.
    names += [] if after.standing else ["met_by"]
    for name in names:
        if getattr(before, name) != getattr(after, name):
            reason = f"{name} of a duty in use cannot change: give the changed duty an id of its own"
            raise refused(where=after.where, reason=reason)
