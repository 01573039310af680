"""What an act names makes others owe only under an occasion that a module declares: a misspelt one is no silence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from cast import NOW, TOWN_GOVERNMENT, Cast, unit

from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.owed import Owed, open_owed

MODULES = Path(__file__).resolve().parents[2] / "anlan" / "modules"


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a file gives a name."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            found |= {one.id: str(node.value.value) for one in node.targets if isinstance(one, ast.Name)}
    return found


def occasions_in(path: Path) -> Iterator[str]:
    """The occasions that a file names: what ``Owed`` begins with, and what is given as ``on`` to what makes one."""
    tree = ast.parse(path.read_text())
    known = constants(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", "")
        given = [keyword.value for keyword in call.keywords if keyword.arg == "on" and name in ("owe", "Owed")]
        given += call.args[:1] if name == "Owed" else []
        for value in given:
            if isinstance(value, ast.Constant):
                yield str(value.value)
            elif isinstance(value, ast.Name) and value.id in known:
                yield known[value.id]


def test_every_occasion_that_a_module_names_is_declared_by_one() -> None:
    files = [path for path in MODULES.rglob("*.py") if "migrations" not in path.parts]
    named = {occasion for path in files for occasion in occasions_in(path)}
    assert len(named) > 20
    assert named <= DECLARED.occasions.keys()


def test_an_occasion_that_nobody_declares_is_refused_loudly(cast: Cast) -> None:
    owed = [Owed("risk.to_controll", unit(TOWN_GOVERNMENT), "阀组", None)]
    with pytest.raises(LookupError, match=r"risk\.to_controll"):
        open_owed(owed=owed, event=Event(), now=NOW, pack=installed_pack())
