"""What the steps of a listing refuse and write (19.8)."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import officers_behind
from anlan.kernel.records.workflow import Ask, Refusal
from anlan.modules.hidden_danger import persons, refusals
from anlan.modules.hidden_danger.listed.owing import owe_follow_up, owe_progress
from anlan.rules import listings

PUBLICATION = (
    Ask("occurred_on", _("Published on"), "date", initial=lambda asked: asked.act.today),
    Ask("published_at", _("Published at"), "text", why=_("The newspaper, notice board or address")),
)


def keep(doing: Doing, **columns: Any) -> None:
    """Write columns of the listing at hand."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(**columns)


def let_go(doing: Doing, *, on: tuple[str, ...] = ()) -> None:
    """What is owed for the listing on these occasions lapses; without any, all of it."""
    one, duties = doing.record, doing.act.pack.duties.values()
    release(
        record_type=one.record_type(), records=[one.pk], units=sorted({one.unit_id, one.receiver_id}),
        duties=[duty.id for duty in duties if duty.on in on] if on else (),
    )  # fmt: skip


def owe(doing: Doing, *, on: str, unit: Any) -> None:
    """That unit owes something of the listing from now on, in the duty's own term."""
    one = doing.record
    doing.owed.append(Owed(on, unit, str(one)[:200], None, one.record_type(), one.pk))


def at_most_a_hundred(doing: Doing) -> Refusal | None:
    """Nothing is more than done."""
    return Refusal("percent", gettext("At most 100 per cent.")) if doing.answers["percent"] > 100 else None


def write_progress(doing: Doing) -> None:
    """Keep how far it is; the next report is owed from today on."""
    answers, act = doing.answers, doing.act
    keep(doing, progress=answers["progress"], percent=answers["percent"], progress_on=act.today)
    owe_progress(doing.owed, listing=doing.record, act=act)


def write_wish(doing: Doing) -> None:
    """Keep what is wanted, and whether it was asked for in time; a decision is owed."""
    one, act = doing.record, doing.act
    before = refusals.number(act=act, key="listing.ask_before_days")
    last = act.pack.calendar.add_working_days(start=one.due_day, days=-before).date
    keep(
        doing, wanted_day=doing.answers["wanted_day"], wanted_because=doing.answers["reason"],
        asked_late=not listings.asked_in_time(asked_on=act.today, last_day=last),
    )  # fmt: skip
    owe(doing, on="listing.more_time.review", unit=one.receiver)


def not_who_asked(doing: Doing) -> Refusal | None:
    """Nobody gives more time to the same person, or to the own enterprise."""
    if doing.act.actor.officer.pk in officers_behind(record=doing.record, kind="listing.time_asked"):
        return Refusal("", gettext("You asked for more time yourself; somebody else has to decide."))
    return persons.not_of_the_unit(doing)


def give_time(doing: Doing) -> None:
    """The day moves, and with it the day from which the ladder is owed."""
    one, day = doing.record, doing.answers["due_day"]
    keep(
        doing, due_day=day, extended_days=F("extended_days") + (day - one.due_day).days, wanted_day=None,
        wanted_because="", remark=doing.answers.get("remark") or "", waits=None,
    )  # fmt: skip
    one.due_day = day
    let_go(doing, on=("listing.follow_up",))
    owe_follow_up(doing.owed, listing=one, since=day, act=doing.act)


def decline_time(doing: Doing) -> None:
    """The day stays; why is said."""
    keep(doing, wanted_day=None, wanted_because="", remark=doing.answers["reason"])


def put_right_first(doing: Doing) -> Refusal | None:
    """Whoever applies has put the danger right, and said so in its own record."""
    if doing.record.danger.state not in ("rectified", "closed"):
        return Refusal("", gettext("Report the danger as put right first; then apply here with your own evaluation."))
    return None


def write_application(doing: Doing) -> None:
    """Keep the enterprise's own evaluation; no more progress is owed, and whoever listed it owes a decision."""
    answers = doing.answers
    keep(
        doing, evaluated_on=answers["occurred_on"], evaluated_by=answers["evaluated_by"],
        evaluation=answers["evaluation"], percent=100, wanted_day=None, wanted_because="",
    )  # fmt: skip
    let_go(doing, on=("listing.progress", "listing.more_time.review"))
    owe(doing, on="listing.delist.review", unit=doing.record.receiver)


def accepted_on_the_spot(doing: Doing) -> Refusal | None:
    """A danger leaves the list once the department has re-checked it on the spot and accepted it."""
    if doing.record.danger.state != "closed":
        text = gettext("The department has not accepted it on the spot yet: it does so in the record of the danger.")
        return Refusal("", text)
    return None


def delist(doing: Doing) -> None:
    """The danger leaves the list; the ladder ends, and the delisting is owed to the public."""
    keep(
        doing, delisted_on=doing.act.today, delisting_number=doing.answers.get("number") or "",
        remark=doing.answers.get("remark") or "", waits=None,
    )  # fmt: skip
    owe(doing, on="listing.to_publish_end", unit=doing.record.receiver)


def write_publication(doing: Doing) -> None:
    """Keep where and when."""
    keep(doing, published_on=doing.answers["occurred_on"], published_at=doing.answers["published_at"])


def withdraw(doing: Doing) -> None:
    """Nothing is owed for a listing that was a mistake, or whose danger is graded as general after all."""
    keep(doing, remark=doing.answers["reason"], waits=None)
    let_go(doing)


def back_to_the_list(*, danger: Any, act: Any, owed: list[Owed]) -> None:
    """A danger that the department sends back is under supervision again, with progress owed anew."""
    for one in danger.listings.filter(state="applied").select_related("unit", "receiver"):
        danger.listings.filter(pk=one.pk).update(state="listed")
        duties = [duty.id for duty in act.pack.duties.values() if duty.on == "listing.delist.review"]
        release(record_type=one.record_type(), records=[one.pk], units=[one.receiver_id], duties=duties)
        owe_progress(owed, listing=one, act=act)
