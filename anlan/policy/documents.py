"""YAML files of a policy pack (政策包), read with the line of every key.

The reader is narrower than YAML on purpose. A pack is law entered by hand, so a key given twice is an
error and not the last one wins; aliases and tags are refused, since what a clause says must stand where it
is read; and `no`, `on` or `1:30` stay text, as in YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from anlan.policy.problems import Problem, Where

type KeyPath = tuple[str | int, ...]

MAX_DEPTH = 20
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "timestamp", "str")}
_TAGS = _PLAIN_TAGS | {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "merge", "value")}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+(e[+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NAMING_KEYS = ("id", "key", "code")


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its data (mappings, tuples, scalars) and the line on which each key path begins."""

    file: str
    data: object
    lines: Mapping[KeyPath, int]

    def where(self, *, path: KeyPath) -> Where:
        """Return the place of `path`; a path that does not exist has the line of its nearest parent."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Where(file=self.file, line=self.lines.get(known, 1), key=self._shown(path))

    def _shown(self, path: KeyPath) -> str:
        """Write a path for people: an entry of a list goes by its id rather than by its position."""
        shown: list[str] = []
        node = self.data
        for part in path:
            if isinstance(node, tuple) and isinstance(part, int) and part < len(node):
                node = node[part]
                shown.append(_name_of(node) or str(part))
            else:
                node = node.get(part) if isinstance(node, dict) else None
                shown.append(str(part))
        return ".".join(shown)


def _name_of(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return None
    return next((str(entry[key]) for key in _NAMING_KEYS if isinstance(entry.get(key), str)), None)


def read_document(*, path: Path, file: str, problems: list[Problem]) -> Document | None:
    """Read one YAML file of a pack.

    `file` is the name shown in messages. Faults are appended to `problems`; None is returned when there
    is nothing that could be read further.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(where=Where(file=file, line=None, key=""), reason="is missing"))
        return None
    except UnicodeDecodeError as error:
        problems.append(Problem(where=Where(file=file, line=None, key=""), reason=f"is not UTF-8 text: {error}"))
        return None
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(file=file, error=error))
        return None
    if root is None:
        problems.append(Problem(where=Where(file=file, line=1, key=""), reason="is empty"))
        return None
    builder = _Builder(file=file, text=text)
    data = builder.build(root, ())
    document = Document(file=file, data=data, lines=builder.lines)
    problems.extend(
        Problem(where=Where(file=file, line=line, key=document.where(path=path_).key), reason=reason)
        for line, path_, reason in builder.faults
    )
    return None if builder.faults else document


def _syntax_problem(*, file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    text = getattr(error, "problem", None) or str(error)
    line = mark.line + 1 if mark is not None else None
    return Problem(where=Where(file=file, line=line, key=""), reason=f"is not valid YAML: {text}")


class _Builder:
    """Turns composed YAML nodes into plain values and remembers lines and faults."""

    def __init__(self, *, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines: dict[KeyPath, int] = {}
        self.faults: list[tuple[int, KeyPath, str]] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: KeyPath) -> object:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            self.faults.append((self._line_of_alias(), path, "aliases are not allowed: write the value out"))
            return None
        self._seen.add(id(node))
        if node.tag not in _TAGS:
            self.faults.append((line, path, f"the tag {node.tag} is not allowed"))
            return None
        if len(path) > MAX_DEPTH:
            self.faults.append((line, path, f"is nested deeper than {MAX_DEPTH} levels"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.build(item, (*path, index)) for index, item in enumerate(node.value))
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append((line, path, "a key must be a single word or text"))
                continue
            key = str(key_node.value)
            below = (*path, key)
            if key in result:
                first = self.lines[below]
                self.faults.append((line, below, f"appears twice (first on line {first})"))
                continue
            self.lines[below] = line
            result[key] = self.build(value_node, below)
        return result

    def _line_of_alias(self) -> int:
        """Find the first alias: a composed node only knows the line of its anchor."""
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent) and event.start_mark is not None:
                return event.start_mark.line + 1
        return 1


def _scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.style or node.tag not in _PLAIN_TAGS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
