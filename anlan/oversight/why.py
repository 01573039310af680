"""为什么: the clause's text, the rule, the dated parameters, the facts and the steps of the calendar
behind an obligation.

Everything is shown as of the day on which it was decided: the version of the duty that opened it, the facts of the
period's first day, the parameter values in force on the due day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import Rung, local_day, recording_ends, rungs
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.modules.public_unit.founding import SOURCE
from anlan.oversight.duty_words import rule_words
from anlan.oversight.fact_words import fact_words
from anlan.oversight.marks import RETURNED
from anlan.policy import Pack
from anlan.policy.clauses import Clause
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.parameters import Value


@dataclass(frozen=True)
class Why:
    """All that the page needs to say why something is owed."""

    clause: Clause | None
    duty: PolicyDuty
    rule: str
    version: int
    loaded_on: dt.date
    parameters: list[Value]
    facts: list[tuple[str, str]]
    facts_from: dt.date | None
    facts_source: str
    ladder: list[Rung]
    recording_until: dt.date
    post: Post | None
    holders: list[str]
    events: list[dict[str, Any]]


def why_of(*, row: Obligation, act: Act) -> Why:
    """Why this row is owed, by when, by whom."""
    pack, duty = act.pack, row.version.policy
    fact = _fact(row=row)
    post = _accountable(row=row, kind=duty.accountable)
    return Why(
        clause=pack.clauses.get(row.duty.clause),
        duty=duty,
        rule=rule_words(duty=duty, pack=pack, on=row.due_day),
        version=row.version.number,
        loaded_on=local_day(moment=row.version.loaded_at, pack=pack),
        parameters=_parameters(duty=duty, on=row.due_day, pack=pack),
        facts=fact_words(fact),
        facts_from=fact.valid_from if fact else None,
        facts_source=source_words(source=fact.source) if fact else "",
        ladder=rungs(duty=duty, due_day=row.due_day, pack=pack, due_at=row.due_at, estimated=row.due_estimated),
        recording_until=_recording_until(row=row, duty=duty, pack=pack),
        post=post,
        holders=_holders(post=post, on=min(row.due_day, act.today)),
        events=_events(row=row, act=act),
    )


def _parameters(*, duty: PolicyDuty, on: dt.date, pack: Pack) -> list[Value]:
    return [pack.parameters.value(key=key, on=on) for key in duty.parameters]


def _fact(*, row: Obligation) -> Any:
    facts = DECLARED.facts.get(row.unit.kind)
    return facts.objects.filter(pk=row.fact_id).first() if facts and row.fact_id else None


def source_words(*, source: str) -> str:
    """Where a fact comes from, in the reader's language as far as Anlan wrote it."""
    if source == SOURCE:
        return _("the policy pack, units.yaml (a product default, to be checked)")
    return source


def _recording_until(*, row: Obligation, duty: PolicyDuty, pack: Pack) -> dt.date:
    return local_day(moment=recording_ends(duty=duty, due_day=row.due_day, pack=pack), pack=pack) - dt.timedelta(days=1)


def _accountable(*, row: Obligation, kind: str) -> Post | None:
    """The post of the kind that the duty names, as it stood on the due day: posts, not persons, carry duties."""
    standing = Q(closed_on=None) | Q(closed_on__gt=row.due_day)
    return Post.objects.filter(standing, unit=row.unit_id, kind=kind).order_by("id").first()


def _holders(*, post: Post | None, on: dt.date) -> list[str]:
    if post is None:
        return []
    held = Appointment.objects.filter(post=post, since__lte=on).exclude(until__lt=on).select_related("officer")
    return [one.officer.name for one in held]


def _events(*, row: Obligation, act: Act) -> list[dict[str, Any]]:
    """The ledger's entries about this row: its opening, what met it now or until it was returned, what was said of it.

    Links lead only to what this reader may open.
    """
    opened = Event.objects.filter(
        kind="obligation.opened", record_type="duty", record_id=row.duty_id, recorded_at=row.opened_at
    )
    found = [event for event in opened if event.answers["ids"][0] <= row.pk <= event.answers["ids"][1]]
    said = list(Event.objects.filter(record_type="obligation", record_id=row.pk))
    returned = {event.answers["event"] for event in said if event.kind == RETURNED}
    met = Q(seq__in=returned) | Q(pk__in=[pk for pk in (row.source_id, row.met_by_id) if pk])
    found = sorted([*found, *said, *Event.objects.filter(met)], key=lambda event: event.seq)
    readable = Event.objects.visible_to(act.actor.sight(permission=P.LEDGER_READ))
    open_to_reader = set(readable.filter(pk__in=[event.pk for event in found]).values_list("pk", flat=True))
    return [
        {
            "event": event,
            "label": event_label(kind=event.kind),
            "returned": event.seq in returned,
            "readable": event.pk in open_to_reader,
            "record": _record_in_sight(event=event, act=act),
        }
        for event in found
    ]


def _record_in_sight(*, event: Event, act: Act) -> bool:
    pages = DECLARED.pages.get(event.record_type)
    if pages is None:
        return False
    return bool(pages.model.objects.visible_to(act.actor.sight()).filter(pk=event.record_id).exists())


def event_label(*, kind: str) -> str:
    """A kind of event in words."""
    if kind in DECLARED.events:
        return str(DECLARED.events[kind].label)
    return {
        "obligation.opened": pgettext("event", "Obligations opened"),
        "area.moved": pgettext("event", "Area put under another"),
        "unit.closed": pgettext("event", "Unit closed"),
        "post.handed_over": pgettext("event", "Post handed over"),
        "post.opened": pgettext("event", "Post opened"),
        "post.closed": pgettext("event", "Post closed"),
        "appointment.ended": pgettext("event", "Appointment ended"),
        "token.created": pgettext("event", "API token created"),
        "token.revoked": pgettext("event", "API token revoked"),
        "officer.appointed": pgettext("event", "Officer appointed"),
        "paper.issued": pgettext("event", "Paper issued"),
        "paper.voided": pgettext("event", "Paper declared void"),
        "officer.email": pgettext("event", "Officer's e-mail address changed"),
    }.get(kind, kind)
