"""The policy pack (政策包): one city's Opinions and everything dated that goes with them, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anlan.policy.calendar import WorkingCalendar
from anlan.policy.checklists import Checklist
from anlan.policy.clauses import Clause, Line, Milestone
from anlan.policy.criteria import CriteriaLibrary
from anlan.policy.duties import Duty
from anlan.policy.geometry import Boundary
from anlan.policy.governance import Area, Division, Form, Level, Zone
from anlan.policy.industries import Matter, Section
from anlan.policy.inspection_guide import InspectionGuide
from anlan.policy.opinions import Article
from anlan.policy.parameters import Parameters
from anlan.policy.search import ClauseIndex, Hit
from anlan.policy.units import UnitTemplate
from anlan.policy.validation import Text


@dataclass(frozen=True)
class Pack:
    """A checked pack; mappings keep the order of the files.

    `reference` is `self`, or the id of the pack whose clause ids `Clause.reference` names. `areas` is the
    tree of government in depth-first order. `digest` is the SHA-256 of all files: two packs with one
    digest say the same.
    """

    id: str
    title: Text
    city: Text
    timezone: str
    language: str
    reference: str
    issued_on: date | None
    number: str | None
    sources: tuple[Text, ...]
    preamble: str
    articles: Mapping[str, Article]
    clauses: Mapping[str, Clause]
    milestones: Mapping[str, Milestone]
    duties: Mapping[str, Duty]
    parameters: Parameters
    calendar: WorkingCalendar
    divisions: tuple[Division, ...]
    zones: tuple[Zone, ...]
    former_codes: Mapping[str, str]
    areas: tuple[Area, ...]
    unit_templates: tuple[UnitTemplate, ...]
    lines: Mapping[str, Line]
    guides: tuple[InspectionGuide, ...]
    industries: tuple[Section, ...]
    matters: Mapping[str, Matter]
    criteria: CriteriaLibrary
    boundaries: Mapping[str, Boundary]
    checklists: tuple[Checklist, ...]
    digest: str

    @cached_property
    def _by_reference(self) -> dict[str, Clause]:
        return {clause.reference: clause for clause in self.clauses.values() if clause.reference}

    @cached_property
    def _index(self) -> ClauseIndex:
        return ClauseIndex(clauses=self.clauses.values(), articles=self.articles)

    def clause_for(self, *, reference: str) -> Clause | None:
        """Return this city's clause for a clause of the reference catalogue, or None if it has none."""
        return self._by_reference.get(reference)

    def search(self, *, text: str, limit: int = 50) -> list[Hit]:
        """Find clauses by number or by words in Chinese or English; see `ClauseIndex.search`."""
        return self._index.search(text=text, limit=limit)

    def templates_for(self, *, level: Level, form: Form | None = None) -> tuple[UnitTemplate, ...]:
        """Return the templates of the units that an area of this level and form has."""
        return tuple(item for item in self.unit_templates if item.applies_to(level=level, form=form))
