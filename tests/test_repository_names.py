"""Facts about how the code is written: sizes, names, and how public functions are called."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "anlan"

LONGEST_FILE = 300
# What the office keeps is read by whoever adds the next thing: shorter still.
LONGEST_FILE_OF_A_MODULE = 200
LONGEST_FUNCTION = 60
# `file::function` with the reason why it may be longer.
LONG_FUNCTIONS_ALLOWED: dict[str, str] = {}

NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "core", "manager", "misc"}

# Called by Django or pydantic, with the arguments in their order.
CALLED_BY_FRAMEWORKS = {
    "contribute_to_class",
    "from_db_value",
    "get_context",
    "get_queryset",
    "has_perm",
    "save",
    "to_python",
}
# Django hands a view its request first, and everything that reads a request keeps to that.
FIRST_BY_CONVENTION = {"request"}
VALIDATORS = {"field_validator", "model_validator", "field_serializer", "model_serializer"}

# Methods whose first argument needs no name, since the call reads as a sentence.
SENTENCES = {
    "gettext_noop": "gettext_noop('there is no line %(line)s', line=…)",
    "may": "actor.may(P.SEE, unit=…)",
    "has": "actor.has(P.SEE)",
    "post_for": "actor.post_for(P.SEE, unit=…)",
    "visible_to": "Area.objects.visible_to(sight)",
    "branches_for": "Area.objects.branches_for(sight)",
    "name_of": "name_of(unit)",
    "step": "workflow.step('hold')",
    "label": "workflow.label('recorded')",
}
# A rule of a step is handed what is being done, as every `refuse` and `apply` is.
SENTENCES |= {
    "within_the_period_answered": "rule(doing)",
    "has_happened": "rule(doing)",
    "all_followed_up": "rule(doing)",
    "from_the_body_itself": "rule(doing)",
}

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def source_files(*folders: str) -> list[Path]:
    """Python files written by hand below these folders of the package: migrations are not."""
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file for file in files if "migrations" not in file.parts)


def functions(body: list[ast.stmt], *, owner: str = "") -> Iterator[tuple[str, Function]]:
    """Functions and methods that can be called from outside, with their qualified names."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from functions(node.body, owner=f"{owner}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{owner}{node.name}", node


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def decorators(node: Function) -> set[str]:
    """The last names of a function's decorators: {"field_validator"} for @pydantic.field_validator("x")."""
    calls = [item.func if isinstance(item, ast.Call) else item for item in node.decorator_list]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def unnamed_arguments(name: str, node: Function) -> list[str]:
    """The arguments that a caller may leave unnamed, without self, cls and a leading request."""
    arguments = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    is_method = "." in name and "staticmethod" not in decorators(node)
    own = arguments[1:] if is_method else arguments
    return own[1:] if own and own[0] in FIRST_BY_CONVENTION else own


def test_there_is_code_to_look_at() -> None:
    assert len(source_files("anlan")) > 20


def test_no_file_is_long() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in every_source_file()}
    assert {str(file.relative_to(ROOT)): n for file, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_file_of_a_module_is_long() -> None:
    files = [file for file in source_files("anlan/modules") if file.parent.name != "migrations"]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE_OF_A_MODULE} == {}


def every_source_file() -> list[Path]:
    return source_files("anlan", "tests", "tools", "bench")


def test_no_function_is_long() -> None:
    long = {
        f"{file.relative_to(ROOT)}::{node.name}": node.end_lineno - node.lineno + 1
        for file in every_source_file()
        for node in ast.walk(parse(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS_ALLOWED} == {}
    assert set(LONG_FUNCTIONS_ALLOWED) <= set(long), "an exception that is no longer needed"


def test_module_names_say_what_is_in_them() -> None:
    parts = {
        part: file
        for file in source_files("anlan", "tools", "bench")
        for part in (file.stem, *file.relative_to(ROOT).parts[:-1])
    }
    assert NAMES_THAT_SAY_NOTHING & parts.keys() == set()


@pytest.mark.parametrize("layer", ["policy", "rules", "kernel"])
def test_public_functions_are_called_with_named_arguments(layer: str) -> None:
    """`due_on(day=…, working_days=5)` can be read by a jurist; `due_on(d, 5)` cannot."""
    found = {}
    for file in source_files(f"anlan/{layer}"):
        for name, node in functions(parse(file).body):
            private = any(part.startswith("_") for part in name.split("."))
            if private or node.name in CALLED_BY_FRAMEWORKS or decorators(node) & VALIDATORS:
                continue
            unnamed = unnamed_arguments(name, node)
            if len(unnamed) > (node.name in SENTENCES):
                found[f"{file.relative_to(PACKAGE)}::{name}"] = unnamed
    assert found == {}


@pytest.mark.parametrize("layer", ["policy", "rules", "kernel"])
def test_modules_and_public_functions_have_docstrings(layer: str) -> None:
    silent = []
    for file in source_files(f"anlan/{layer}"):
        tree = parse(file)
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(str(file.relative_to(PACKAGE)))
        for name, node in functions(tree.body):
            private = any(part.startswith("_") for part in name.split("."))
            if not private and node.name not in CALLED_BY_FRAMEWORKS and ast.get_docstring(node) is None:
                silent.append(f"{file.relative_to(PACKAGE)}::{name}")
    assert silent == []
