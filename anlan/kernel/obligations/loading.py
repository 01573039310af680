"""Loading duties: each duty of the pack gets a row, each change of its words a new version."""

from __future__ import annotations

import datetime as dt

from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.opening import first_opening
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack


def load_duties(*, pack: Pack, now: dt.datetime, watched_from: dt.date) -> list[Duty]:
    """Bring the table of duties to the pack's state; returns what was new.

    ``watched_from`` is the first day that is watched for duties not known yet. A duty that left the pack is switched
    off; what it had opened stays owed.
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
        Duty.objects.exclude(key__in=pack.duties).update(enabled=False)
        Duty.objects.filter(key__in=pack.duties).update(enabled=True)
    return new
