"""条款的测试: which tests carry a clause in their name (``test_3_12_…``), where Anlan lies with its tests."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

_DEFINITION = re.compile(r"^\s*(?:async )?def (?P<name>test_\w+)")
# A name may carry several clauses: test_3_8_and_3_9_…
_EARLIER = r"(?:[0-9e]+_[0-9]+_and_)*"


@dataclass(frozen=True)
class NamedTest:
    """A test's name and its place, the file as its path from the project's folder."""

    name: str
    where: str


def tests_naming(*, reference: str, root: Path) -> tuple[tuple[NamedTest, ...], bool]:
    """The tests below ``root`` that name the clause ``reference``, and whether there are tests at all.

    An installation without its source has none; then nothing can be said about them.
    """
    folder = root / "tests"
    # Beside an installed package there may lie somebody else's tests.
    if not (root / "pyproject.toml").is_file() or not folder.is_dir():
        return (), False
    token = re.escape(reference.lower().replace(".", "_"))
    wanted = re.compile(rf"test_{_EARLIER}{token}(?:_|$)")
    return tuple(test for test in _all_tests(folder) if reference and wanted.match(test.name)), True


@functools.cache
def _all_tests(folder: Path) -> tuple[NamedTest, ...]:
    """Every test's name, read once per process: the source does not change under a running one."""
    return tuple(
        NamedTest(found["name"], f"{file.relative_to(folder.parent).as_posix()}:{number}")
        for file in sorted(folder.rglob("test_*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := _DEFINITION.match(line))
    )
