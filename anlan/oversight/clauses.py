"""条款追溯: one clause from text to figures: who owes it, and which step, rule, page and test carry it.

The pages of clauses, the command ``anlan trace`` and the API all read this. Code cites the clause ids of the
reference catalogue (``Clause.reference``), so a city with other numbers gets the same answer under its own.
"""

from __future__ import annotations

import datetime as dt
import difflib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q

import anlan
from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import tests_of_duty
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.people.sight import Sight
from anlan.kernel.records.workflow import Step
from anlan.kernel.roles import ROLES, P, Role
from anlan.oversight.live import Live, live
from anlan.oversight.tests_by_clause import NamedTest, tests_naming
from anlan.policy import Article, Clause, Pack, Value
from anlan.policy.citations import Citation, citations
from anlan.policy.clauses import Milestone
from anlan.policy.conditions import ParameterRef
from anlan.policy.duties import Duty as PolicyDuty

ROOT = Path(anlan.__file__).resolve().parent.parent


@dataclass(frozen=True)
class StepView:
    """A step of a case that cites the clause, or whose event meets a duty of the clause (``cites`` False)."""

    pages: CasePages
    step: Step
    where: str
    cites: bool


@dataclass(frozen=True)
class RuleView:
    """A rule that a step asks before anything is recorded: its name, what it says, file and line."""

    name: str
    says: str
    where: str


@dataclass(frozen=True)
class ClauseView:
    """Everything that is known of one clause.

    ``cited`` are further citations (pages, documents, commands, rules that cite for themselves). ``parameters``
    are all dated values of the parameters that the clause's duties use. ``tests_known`` is False where Anlan was
    installed without its tests; ``tests`` is empty then and says nothing.
    """

    clause: Clause
    article: Article
    milestone: Milestone | None
    duties: tuple[PolicyDuty, ...]
    steps: tuple[StepView, ...]
    rules: tuple[RuleView, ...]
    cited: tuple[Citation, ...]
    parameters: tuple[Value, ...]
    tests: tuple[NamedTest, ...]
    tests_known: bool

    @property
    def permissions(self) -> tuple[P, ...]:
        """The permissions that the steps ask for, each once."""
        return tuple(dict.fromkeys(view.step.permission for view in self.steps))

    @property
    def pages(self) -> tuple[CasePages, ...]:
        """The registers whose steps carry the clause, each once."""
        return tuple({view.pages.name: view.pages for view in self.steps}.values())


@dataclass(frozen=True)
class Coverage:
    """How many clauses are carried in each way, and how many wait for each milestone (by its id)."""

    total: int
    carried: dict[str, int]
    waiting: dict[str, int]
    reasoned: int


def clause_view(*, pack: Pack, clause_id: str) -> ClauseView:
    """What carries the clause ``clause_id`` of this pack. Raises KeyError where the pack has no such clause."""
    clause = pack.clauses[clause_id]
    duties = tuple(duty for duty in pack.duties.values() if duty.clause == clause.id)
    steps = tuple(_steps(reference=clause.reference, duties=duties))
    tests, known = tests_naming(reference=clause.reference or "", root=ROOT)
    return ClauseView(
        clause=clause,
        article=pack.articles[clause.article],
        milestone=pack.milestones.get(clause.carried.milestone or ""),
        duties=duties,
        steps=steps,
        rules=tuple({rule.where: rule for view in steps for rule in _rules(step=view.step)}.values()),
        cited=_cited(reference=clause.reference),
        parameters=tuple(value for key in _parameter_keys(duties=duties) for value in pack.parameters.history(key=key)),
        tests=tests,
        tests_known=known,
    )


def _steps(*, reference: str | None, duties: tuple[PolicyDuty, ...]) -> Iterator[StepView]:
    meeting = {event for duty in duties for event in duty.met_by.events}
    places = {(item.reference, item.name): item.where for item in citations() if item.kind == "step"}
    for pages in DECLARED.pages.values():
        for step in pages.steps:
            cites = reference is not None and step.clause == reference
            if cites or step.event in meeting:
                yield StepView(pages, step, places[step.clause, step.event], cites)


def _rules(*, step: Step) -> Iterator[RuleView]:
    for rule in step.refuse:
        says = (inspect.getdoc(rule) or "").partition("\n")[0]
        yield RuleView(rule.__name__, says, _place(rule))


def _place(function: Callable[..., object]) -> str:
    """File and line of a function, the file as its path from the package's folder."""
    code = function.__code__
    path = Path(code.co_filename)
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    return f"{shown}:{code.co_firstlineno}"


def _cited(*, reference: str | None) -> tuple[Citation, ...]:
    """Steps and permissions are told by ``steps`` already. Nothing can cite a clause without reference."""
    if reference is None:
        return ()
    return tuple(item for item in citations(reference=reference) if item.kind not in ("step", "permission"))


def _parameter_keys(*, duties: tuple[PolicyDuty, ...]) -> list[str]:
    """The parameters of time and those that a condition compares with, each once."""
    keys: dict[str, None] = {}
    for duty in duties:
        keys |= dict.fromkeys(duty.parameters)
        compared = [test.value for test in tests_of_duty(duty=duty)]
        keys |= {value.key: None for value in compared if isinstance(value, ParameterRef)}
    return list(keys)


def roles_holding(*, permission: P) -> list[Role]:
    """The roles that include a permission."""
    return [role for role in ROLES.values() if permission in role.permissions]


def live_figures(*, clause_id: str, sight: Sight, today: dt.date) -> Live:
    """What is owed under the clause within sight: due in the calendar year of ``today``, and open beyond it."""
    duties = list(Duty.objects.filter(clause=clause_id).values_list("pk", flat=True))
    return live(sight=sight, today=today, where=Q(duty_id__in=duties))


def nearest_clauses(*, pack: Pack, text: str, limit: int = 5) -> list[Clause]:
    """What an unknown clause id may have meant: clauses with these words, then those with a number alike."""
    found = [hit.clause for hit in pack.search(text=text, limit=limit)]
    alike = difflib.get_close_matches(text, list(pack.clauses), n=limit)
    found += [pack.clauses[near] for near in alike if pack.clauses[near] not in found]
    return found[:limit]


def coverage(*, pack: Pack) -> Coverage:
    """Counts of all clauses by how they are carried, in the order in which the ways are known."""
    carried = Counter(clause.carried.how for clause in pack.clauses.values())
    waiting = Counter(clause.carried.milestone for clause in pack.clauses.values() if clause.carried.milestone)
    return Coverage(
        total=len(pack.clauses),
        carried={how: carried.get(how, 0) for how in ("duty", "step", "rule", "register", "page", "none")},
        waiting={name: waiting.get(name, 0) for name in pack.milestones},
        reasoned=sum(1 for c in pack.clauses.values() if c.carried.how == "none" and c.carried.milestone is None),
    )
