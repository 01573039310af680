"""Questions to enterprises about their self-checks (19.2)."""

from __future__ import annotations

from collections.abc import Callable

from cast import Cast
from examples_of_enterprises import FIRST, SECOND
from examples_of_relations import go, make

from anlan.kernel.records.door import Act, Outcome
from anlan.kernel.records.record import Case
from anlan.modules.question import Question


def ask(act: Act, code: str = FIRST, **known: object) -> Outcome:
    """Ask an enterprise, for the first of the officer's bodies."""
    answers: dict[str, object] = {
        "receiver": str(act.actor.posts[0].unit.pk), "subject": "silent", "title": "请核实自查情况",
        "grounds": "同类企业每次自查发现1.5处隐患，贵单位12次自查均未发现",
    }  # fmt: skip
    return make(act, Question, code, **answers | known)


def answer(act: Act, question: Case, text: str = "自查由班组长口头进行，未登记") -> Outcome:
    """Answer a question for the enterprise."""
    return go(act, question, "answer", answer=text)


def settle(act: Act, question: Case, outcome: str = "will_do_better") -> Outcome:
    """Settle a question that was answered."""
    return go(act, question, "settle", outcome=outcome, note="")


def some_questions(cast: Cast) -> None:
    """Two to the first enterprise, one of them settled, and one to the second."""
    first = ask(cast.act("town")).record
    answer(cast.act("safety"), first)
    settle(cast.act("town"), first)
    ask(cast.act("town"), subject="repeated")
    ask(cast.act("city"), SECOND)


EXAMPLES: dict[str, Callable[[Cast], None]] = {"question": some_questions}
