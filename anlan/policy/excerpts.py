"""One duty's own lines (职责条文) in the text of `duties.yaml`, so that they can be shown, changed and put back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anlan.policy.duties import Duty


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines of one duty: what stands `before` and `after` them, and the number of the first of them."""

    before: str
    text: str
    after: str
    first: int

    def put_back(self, *, text: str) -> str:
        """Return the whole file with `text` in the place of the duty's own lines."""
        return f"{self.before}{_ended(text)}{self.after}"

    def line_within(self, *, line: int | None, text: str) -> int | None:
        """The number, counted within `text`, of a line of the file that `put_back` gives; None outside of it."""
        if line is None or not self.first <= line < self.first + _ended(text).count("\n"):
            return None
        return line - self.first + 1


def excerpt(*, text: str, duty: Duty, duties: Iterable[Duty]) -> Excerpt:
    """Cut the lines of `duty` out of the file that all `duties` stand in.

    Comments and empty lines before the next duty belong to that one.
    """
    lines = text.splitlines(keepends=True)
    first = duty.where.line or 1
    later = [other.where.line for other in duties if other.where.line and other.where.line > first]
    end = min(later, default=len(lines) + 1) - 1
    while end > first and lines[end - 1].strip()[:1] in ("", "#"):
        end -= 1
    own = _ended("".join(lines[first - 1 : end]))
    return Excerpt("".join(lines[: first - 1]), own, "".join(lines[end:]), first)


def _ended(text: str) -> str:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return unix if unix.endswith("\n") else f"{unix}\n"
