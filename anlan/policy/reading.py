"""Reading the files of a pack (政策包文件): each file on its own, before they are compared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from anlan.policy.calendar import CalendarFile, HolidayNamesFile, WorkingCalendar
from anlan.policy.checklists import CHECKLISTS
from anlan.policy.clauses import ClausesFile, LinesFile, MilestonesFile
from anlan.policy.documents import Document, read_document
from anlan.policy.duties import DutiesFile, Duty, build_duties
from anlan.policy.governance import DIVISIONS_FILE, Division, GovernanceFile, read_divisions
from anlan.policy.industries import (
    INDUSTRIES_FILE,
    MATTERS_FILE,
    IndustriesFile,
    Matter,
    MattersFile,
    build_matters,
)
from anlan.policy.inspection_guide import GUIDE_FILE, InspectionGuideFile
from anlan.policy.opinions import TEXT_FILE, Opinions, PackFile, divide
from anlan.policy.parameters import ParametersFile
from anlan.policy.problems import PackError, Problem, Where
from anlan.policy.units import UnitsFile
from anlan.policy.validation import fit

CALENDARS = "calendars"
HOLIDAY_NAMES = f"{CALENDARS}/names.yaml"
CLAUSES_FILE = "clauses.yaml"


@dataclass(frozen=True, slots=True)
class Read[M: BaseModel]:
    """A file that fits its model, with its lines for the checks that follow."""

    document: Document
    content: M


@dataclass(frozen=True, slots=True)
class PackFiles:
    """All files of a pack, each well formed; nothing is compared yet."""

    pack: Read[PackFile]
    clauses: Read[ClausesFile]
    milestones: Read[MilestonesFile]
    parameters: Read[ParametersFile]
    governance: Read[GovernanceFile]
    units: Read[UnitsFile]
    lines: Read[LinesFile]
    duties: Read[DutiesFile]
    duty_list: tuple[Duty, ...]
    holiday_names: Read[HolidayNamesFile]
    calendars: tuple[Read[CalendarFile], ...]
    industries: Read[IndustriesFile] | None
    matters: Read[MattersFile] | None
    matter_list: tuple[Matter, ...]
    divisions: tuple[Division, ...]
    opinions: Opinions
    guides: Read[InspectionGuideFile] | None


def read_files(*, root: Path) -> PackFiles:
    """Read every file of the pack in `root`; raise PackError with all faults of all files."""
    problems: list[Problem] = []
    pack = _read(root, "pack.yaml", PackFile, problems)
    clauses = _read(root, CLAUSES_FILE, ClausesFile, problems)
    milestones = _read(root, "milestones.yaml", MilestonesFile, problems)
    parameters = _read(root, "parameters.yaml", ParametersFile, problems)
    governance = _read(root, "governance.yaml", GovernanceFile, problems)
    units = _read(root, "units.yaml", UnitsFile, problems)
    lines = _read(root, "lines.yaml", LinesFile, problems)
    duties = _read(root, "duties.yaml", DutiesFile, problems)
    names = _read(root, HOLIDAY_NAMES, HolidayNamesFile, problems)
    calendars = [_read(root, name, CalendarFile, problems) for name in _calendar_files(root)]
    # A pack need not have these files: another city's leaders may inspect without a guide.
    guides = _read_if_there(root, GUIDE_FILE, InspectionGuideFile, problems)
    industries = _read_if_there(root, INDUSTRIES_FILE, IndustriesFile, problems)
    matters = _read_if_there(root, MATTERS_FILE, MattersFile, problems)
    matter_list: tuple[Matter, ...] = ()
    if matters:
        matter_list = build_matters(file=matters.content, document=matters.document, problems=problems)
    divisions = read_divisions(path=root / DIVISIONS_FILE, problems=problems)
    duty_list = None
    if duties:
        duty_list = build_duties(file=duties.content, document=duties.document, problems=problems)
    opinions = _read_opinions(root, pack, problems)
    if problems:
        raise PackError(problems=problems)
    return PackFiles(
        pack=_present(pack),
        clauses=_present(clauses),
        milestones=_present(milestones),
        parameters=_present(parameters),
        governance=_present(governance),
        units=_present(units),
        lines=_present(lines),
        duties=_present(duties),
        duty_list=_present(duty_list),
        holiday_names=_present(names),
        calendars=tuple(_present(calendar) for calendar in calendars),
        industries=industries,
        matters=matters,
        matter_list=matter_list,
        divisions=_present(divisions),
        opinions=_present(opinions),
        guides=guides,
    )


def _present[T](part: T | None) -> T:
    """A part that is missing has left a problem, and then nothing comes this far."""
    assert part is not None
    return part


def read_clause_ids(*, root: Path) -> frozenset[str]:
    """Return the clause ids of the pack in `root`: the catalogue that another pack refers to."""
    problems: list[Problem] = []
    clauses = _read(root, CLAUSES_FILE, ClausesFile, problems)
    if clauses is None:
        raise PackError(problems=problems)
    return frozenset(clause.id for clause in clauses.content.clauses)


def calendar_of(*, files: PackFiles) -> WorkingCalendar:
    """The working days of a pack's published years; a holiday without an English name is refused elsewhere."""
    names = files.holiday_names.content.names
    years = {item.content.year: item.content for item in files.calendars}
    given = {name for year in years.values() for name in (*year.off.values(), *year.work.values())}
    return WorkingCalendar(years=years, names={name: names.get(name, name) for name in given})


def digest_of(*, root: Path) -> str:
    """Return the SHA-256 over the names and bytes of the pack's files, in the order of their names."""
    digest = hashlib.sha256()
    names = [path.name for path in root.iterdir() if path.suffix in (".yaml", ".csv", ".txt")]
    names += [*_calendar_files(root), HOLIDAY_NAMES]
    names += [f"{CHECKLISTS}/{path.name}" for path in (root / CHECKLISTS).glob("*.yaml")]
    for name in sorted(names):
        content = (root / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read[M: BaseModel](root: Path, file: str, model: type[M], problems: list[Problem]) -> Read[M] | None:
    document = read_document(path=root / file, file=file, problems=problems)
    if document is None:
        return None
    content = fit(document=document, model=model, problems=problems)
    return None if content is None else Read(document=document, content=content)


def _read_if_there[M: BaseModel](root: Path, file: str, model: type[M], problems: list[Problem]) -> Read[M] | None:
    """A file that a pack may leave out."""
    return _read(root, file, model, problems) if (root / file).exists() else None


def _calendar_files(root: Path) -> list[str]:
    return sorted(f"{CALENDARS}/{path.name}" for path in (root / CALENDARS).glob("[0-9]*.yaml"))


def _read_opinions(root: Path, pack: Read[PackFile] | None, problems: list[Problem]) -> Opinions | None:
    try:
        source = (root / TEXT_FILE).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"is not UTF-8 text: {error}"
        problems.append(Problem(where=Where(file=TEXT_FILE, line=None, key=""), reason=reason))
        return None
    if pack is None:
        return None
    return divide(source=source, headings=pack.content.headings, document=pack.document, problems=problems)
