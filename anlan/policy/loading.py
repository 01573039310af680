"""Loading a policy pack (载入政策包): read every file, compare them, build the pack or refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from anlan.policy.boundaries import FOLDER as BOUNDARIES
from anlan.policy.boundaries import load_boundaries
from anlan.policy.checklists import CHECKLISTS, Checklist, load_checklists
from anlan.policy.checks import check_files
from anlan.policy.clauses import Clause
from anlan.policy.criteria import FOLDER, CriteriaLibrary, load_criteria
from anlan.policy.geometry import Boundary
from anlan.policy.governance import build_areas
from anlan.policy.industries import codes_of
from anlan.policy.pack import Pack
from anlan.policy.parameters import Parameters
from anlan.policy.problems import PackError, Problem
from anlan.policy.reading import PackFiles, calendar_of, digest_of, read_clause_ids, read_files

OWN_CATALOGUE = "self"
_PACKS = Path(__file__).parent


def load_pack(*, name: str | None = None, path: Path | None = None, criteria: Path | None = None) -> Pack:
    """Load the pack `name` that ships with Anlan, or the pack in the folder `path`; one of the two.

    `criteria` is a folder with further criteria of major hidden dangers, beside the national ones and the pack's own.

    Raises PackError with every fault found: first those of single files, and when there are none, those
    between files. Raises ValueError for a name that ships with no pack.
    """
    if (name is None) == (path is None):
        raise ValueError("give either the name of a pack or its folder")
    root = shipped_folder(name=name) if name is not None else path
    assert root is not None
    files = read_files(root=root)
    problems: list[Problem] = []
    catalogue_ids = _catalogue_ids(files, problems)
    problems.extend(check_files(files=files, catalogue_ids=catalogue_ids))
    if problems:
        raise PackError(problems=problems)
    folders = [folder for folder in (root / FOLDER, criteria) if folder is not None]
    known = {area.code: area.name.zh for area in build_areas(rows=files.divisions, file=files.governance.content)}
    library = load_criteria(folders=folders)
    sections = files.industries.content.industries if files.industries else ()
    codes = list(codes_of(sections=sections))
    return _build(
        files=files,
        digest=digest_of(root=root),
        criteria=library,
        boundaries=load_boundaries(folders=[root / BOUNDARIES], known=known),
        checklists=load_checklists(folder=root / CHECKLISTS, criteria=library, divisions=codes),
    )


def shipped_folder(*, name: str) -> Path:
    """Return the folder of a pack that ships with Anlan. Raises ValueError for a name that none has."""
    root = _PACKS / name
    if not name.isidentifier() or not (root / "pack.yaml").is_file():
        raise ValueError(f"no pack called {name!r} ships with Anlan")
    return root


def _catalogue_ids(files: PackFiles, problems: list[Problem]) -> frozenset[str] | None:
    reference = files.pack.content.reference
    if reference == OWN_CATALOGUE:
        return None
    try:
        return _shipped_clause_ids(reference)
    except ValueError as error:
        where = files.pack.document.where(path=("reference",))
        problems.append(Problem(where=where, reason=str(error)))
        return frozenset()


@cache
def _shipped_clause_ids(name: str) -> frozenset[str]:
    return read_clause_ids(root=shipped_folder(name=name))


def _build(
    *,
    files: PackFiles,
    digest: str,
    criteria: CriteriaLibrary,
    boundaries: Mapping[str, Boundary],
    checklists: tuple[Checklist, ...],
) -> Pack:
    info, governance = files.pack.content, files.governance.content
    return Pack(
        id=info.id,
        title=info.title,
        city=info.city,
        timezone=info.timezone,
        language=info.language,
        reference=info.reference,
        issued_on=info.issued_on,
        number=info.number,
        sources=info.sources,
        preamble=files.opinions.preamble,
        articles=files.opinions.articles,
        clauses={clause.id: clause for clause in _referenced(files)},
        milestones={milestone.id: milestone for milestone in files.milestones.content.milestones},
        duties={duty.id: duty for duty in files.duty_list},
        parameters=Parameters(entries=files.parameters.content.parameters),
        calendar=calendar_of(files=files),
        divisions=files.divisions,
        zones=governance.zones,
        former_codes=governance.former_codes,
        areas=build_areas(rows=files.divisions, file=governance),
        unit_templates=files.units.content.templates(),
        lines={line.code: line for line in files.lines.content.lines},
        guides=files.guides.content.guides if files.guides else (),
        industries=files.industries.content.industries if files.industries else (),
        matters={one.code: one for one in files.matter_list},
        criteria=criteria,
        boundaries=boundaries,
        checklists=checklists,
        digest=digest,
    )


def _referenced(files: PackFiles) -> tuple[Clause, ...]:
    """In a pack that is its own catalogue every clause answers to its own id."""
    clauses = files.clauses.content.clauses
    if files.pack.content.reference != OWN_CATALOGUE:
        return clauses
    return tuple(clause.model_copy(update={"reference": clause.id}) for clause in clauses)
