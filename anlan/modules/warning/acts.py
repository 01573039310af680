"""What the steps of a warning write and refuse (17.7): the figures are frozen by the system, persons decide."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, gettext_lazy

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Doing
from anlan.kernel.records.for_which_body import one_of_those_with
from anlan.kernel.records.persons import not_who_reported
from anlan.kernel.records.workflow import Refusal
from anlan.kernel.roles import P
from anlan.modules.warning.explaining import frozen
from anlan.modules.warning.reading import Place, enterprises_on, numbers_of, scores_on
from anlan.rules import warnings
from anlan.rules.warnings import Score

OCCASION = "warning.confirmed"
one_of_the_own = one_of_those_with(
    permission=P.QUESTION_ASK, words=gettext_lazy("You warn for one of your own bodies. Choose one of them.")
)


def score_of(*, unit: Unit, act: Act) -> Score:
    """The score of one enterprise today; nothing is counted of one that does not operate."""
    numbers, place = numbers_of(pack=act.pack, on=act.today), Place(unit=unit.pk)
    among = enterprises_on(place=place, day=act.today)
    scores = scores_on(place=place, day=act.today, numbers=numbers, pack=act.pack, among=among)
    return scores.get(unit.pk) or warnings.score(counts={}, scale=numbers.scale)


def figures_propose_it(doing: Doing) -> Refusal | None:
    """The figures propose, a person decides: without them somebody may ask or look, but not warn."""
    score = score_of(unit=doing.record.unit, act=doing.act)
    if score.warns:
        return None
    text = gettext("What is counted today gives %(points)d points; a warning is proposed from %(threshold)d on.")
    return Refusal("", text % {"points": score.points, "threshold": score.threshold})


def by_another(kind: str) -> Callable[[Doing], Refusal | None]:
    """Nobody confirms or closes what the same person did, whatever posts that person holds."""

    def refused(doing: Doing) -> Refusal | None:
        return not_who_reported(doing=doing, kind=kind)

    return refused


def write_proposal(doing: Doing) -> None:
    """Freeze what is counted at this moment; nobody types it."""
    record, score = doing.record, score_of(unit=doing.record.unit, act=doing.act)
    record.proposed_on, record.note = doing.act.today, doing.answers.get("note") or ""
    record.points, record.threshold, record.parts = score.points, score.threshold, frozen(score=score)
    record.send_to(receiver=Unit.objects.get(pk=int(doing.answers["receiver"])))
    record.save(force_insert=True)


def keep(doing: Doing, **values: object) -> None:
    """Write these columns."""
    for name, value in values.items():
        setattr(doing.record, name, value)
    doing.record.save(update_fields=list(values))


def owe_follow_up(doing: Doing) -> None:
    """The body that is named owes following it up; each return begins a row of its own."""
    one = doing.record
    doing.owed.append(Owed(OCCASION, one.receiver, name_of(one.unit)[:200], None, one.record_type(), one.pk))


def write_confirmation(doing: Doing) -> None:
    """From now on it is followed up."""
    keep(doing, confirmed_on=doing.act.today, task=doing.answers["task"])
    owe_follow_up(doing)


def write_dismissal(doing: Doing) -> None:
    """Keep why the figures mislead here."""
    keep(doing, dismissed_because=doing.answers["reason"], closed_on=doing.act.today)


def write_follow_up(doing: Doing) -> None:
    """Keep what was found and done; an earlier one that was sent back stays in the history."""
    keep(doing, followed_on=doing.answers["occurred_on"], result=doing.answers["result"])


def write_return(doing: Doing) -> None:
    """Keep what is still to be looked at below what was; it is owed anew."""
    keep(doing, task="\n".join((doing.record.task, doing.answers["further"])))
    owe_follow_up(doing)


def write_reply(doing: Doing) -> None:
    """Keep what the enterprise says; earlier words stay above."""
    keep(doing, reply="\n".join(part for part in (doing.record.reply, doing.answers["reply"]) if part))


def write_outcome(doing: Doing) -> None:
    """Keep what came of it."""
    answers = doing.answers
    keep(doing, outcome=answers["outcome"], closing_note=answers.get("note") or "", closed_on=doing.act.today)
