"""The one door for what a superior does about something owed (9.3): check → change → figures → event → notice.

Like every act it is one short transaction with compare-and-set: the row is locked, and of two officers one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.life.refusals import of_a_step, premature
from anlan.kernel.life.steps import LIFE
from anlan.kernel.life.treating import Treating
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.given_terms import working_days
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.overseeing import overseeing_post
from anlan.kernel.obligations.parts import versions_met_by
from anlan.kernel.obligations.settling import lock_open, meet, met_in_time, move_due, reopen
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.naming import chinese
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.workflow import Step
from anlan.kernel.transactions import writing
from anlan.policy.duties import Duty as PolicyDuty

STATE, REVIEW = Obligation.State, Obligation.Review


class TooLate(Exception):
    """Somebody else was first, or the obligation is no longer in a state for this step; ``event`` made it so."""

    def __init__(self, row: Obligation, event: Event | None) -> None:
        super().__init__("overtaken by another act")
        self.row, self.event = row, event


def state_of(*, row: Obligation) -> str:
    """The state of an obligation as ``LIFE`` names it."""
    if row.state == STATE.MET:
        return "submitted" if row.review == REVIEW.WAITING else "met"
    return {STATE.OPEN: "open", STATE.WAIVED: "waived", STATE.LAPSED: "lapsed"}[STATE(row.state)]


def named_by(*, step: Step, duty: PolicyDuty) -> str | None:
    """Whom the duty names for this step: empty, the kind of unit decides; None, the duty does not know the step."""
    match step.name:
        case "accept" | "return":
            return duty.review.by if duty.review else ("" if step.name == "return" else None)
        case "extend":
            return duty.extend.by if duty.extend else None
        case "waive":
            return duty.waive.by if duty.waive else None
    return ""


def steps_for(*, row: Obligation, actor: Actor) -> list[Step]:
    """The steps that this reader may take on the obligation now."""
    state, duty = state_of(row=row), row.version.policy
    if not any(actor.has(step.permission) for step in LIFE.steps):
        return []
    return [
        step
        for step in LIFE.steps
        if state in step.source
        and (step.name != "confirm" or row.not_performed_id is None)
        and (step.name != "unconfirm" or row.not_performed_id is not None)
        and (step.name != "return" or row.period is not None or state == "submitted")
        and acting_post(step=step, row=row, duty=duty, actor=actor) is not None
    ]


def offered(*, row: Obligation, act: Act) -> list[Step]:
    """The steps that are offered to the reader: those that the obligation allows as it stands at this moment."""
    duty = row.version.policy
    return [
        step
        for step in steps_for(row=row, actor=act.actor)
        if not premature(treating=Treating(step, row, duty, {}, act))
    ]


def acting_post(*, step: Step, row: Obligation, duty: PolicyDuty, actor: Actor) -> Post | None:
    """The post under which the officer may take the step: of an office that oversees the unit, in its reach."""
    by = named_by(step=step, duty=duty)
    if by is None:
        return None
    place = {"position": row.position, "unit": row.unit_id, "line": row.line_id}
    return overseeing_post(permission=step.permission, unit=row.unit, place=place, actor=actor, by=by)


def grounds_of(*, duty: PolicyDuty) -> dict[str, str]:
    """The grounds for a waiver that the duty names, in the reader's language, by their keys."""
    if duty.waive is None:
        return {}
    return {ground.key: ground.zh if chinese() else ground.en for ground in duty.waive.reasons}


def treat(*, row: Obligation, step: Step, answers: Mapping[str, Any], act: Act) -> Event:
    """Take one step on an obligation. Raises NotPermitted, Refused, or TooLate when its state has moved on."""
    with writing():
        locked = Obligation.objects.select_for_update(of=("self",)).select_related(
            "duty", "version", "unit", "unit__area", "met_by"
        )
        row = locked.get(pk=row.pk)
        duty = row.version.policy
        post = acting_post(step=step, row=row, duty=duty, actor=act.actor)
        if post is None:
            raise NotPermitted(f"{step.permission} on obligation {row.pk}")
        if step not in steps_for(row=row, actor=act.actor):
            raise TooLate(row, last_event(row=row))
        treating = Treating(step, row, duty, answers, act)
        refusals = of_a_step(treating=treating)
        if refusals:
            raise Refused(refusals)
        reviewers = _waiting_reviewers(row=row) if step.event in ("obligation.accepted", "obligation.returned") else []
        answered = lock_open(
            kind=step.event, variant="", units=reviewers, occurred_on=act.today, record=("obligation", row.pk),
            versions=versions_met_by(kind=step.event, variant=""),
        )  # fmt: skip
        EFFECTS[step.name](treating)
        event = append(entry=_entry(treating=treating, post=post, reviewers=reviewers), now=act.now)
        meet(rows=answered, event=event, pack=act.pack)
        _tell(treating=treating, event=event)
        return event


