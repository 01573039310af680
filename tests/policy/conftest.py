"""The real pack, and a small second city that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from anlan.policy import Pack, PackError, load_pack

TINY = Path(__file__).parent.parent / "packs" / "tiny"

type Spoil = Callable[..., tuple[str, ...]]


@pytest.fixture(scope="session")
def chaozhou() -> Pack:
    return load_pack(name="chaozhou")


@pytest.fixture(scope="session")
def tiny() -> Pack:
    return load_pack(path=TINY)


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """A copy of the small pack."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture
def spoil(tiny_folder: Path) -> Spoil:
    """Replace `old` by `new` once in a file of the small pack; return the lines of the refusal."""

    def replace_and_load(*, file: str, old: str, new: str) -> tuple[str, ...]:
        path = tiny_folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PackError) as refusal:
            load_pack(path=tiny_folder)
        return tuple(str(refusal.value).splitlines())

    return replace_and_load
