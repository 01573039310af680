"""Facts about the repository that no other tool watches: locks, addresses, models, unfinished work."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "anlan"
LOCKS = sorted(ROOT.glob("requirements*.txt"))

# Written with a bracket each, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|raise NotImplemented[E]rror")
SWITCHED_OFF = re.compile(r"pytest\.(?:mark\.)?(?:s[k]ip|xf[a]il|importors[k]ip)|unittest\.s[k]ip")
SIGNALS = re.compile(r"django\.db\.models\.s[i]gnals|django\.dispatch|^\s*@r[e]ceiver\b", re.MULTILINE)
OUTSIDE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.\w")


def python_files(*folders: str) -> list[Path]:
    """The project's own Python files below these folders."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def lines_matching(pattern: re.Pattern[str], files: list[Path]) -> Iterator[str]:
    """Each place where the pattern stands, as `file:line: text`."""
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                yield f"{file.relative_to(ROOT)}:{number}: {line.strip()}"


def dependency_tables() -> dict[str, list[str]]:
    """The dependencies of pyproject.toml: of the project and of each group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {"project": project["project"]["dependencies"], **project["dependency-groups"]}


def package_name(requirement: str) -> str:
    """The normalised name in a requirement such as `XlsxWriter>=3.3`."""
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_nothing_is_left_unfinished() -> None:
    assert list(lines_matching(UNFINISHED, python_files("anlan", "tests", "tools", "bench"))) == []


def test_no_test_is_switched_off() -> None:
    assert list(lines_matching(SWITCHED_OFF, python_files("tests"))) == []


def test_there_are_no_model_signals() -> None:
    """What must happen together is called through the one door for writing, where a reader sees it."""
    assert list(lines_matching(SIGNALS, python_files("anlan"))) == []


def test_pages_load_nothing_from_outside() -> None:
    """Anlan runs on networks that reach nothing else, and the content security policy allows nothing else."""
    pages = [file for folder in ("templates", "static") for file in PACKAGE.rglob(f"{folder}/**/*")]
    own = [file for file in pages if file.suffix in {".html", ".txt", ".css", ".js", ".svg"}]
    assert list(lines_matching(OUTSIDE, [file for file in own if "vendor" not in file.parts])) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_python_locks_have_digests_and_no_addresses(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    without_comments = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    packages = re.split(r"^(?=\S)", without_comments, flags=re.MULTILINE)
    assert [package for package in packages if package and "--hash=sha256:" not in package] == []


def test_front_end_lock_has_digests_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    assert [name for name, package in fetched.items() if "resolved" in package] == []
    assert [name for name, package in fetched.items() if "integrity" not in package] == []


@pytest.mark.parametrize(
    ("lock", "tables"),
    [
        ("requirements.txt", ["project", "build"]),
        ("requirements-dev.txt", ["project", "build", "dev"]),
        ("requirements-node.txt", ["node"]),
    ],
)
def test_locks_hold_every_dependency(lock: str, tables: list[str]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = {package_name(line) for line in re.findall(r"^[\w.-]+==", text, flags=re.MULTILINE)}
    wanted = {package_name(requirement) for table in tables for requirement in dependency_tables()[table]}
    assert wanted - locked == set()


def test_every_dependency_has_its_sentence() -> None:
    """A reader of pyproject.toml learns what each package is for, on the line above it."""
    lines = [line.strip() for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()]
    requirements = [requirement for table in dependency_tables().values() for requirement in table]
    for requirement in requirements:
        above = lines[lines.index(f'"{requirement}",') - 1]
        assert re.fullmatch(r"# [A-Z]\S* .+\.", above), f"{requirement} needs a sentence above it"


def own_models() -> list[type[Model]]:
    """The models that Anlan itself declares."""
    return [model for model in apps.get_models(include_auto_created=True) if is_own(model)]


def is_own(model: type[Model]) -> bool:
    return model._meta.app_config.name.startswith("anlan.")


def test_only_kernel_and_modules_have_models() -> None:
    assert {model._meta.app_label for model in own_models()} <= {"kernel", "modules"}


def home(model: type[Model]) -> str:
    """The module a model belongs to: anlan.modules.meeting for anlan.modules.meeting.decisions too."""
    return ".".join(model.__module__.split(".")[:3])


def test_modules_refer_to_the_kernel_only() -> None:
    """Foreign keys are named by strings, so the import contracts do not see them."""
    strangers = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in own_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if isinstance(field.related_model, type)
        and field.related_model._meta.app_label != "kernel"
        and is_own(field.related_model)
        and home(field.related_model) != home(model)
    ]
    assert strangers == []
