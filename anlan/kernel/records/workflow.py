"""流程: the states of a case and the steps between them, as one table that reads like the clause."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from anlan.kernel.roles import P
from anlan.policy.citations import cite

Words = Promise | str


@dataclass(frozen=True)
class State:
    """One state of a case; ``final`` ends it.

    ``settled`` is rest: nothing of the case waits for anybody, though it may still be checked, replaced, ended or taken
    back, as a meeting that was held or a seat that is filled.
    """

    name: str
    label: Words
    final: bool = False
    settled: bool = False

    @property
    def unfinished(self) -> bool:
        """Whether somebody still has to do something about the case."""
        return not (self.final or self.settled)


@dataclass(frozen=True)
class Asked:
    """What is known when a form is shown: the unit, who asks (an ``Act``), the record and the obligation it is for."""

    unit: Any
    act: Any
    record: Any = None
    answering: Any = None


@dataclass(frozen=True)
class Ask:
    """One thing that a step asks for.

    ``kind``: date, moment (a day with its time), number (a count, 0 or more), decimal (0 or more, to ``places``
    places), text, longtext, suggested (a text with ``choices`` to pick from), choice, check, file, photos (up to
    ``most``, or as many as the pack allows), unit, or rows (several lines of further asks). Rows that ask for a ``key``
    are fixed: they are the lines of ``initial`` and no others, each with its key, unseen, and its ``words`` above;
    ``nothing`` is said where there is no line.
    ``choices`` is given the unit concerned, ``offered`` instead what is known when the form is shown, and so is
    ``initial`` (of rows: a list of lines): what the register holds already is not asked again.
    ``why`` says where the answer goes, so that nobody is asked without a reason. A ``private`` answer stands on the
    record and never enters the ledger. ``applies`` says of a unit whether it is asked at all; without it every unit is.
    ``purpose`` is what files and photos are kept for, such as ``before`` and ``after``; without it, the ask's name.
    ``shown_for`` names another ask of the same form or row and the answers to it with which this one matters: a page
    shows it only then, and programs may.
    ``to_the_letter``: spaces at the ends of a longtext belong to it.
    ``part`` is the title of the part of a long form under which it stands, the same for neighbours; most have none.
    """

    name: str
    label: Words
    kind: str
    required: bool = True
    choices: Callable[[Any], Sequence[tuple[str, Words]]] | None = None
    why: Words = ""
    max_length: int = 200
    rows: tuple[Ask, ...] = ()
    initial: Callable[[Asked], Any] | None = None
    private: bool = False
    applies: Callable[[Any], bool] | None = None
    places: int = 4
    offered: Callable[[Asked], Sequence[tuple[str, Words]]] | None = None
    nothing: Words = ""
    part: Words = ""
    most: int | None = None
    purpose: str = ""
    shown_for: tuple[str, ...] = ()
    to_the_letter: bool = False

    @property
    def key(self) -> str:
        """Of fixed rows, the name of the ask that tells their lines apart; empty for everything else."""
        return next((row.name for row in self.rows if row.kind == "key"), "")

    @property
    def takes_files(self) -> bool:
        """Whether it is answered with files: those are evidence, and no answer in words."""
        return self.kind in ("file", "photos")

    def concerns(self, *, unit: Any) -> bool:
        """Whether this unit is asked."""
        return self.applies is None or self.applies(unit)


@dataclass(frozen=True)
class Refusal:
    """Why a step is refused: at which answer (empty: the whole), in words for the reader."""

    field: str
    message: Words


@dataclass(frozen=True)
class Step:
    """Sources, target, who may, under which clause, what is asked, what it does.

    An empty ``source`` begins a new case, an empty ``target`` leaves the state as it is. ``refuse`` are rules asked
    before anything is changed. ``apply`` writes the answers to the record and returns what the step makes others owe.
    ``withdraws`` names the kind of event that this step takes back. ``variant`` and ``counts_for`` say how the event
    meets obligations, ``accountable`` for which post it was done. ``by_receiver`` marks the steps of the second unit of
    a ``TwoSidedCase``. ``exclusive`` steps are taken while no other writer is under way. ``field`` steps are offered
    by the app on the phone as well, which takes them without network and sends them when there is one. ``fits`` says of
    a record whether the step makes sense for it now: nobody is offered what ``refuse`` would turn down in any case.
    """

    name: str
    label: Words
    source: tuple[str, ...]
    target: str
    permission: P
    event: str
    clause: str
    asks: tuple[Ask, ...] = ()
    refuse: tuple[Callable[..., Refusal | None], ...] = ()
    apply: Callable[..., Any] | None = None
    variant: Callable[[Any], str] | None = None
    counts_for: Callable[[Any], Sequence[int]] | None = None
    period: Callable[[Any], dt.date] | None = None
    accountable: Callable[[Any], int | None] | None = None
    withdraws: str = ""
    by_receiver: bool = False
    exclusive: bool = False
    field: bool = False
    fits: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        # Two frames up stands the line of the module that declares this step: __post_init__ ← __init__ ← the module.
        frame = sys._getframe(2)
        where = f"{frame.f_globals.get('__name__', '').replace('.', '/')}.py:{frame.f_lineno}"
        cite(reference=self.clause, kind="step", name=self.event, where=where)
        cite(reference=self.clause, kind="permission", name=str(self.permission), where=where)

    def suits(self, *, record: Any) -> bool:
        """Whether the step can be taken of the record as it stands, whoever takes it."""
        return record.state in self.source and (self.fits is None or self.fits(record))


@dataclass(frozen=True)
class Workflow:
    """All states and steps of one kind of case."""

    states: tuple[State, ...]
    steps: tuple[Step, ...]
    _by_name: dict[str, Step] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        names = {state.name for state in self.states}
        for step in self.steps:
            if step.target not in {*names, ""} or set(step.source) - names:
                raise ValueError(f"step {step.name} leads from or to an unknown state")
            if step.name in self._by_name:
                raise ValueError(f"step {step.name} stands twice")
            self._by_name[step.name] = step

    def step(self, name: str) -> Step:
        """The step of that name. Raises KeyError."""
        return self._by_name[name]

    @property
    def beginning(self) -> Step | None:
        """The step that begins a case; None where cases are opened by other records only."""
        return next((step for step in self.steps if not step.source), None)

    def label(self, state: str) -> Words:
        """The words for a state."""
        return next((one.label for one in self.states if one.name == state), state)
