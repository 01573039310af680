"""The one door for writing: check → change → obligations → event, in one short transaction with compare-and-set.

Of two clicks, or of two officers, one wins and the other is told. The same form sent twice is one act.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import DutyVersion
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.occasions import open_on_event
from anlan.kernel.obligations.owed import NobodyOwes, Owed, open_owed
from anlan.kernel.obligations.parts import versions_met_by
from anlan.kernel.obligations.settling import clause_answered, give_back, lock_open, meet
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.answering import answered_alone, outside_the_period
from anlan.kernel.records.findings import Finding, take_in
from anlan.kernel.records.kept import File, answers_kept, attach
from anlan.kernel.records.persons import kept_from
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Refusal, Step
from anlan.kernel.transactions import sweeping, writing
from anlan.policy import Pack


@dataclass(frozen=True)
class Act:
    """Who acts, when, under which pack."""

    actor: Actor
    now: dt.datetime
    pack: Pack

    @property
    def today(self) -> dt.date:
        """The day on the city's calendars."""
        return local_day(moment=self.now, pack=self.pack)


@dataclass(frozen=True)
class Outcome:
    """What came of an act: the record, its event, the obligations met; ``repeated`` when it had been done already."""

    record: Case
    event: Event | None
    met: Sequence[Obligation] = ()
    repeated: bool = False


