"""督办升级 (19.9): the next rung about a listed danger that is late: which it is, who may take it, its proposal."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Ask, Asked, Refusal, Step, Words
from anlan.kernel.roles import P
from anlan.modules.hidden_danger.listed.ladder import RUNGS, Rung, rungs_taken
from anlan.rules import listings


def rung_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The one rung that comes next."""
    rung = listings.next_rung(taken=rungs_taken(asked.record))
    return [(rung, RUNGS[rung])] if rung else []


def next_rung_can_be_taken(doing: Doing) -> Refusal | None:
    """The danger is late, the rung is the next one, the body has the power, and the timer of the last has run out."""
    one = doing.record
    fault = listings.rung_fault(
        rung=doing.answers["rung"], taken=rungs_taken(one), kind=one.receiver.kind, due_day=one.due_day,
        today=doing.act.today, waits=one.waits, of_work_safety=one.receiver.code.endswith("/emergency"),
    )  # fmt: skip
    text = {
        "early": gettext("Its time limit has not passed yet: it ends on %(day)s."),
        "order": gettext("The rungs follow one another; take the one that is offered."),
        "power": gettext("This body has no such power; the listing is followed up by one that has."),
        "timer": gettext("The timer of the last rung runs until %(waits)s."),
    }
    return Refusal("rung", text[fault] % {"day": one.due_day, "waits": one.waits}) if fault else None


def no_rung_waits(doing: Doing) -> Refusal | None:
    """One rung after the other: what is proposed is confirmed or declined first."""
    if Rung.objects.filter(listing=doing.record.pk, state="proposed").exists():
        return Refusal("", gettext("A rung waits to be confirmed; decide about that one first."))
    return None


def propose(doing: Doing) -> None:
    """A rung is proposed; somebody else of the body confirms it (a proposal is no document yet)."""
    listing, answers = doing.record, doing.answers
    rung = Rung(
        listing=listing, unit=listing.unit, position=listing.position, line_id=listing.line_id, state="proposed",
        created_at=doing.act.now, kind=answers["rung"], facts=answers["facts"], demands=answers["demands"],
        proposed_on=doing.act.today, proposed_by=doing.act.actor.officer.pk,
    )  # fmt: skip
    rung.send_to(receiver=listing.receiver)
    rung.save(force_insert=True)
    doing.owed.append(
        Owed("listing.rung.review", rung.receiver, str(listing)[:200], None, rung.record_type(), rung.pk)
    )  # fmt: skip


TAKE = Step(
    "take_rung", _("Take the next rung"), ("listed", "applied"), "", P.DANGER_LIST, "listing.rung_proposed",
    clause="19.9",
    asks=(
        Ask("rung", _("Rung"), "choice", offered=rung_offered,
            initial=lambda asked: next((key for key, _words in rung_offered(asked)), ""),
            why=_("They follow one another, each after the timer of the one before")),
        Ask("facts", _("Facts"), "longtext", max_length=2000),
        Ask("demands", _("What is demanded"), "longtext", max_length=2000),
    ),
    refuse=(no_rung_waits, next_rung_can_be_taken), apply=propose, by_receiver=True,
    counts_for=lambda listing: [listing.receiver_id],
)  # fmt: skip
