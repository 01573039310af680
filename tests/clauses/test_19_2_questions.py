"""Clause 19.2: an enterprise whose reports are missing or repeat is asked, and explains; nobody is accused."""

from __future__ import annotations

import pytest
from cast import TODAY, Cast, unit
from examples_of_enterprises import FIRST, SECOND
from examples_of_questions import answer, ask, settle
from examples_of_relations import go

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.question import Question

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED


def owed() -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key="question-answer").order_by("id"))


def test_19_2_who_is_asked_owes_an_answer_within_ten_working_days(cast: Cast) -> None:
    ask(cast.act("town"))
    (row,) = owed()
    assert (row.unit.code, row.state, str(row.due_day)) == (FIRST, OPEN, "2026-12-07")
    assert Event.objects.get(kind="question.asked").clause == "19.2"


def test_19_2_the_answer_meets_it_and_goes_to_whoever_asked(cast: Cast) -> None:
    question = ask(cast.act("town")).record
    answer(cast.act("safety"), question)
    held = Question.objects.get()
    assert ([row.state for row in owed()], held.state, held.answered_on) == ([MET], "answered", TODAY)
    assert held.receiver == cast.actor("town").posts[0].unit
    settle(cast.act("town"), question)
    held.refresh_from_db()
    assert (held.state, held.outcome) == ("settled", "will_do_better")


def test_19_2_an_answer_that_leaves_something_open_is_asked_for_again(cast: Cast) -> None:
    question = ask(cast.act("town")).record
    answer(cast.act("safety"), question)
    go(cast.act("town"), question, "ask_again", further="请补充9月至11月的自查记录")
    assert [row.state for row in owed()] == [MET, OPEN]
    assert "请补充9月至11月的自查记录" in Question.objects.get().grounds
    answer(cast.act("safety"), question, "已补充")
    assert [row.state for row in owed()] == [MET, MET]


def test_19_2_a_withdrawn_question_is_owed_no_answer(cast: Cast) -> None:
    go(cast.act("town"), ask(cast.act("town")).record, "withdraw", reason="已电话核实")
    assert [row.state for row in owed()] == [LAPSED]


def test_19_2_the_same_is_not_asked_twice_at_once(cast: Cast) -> None:
    question = ask(cast.act("town")).record
    with pytest.raises(Overtaken):
        ask(cast.act("town"), grounds="再问一次")
    answer(cast.act("safety"), question)
    settle(cast.act("town"), question)
    ask(cast.act("town"))
    assert Question.objects.count() == 2


def test_19_2_nobody_asks_for_a_body_that_is_not_the_own_one(cast: Cast) -> None:
    with pytest.raises(Refused) as told:
        ask(cast.act("town"), receiver=str(unit("445122/emergency").pk))
    assert [one.field for one in told.value.refusals] == ["receiver"]


def test_19_2_only_the_enterprise_answers_and_only_the_asker_settles(cast: Cast) -> None:
    question = ask(cast.act("town")).record
    for username in ("town", "city", "stranger"):
        with pytest.raises(NotPermitted):
            answer(cast.act(username), question)
    answer(cast.act("safety"), question)
    with pytest.raises(NotPermitted):
        settle(cast.act("safety"), question)


def test_19_2_an_enterprise_asks_nobody(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        ask(cast.act("safety"), SECOND)


def test_19_2_nobody_settles_what_the_same_person_answered(cast: Cast) -> None:
    question = ask(cast.act("officer")).record
    post = Post.objects.get(unit__code="445122/emergency", key="enforcement_officer")
    Appointment.objects.create(post=post, officer=cast.officer("safety"), since=TODAY)
    answer(cast.act("safety"), question)
    with pytest.raises(Refused, match="somebody else"):
        settle(cast.act("safety"), question)
    settle(cast.act("officer"), question)
