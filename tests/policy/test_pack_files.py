"""The files of a pack are read more strictly than YAML allows."""

from pathlib import Path

import pytest

from anlan.policy.documents import read_document
from anlan.policy.problems import Problem


def read(folder: Path, text: str) -> tuple[object, list[str]]:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    document = read_document(path=path, file="some.yaml", problems=problems)
    return (document.data if document else None), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", "some.yaml:3 a: appears twice (first on line 1)", id="duplicate key"),
        pytest.param(
            "x:\n- id: one\n  v: 1\n  v: 2\n",
            "some.yaml:4 x.one.v: appears twice (first on line 3)",
            id="duplicate key in an entry",
        ),
        pytest.param(
            "a: &a {x: 1}\nb: 2\nc: *a\n",
            "some.yaml:3 c: aliases are not allowed: write the value out",
            id="alias",
        ),
        pytest.param(
            "a: &a [*a]\n",
            "some.yaml:1 a.0: aliases are not allowed: write the value out",
            id="endless alias",
        ),
        pytest.param(
            "a: !!python/object:os.system x\n",
            "some.yaml:1 a: the tag tag:yaml.org,2002:python/object:os.system is not allowed",
            id="tag",
        ),
        pytest.param("? [a, b]\n: 1\n", "some.yaml:1: a key must be a single word or text", id="list as a key"),
        pytest.param("", "some.yaml:1: is empty", id="empty file"),
    ],
)
def test_what_a_pack_may_not_contain(tmp_path: Path, text: str, refusal: str) -> None:
    data, problems = read(tmp_path, text)
    assert data is None
    assert problems == [refusal]


def test_bad_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "a: 1\nb: [1, 2\nc: 3\n")
    assert len(problems) == 1
    assert problems[0].startswith("some.yaml:3: is not valid YAML: ")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_bytes("名称: 示例".encode("gb18030"))
    problems: list[Problem] = []
    assert read_document(path=path, file="some.yaml", problems=problems) is None
    assert str(problems[0]).startswith("some.yaml: is not UTF-8 text")


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    _, problems = read(tmp_path, "a0: &a0 [x]\n" + levels)
    assert problems
    assert all("aliases are not allowed" in problem for problem in problems)


def test_nesting_has_an_end(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "a: " + "[" * 40 + "]" * 40)
    assert problems == ["some.yaml:1 a" + ".0" * 20 + ": is nested deeper than 20 levels"]


def test_words_that_old_yaml_takes_for_something_else_stay_words(tmp_path: Path) -> None:
    data, problems = read(tmp_path, "a: no\nb: on\nc: 1:30\nd: 0777\ne: 3.5\nf: true\ng: 12\n")
    assert problems == []
    assert data == {"a": "no", "b": "on", "c": "1:30", "d": "0777", "e": 3.5, "f": True, "g": 12}
