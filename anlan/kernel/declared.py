"""What the modules declare, as one explicit list that is handed over at start-up. The kernel never imports a module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.facts import FactVersion
from anlan.policy.supervision import REVIEW_OCCASION


@dataclass(frozen=True)
class EventKind:
    """A kind of event that a duty may name in ``met_by`` or ``on``, with the variants that a clause may tell apart.

    ``opens`` names the occasions that every such event brings with it, so that a pack in which one duty calls for
    another in a circle is refused; what an event may bring or not (a meeting its decisions) is not named.
    ``formerly`` are the codes under which earlier versions of duties knew it: what they opened is met by it too.
    """

    code: str
    label: Promise | str
    variants: dict[str, Promise | str] = field(default_factory=dict)
    discharges: bool = True
    opens: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """An occasion that an act names in `Owed` and a duty in `on`: the decision of a meeting, an order, a task.

    ``gives_day``: the act says by which day, so a duty on it is due `as_given`; otherwise the duty has a term of its
    own. ``label`` says in the duty's prose when it is owed. ``about``: the words given with it name only what it is
    about, so that the duty's title is said with them.
    """

    code: str
    label: Promise | str
    gives_day: bool = True
    about: bool = False


@dataclass(frozen=True)
class Module:
    """One thing the office keeps: its page declarations, its kinds of event, its occasions, its table of facts.

    ``sheets`` are the Excel files (`kernel.sheets.declaring.Sheet`) that fill its registers. ``outside_forms`` gives
    the forms of other systems (`kernel.sheets.outside.OutsideForm`) in use for a sheet; one module keeps them.
    """

    name: str
    pages: Sequence[Any] = ()
    events: Sequence[EventKind] = ()
    occasions: Sequence[Occasion] = ()
    facts: type[FactVersion] | None = None
    sheets: Sequence[Any] = ()
    outside_forms: Callable[..., Sequence[Any]] | None = None


class Declared:
    """All modules of this installation, looked up by name. Filled once by ``declare``."""

    def __init__(self) -> None:
        self.modules: tuple[Module, ...] = ()
        self.facts: dict[str, type[FactVersion]] = {}
        self.events: dict[str, EventKind] = {}
        self.occasions: dict[str, Occasion] = {}
        self.pages: dict[str, Any] = {}
        self.discharge: dict[str, Any] = {}
        self.intakes: dict[str, Any] = {}
        self.sheets: dict[str, Any] = {}
        self.outside_forms: Callable[..., Sequence[Any]] | None = None

    def names_of(self, *, event: str) -> tuple[str, ...]:
        """The code of an event with those that it had formerly."""
        kind = self.events.get(event)
        return (event, *(kind.formerly if kind else ()))

    def declare(self, *, modules: Sequence[Module], intakes: Mapping[str, Any] | None = None) -> None:
        """Take over the explicit list, and who follows up which kind of finding (``kernel.records.findings``).

        Raises ValueError when two modules claim the same name.
        """
        self.__init__()  # type: ignore[misc]
        self.modules = tuple(modules)
        self._put(self.occasions, REVIEW_OCCASION, Occasion(REVIEW_OCCASION, _("Something was submitted for review")))
        self.intakes = dict(intakes or {})
        for module in modules:
            for kind in sorted(module.facts.KINDS) if module.facts else ():
                self._put(self.facts, kind, module.facts)
            for event in module.events:
                self._put(self.events, event.code, event)
            for occasion in module.occasions:
                self._put(self.occasions, occasion.code, occasion)
            for page in module.pages:
                self._put(self.pages, page.name, page)
                for step in page.steps:
                    self._put(self.discharge, step.event, (page, step))
            if module.outside_forms and self.outside_forms:
                raise ValueError("two modules keep forms of other systems")
            self.outside_forms = module.outside_forms or self.outside_forms
            for sheet in module.sheets:
                self._put(self.sheets, sheet.name, sheet)
                # A register that tells its imports from other events declares the kind itself.
                self.events.setdefault(sheet.event, EventKind(sheet.event, _("Excel import"), discharges=False))

    @staticmethod
    def _put(where: dict[str, Any], name: str, value: Any) -> None:
        if name in where:
            raise ValueError(f"{name} is declared twice")
        where[name] = value


DECLARED = Declared()
