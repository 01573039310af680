"""Administrative inspections by certified officers (8.8)."""

from __future__ import annotations

from collections.abc import Callable

from cast import TODAY, Cast
from examples_of_enterprises import FIRST, SECOND
from examples_of_relations import go, make

from anlan.kernel.records.door import Act, Outcome
from anlan.modules.inspection import Inspection


def inspect(act: Act, code: str = FIRST, **known: object) -> Outcome:
    """Inspect an enterprise for the officer's bureau."""
    answers: dict[str, object] = {
        "receiver": str(act.actor.posts[0].unit.pk), "occurred_on": TODAY, "basis": "plan", "manner": "announced",
        "document": "2026年度监督检查计划", "certificates": "粤U0001 粤U0002", "looked_at": "窑炉燃气系统、叉车",
        "dangers": [],
    }  # fmt: skip
    return make(act, Inspection, code, **answers | known)


def some_inspections(cast: Cast) -> None:
    """One of the first enterprise, with a comment, another withdrawn, and one of the second."""
    officer = cast.act("officer")
    first = inspect(officer, dangers=[{"what": "燃气报警器未检定", "place": "一号窑", "put_right": ""}]).record
    go(cast.act("safety"), first, "comment", comment="情况属实")
    go(officer, inspect(officer, basis="clue", document="群众举报").record, "withdraw", reason="登记有误")
    inspect(officer, SECOND, manner="unannounced")


EXAMPLES: dict[str, Callable[[Cast], None]] = {"inspection": some_inspections}