class Refused(Exception):
    """The step is refused by rules; every refusal names the answer and the reason."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("; ".join(str(one.message) for one in refusals))
        self.refusals = tuple(refusals)


class Overtaken(Exception):
    """Somebody else was first. ``record`` is what now stands, ``event`` who made it so."""

    def __init__(self, record: Case | None, event: Event | None) -> None:
        super().__init__("overtaken by another act")
        self.record, self.event = record, event


@dataclass
class Doing:
    """One step being taken; what rules and ``apply`` are given."""

    step: Step
    record: Any
    answers: Mapping[str, Any]
    act: Act
    post: Post
    answering: Obligation | None = None
    owed: list[Owed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def begin(
    *,
    model: type[Case],
    unit: Unit,
    answers: Mapping[str, Any],
    act: Act,
    submission: uuid.UUID,
    answering: Obligation | None = None,
    files: Callable[[], Sequence[File]] = tuple,
) -> Outcome:
    """Begin a case of ``model`` for ``unit``, perhaps in answer to one obligation.

    ``files`` stores what was handed in; it is called once nothing can be refused any more.
    Raises NotPermitted, Refused, or Overtaken when the same thing was recorded already.
    """
    step = model.workflow.beginning
    if step is None:
        raise NotPermitted(f"a {model.record_type()} is not begun by hand")
    earlier = model._default_manager.filter(submission=submission).first()
    if earlier is not None:
        return _repeated(record=earlier, act=act, step=step)
    record = model(submission=submission, created_at=act.now, state=step.target)
    try:
        with writing():
            # Read again under the lock: a unit that has just moved is recorded for where it is now.
            record.unit = Unit.objects.select_related("area").get(pk=unit.pk)
            record.position, record.line_id = record.unit.position, record.unit.line_id
            doing = _checked(step=step, record=record, answers=answers, act=act, answering=answering)
            if step.apply is not None:
                step.apply(doing)
            if record.pk is None:
                record.save(force_insert=True)
            return _settle(doing=doing, files=files)
    except IntegrityError:
        standing = model._default_manager.filter(submission=submission).first()
        if standing is not None:
            return _repeated(record=standing, act=act, step=step)
        clash = next(iter(model._default_manager.filter(**record.identity())), None)
        if clash is None:
            raise
        raise Overtaken(clash, last_event(record=clash)) from None


def take(
    *,
    record: Case,
    step: Step,
    answers: Mapping[str, Any],
    act: Act,
    files: Callable[[], Sequence[File]] = tuple,
    seen: str = "",
) -> Outcome:
    """Take a step of an existing case. Raises NotPermitted, Refused, or Overtaken when its state has moved on.

    ``seen`` is the record's fingerprint when the form was shown. A step that leaves the state as it is would otherwise
    write back what somebody else has changed meanwhile: such a one is overtaken as well.
    """
    try:
        return _take(record=record, step=step, answers=answers, act=act, files=files, seen=seen)
    except IntegrityError:
        # Somebody else was first with what stands only once: the rules say so now that it stands.
        _checked(step=step, record=record, answers=answers, act=act)
        raise


def _take(
    *, record: Case, step: Step, answers: Mapping[str, Any], act: Act, files: Callable[[], Sequence[File]], seen: str
) -> Outcome:
    # What is withdrawn may have to be met by another event: none may be under way meanwhile.
    with sweeping() if step.withdraws or step.exclusive else writing():
        record.refresh_from_db(fields=[place.position for place in type(record).objects.columns.places])
        doing = _checked(step=step, record=record, answers=answers, act=act)
        target = step.target or record.state
        standing = type(record)._default_manager.filter(pk=record.pk, state__in=step.source)
        if not step.target:
            standing = standing.filter(state=record.state)
        if standing.update(state=target) != 1:
            raise Overtaken(type(record)._default_manager.filter(pk=record.pk).first(), last_event(record=record))
        record.state = target
        if seen and not step.target:
            standing_now = type(record)._default_manager.get(pk=record.pk)
            if standing_now.fingerprint() != seen:
                raise Overtaken(standing_now, last_event(record=record))
        if step.apply is not None:
            step.apply(doing)
        return _settle(doing=doing, files=files)


def last_event(*, record: Case) -> Event | None:
    """The latest entry of the ledger about a record."""
    return Event.objects.filter(record_type=record.record_type(), record_id=record.pk).order_by("-seq").first()


def allowed_steps(*, record: Case, actor: Actor) -> list[Step]:
    """The steps that this reader may take now."""
    return [
        step
        for step in record.workflow.steps
        if step.suits(record=record)
        and record.post_for(step=step, actor=actor) is not None
        and not kept_from(step=step, body=record.unit_for(step=step), actor=actor)
    ]


def _checked(
    *, step: Step, record: Case, answers: Mapping[str, Any], act: Act, answering: Obligation | None = None
) -> Doing:
    post = record.post_for(step=step, actor=act.actor)
    if post is None:
        raise NotPermitted(f"{step.permission} at {record.place_for(step=step)}")
    doing = Doing(step=step, record=record, answers=answers, act=act, post=post, answering=answering)
    rules = (within_the_period_answered, *step.refuse)
    refusals = [refusal for rule in rules if (refusal := rule(doing)) is not None]
    if refusals:
        raise Refused(refusals)
    return doing


def within_the_period_answered(doing: Doing) -> Refusal | None:
    """An event given in answer to an obligation must have occurred in the period that is owed."""
    if doing.step.period is not None:
        return None
    return outside_the_period(answering=doing.answering, day=doing.answers.get("occurred_on"))


def _repeated(*, record: Case, act: Act, step: Step) -> Outcome:
    if record.post_for(step=step, actor=act.actor) is None:
        raise NotPermitted("the form belongs to another record")
    return Outcome(record=record, event=last_event(record=record), repeated=True)


def _settle(*, doing: Doing, files: Callable[[], Sequence[File]]) -> Outcome:
    step, record, act = doing.step, doing.record, doing.act
    kept = files()
    take_in(doing=doing)
    kind, variant = step.event, step.variant(record) if step.variant else ""
    occurred_on = doing.answers.get("occurred_on") or act.today
    units = list(step.counts_for(record)) if step.counts_for else []
    reference = (record.record_type(), record.pk)
    if step.withdraws:
        taken_back = Event.objects.filter(record_type=reference[0], record_id=reference[1], kind=step.withdraws)
        give_back(events=list(taken_back.values_list("id", flat=True)), now=act.now, pack=act.pack)
    only_for = answered_alone(named=doing.answering, kind=kind, variant=variant, units=units, occurred_on=occurred_on)
    about = step.period(record) if step.period else None
    versions = versions_met_by(kind=kind, variant=variant)
    met = lock_open(
        kind=kind, variant=variant, units=units, occurred_on=occurred_on, record=reference, versions=versions,
        only_for=only_for, about=about,
    )  # fmt: skip
    attach(record=record, files=kept, by=act.actor.officer, now=act.now)
    clause = _clause(doing=doing, versions=versions, occurred_on=occurred_on, about=about)
    event = append(
        entry=Entry(
            kind=kind,
            variant=variant,
            clause=clause,
            occurred_on=occurred_on,
            officer=act.actor.officer.pk,
            post=doing.post.pk,
            accountable=step.accountable(record) if step.accountable else None,
            place=Place(unit=record.unit_id, position=record.position, line=record.line_id),
            record_type=reference[0],
            record_id=reference[1],
            counts_for=units,
            answers=answers_kept(step=step, answers=doing.answers),
            files=[file.digest for file in kept],
            only_for={row.unit_id: row.pk for row in only_for},
            period=about,
        ),
        now=act.now,
    )
    meet(rows=met, event=event, pack=act.pack)
    given = _open_owed(doing=doing, event=event)
    open_on_event(event=event, units=units, given=given, now=act.now, pack=act.pack)
    return Outcome(record=record, event=event, met=met)


def _open_owed(*, doing: Doing, event: Event) -> list[Obligation]:
    """What the act makes others owe. Raises Refused where the pack obliges none of those that it names."""
    try:
        return open_owed(owed=doing.owed, event=event, now=doing.act.now, pack=doing.act.pack)
    except NobodyOwes as nobody:
        names = pgettext("list of units", ", ").join(name_of(unit) for unit in nobody.units)
        text = _("By the duties of the pack %(units)s would not owe this. Name a unit that does.")
        raise Refused([Refusal("", text % {"units": names})]) from None


def _clause(*, doing: Doing, versions: Sequence[DutyVersion], occurred_on: dt.date, about: dt.date | None) -> str:
    """The clause under which the record's own unit owes this event; otherwise the one that the step cites."""
    record, pack = doing.record, doing.act.pack
    if doing.step.counts_for is not None:
        answered = clause_answered(
            versions=versions,
            unit=record.unit_id,
            occurred_on=occurred_on,
            record=(record.record_type(), record.pk),
            about=about,
        )
        if answered is not None:
            return answered
    cited = pack.clause_for(reference=doing.step.clause)
    return cited.id if cited else ""