def last_event(*, row: Obligation) -> Event | None:
    """The latest entry about the obligation itself, or what met it."""
    return Event.objects.filter(record_type="obligation", record_id=row.pk).order_by("-seq").first() or row.met_by


def _waiting_reviewers(*, row: Obligation) -> list[int]:
    """The units that owe the review of this obligation: a higher office may do it for them."""
    waiting = Obligation.objects.filter(record_type="obligation", record_id=row.pk, state=STATE.OPEN)
    return sorted(set(waiting.values_list("unit_id", flat=True)))


def _entry(*, treating: Treating, post: Post, reviewers: list[int]) -> Entry:
    row, act = treating.row, treating.act
    cited = act.pack.clause_for(reference=treating.step.clause)
    return Entry(
        kind=treating.step.event,
        clause=cited.id if cited else "",
        occurred_on=act.today,
        officer=act.actor.officer.pk,
        post=post.pk,
        place=Place(unit=row.unit_id, position=row.position, line=row.line_id),
        record_type="obligation",
        record_id=row.pk,
        counts_for=reviewers,
        answers={ask.name: treating.answers.get(ask.name) for ask in treating.step.asks} | treating.noted,
    )


def _accept(treating: Treating) -> None:
    treating.row.review = REVIEW.ACCEPTED
    treating.row.save(update_fields=["review"])


def _return(treating: Treating) -> None:
    """Reopen the same row and give back the days that the review took.

    What was submitted in time keeps at least the least time that the parameters name, so that a return on the last
    day leaves something to act in; what was late stays late.
    """
    row, act = treating.row, treating.act
    assert row.met_by is not None
    in_time, submitted = bool(row.on_time), local_day(moment=row.met_by.recorded_at, pack=act.pack)
    treating.noted |= {"event": row.met_by.seq, "submitted_on": submitted}
    reopen(row=row, now=act.now)
    days = max(0, (act.today - submitted).days)
    if in_time:
        key = _more_time(duty=treating.duty)
        earliest = working_days(key=key, since=act.today, pack=act.pack)
        if (earliest.date - row.due_day).days > days:
            days = (earliest.date - row.due_day).days
            if earliest.estimated:
                row.due_estimated, treating.noted["estimated"] = True, key
    row.review = REVIEW.RETURNED
    row.save(update_fields=["review", "due_estimated"])
    move_due(row=row, days=days, pack=act.pack)
    treating.noted |= {"days": days, "due_day": row.due_day}


def _more_time(*, duty: PolicyDuty) -> str:
    return duty.review.more if duty.review else "review.more_time"


def _extend(treating: Treating) -> None:
    row = treating.row
    days = (treating.answers["until"] - row.due_day).days
    move_due(row=row, days=days, pack=treating.act.pack)
    row.extensions += 1
    # The superior named the day, so it is no estimate whatever it was before.
    row.attend_at, row.rung, row.due_estimated = treating.act.now, 0, False
    row.save(update_fields=["extensions", "attend_at", "rung", "due_estimated"])
    treating.noted |= {"days": days, "due_day": row.due_day}


def _waive(treating: Treating) -> None:
    row = treating.row
    row.state, row.attend_at = STATE.WAIVED, None
    row.save(update_fields=["state", "attend_at"])
    figures.record_change(rows=[row], void=1)


def _unconfirm(treating: Treating) -> None:
    """What was met while the confirmation stood counted as late; now its own days decide."""
    row, event = treating.row, treating.row.met_by
    if event is None or row.on_time or not met_in_time(row=row, event=event, pack=treating.act.pack):
        return
    row.on_time = True
    row.save(update_fields=["on_time"])
    figures.record_change(rows=[row], on_time=1, late=-1)


def _nothing(treating: Treating) -> None:
    """Some steps change nothing but what is known."""


EFFECTS: dict[str, Callable[[Treating], None]] = {
    "urge": _nothing,
    "accept": _accept,
    "return": _return,
    "extend": _extend,
    "waive": _waive,
    "confirm": _nothing,
    "unconfirm": _unconfirm,
}
KINDS = {
    "urge": Notice.Kind.URGED,
    "accept": Notice.Kind.ACCEPTED,
    "return": Notice.Kind.RETURNED,
    "extend": Notice.Kind.EXTENDED,
    "waive": Notice.Kind.WAIVED,
    "confirm": Notice.Kind.NOT_PERFORMED,
    "unconfirm": Notice.Kind.WITHDRAWN,
}


def _tell(*, treating: Treating, event: Event) -> None:
    """Keep what needs the entry's own number, and write the notice by which the unit hears of it."""
    row, name = treating.row, treating.step.name
    if name in ("confirm", "unconfirm"):
        row.not_performed = event if name == "confirm" else None
        row.save(update_fields=["not_performed"])
    told = row.notices.filter(rung__lt=0).count()
    Notice.objects.create(
        obligation=row,
        rung=-1 - told,
        due_day=row.due_day,
        kind=KINDS[name],
        event_id=event.pk,
        created_at=event.recorded_at,
    )
