"""公文声明: what a kind of paper is. A further one is one ``Paper`` and one function that gathers its content.

A paper is always in Chinese, whatever language its maker reads. Its words come from the template; what stands in no
template (a title, a recipient) the builder gives in Chinese.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask, Words
from anlan.policy.citations import cite


@dataclass(frozen=True)
class Content:
    """What a builder gathered. ``fields`` are the template's own; plain values and lists of mappings.

    ``addressee`` is the unit that the paper goes to, where it is one that Anlan knows; it sees the paper then.
    ``recipient`` is how the paper addresses it. ``about`` names what the paper is about once more, in the form in
    which two papers about the same thing are alike. ``keep`` writes the number where the thing itself keeps it, in the
    act that issues the paper. ``issuer`` is the one body whose paper it is, where what it is about says so.
    """

    title: str
    recipient: str
    about: Mapping[str, str]
    fields: Mapping[str, Any] = field(default_factory=dict)
    addressee: Unit | None = None
    keep: Callable[[str], Any] | None = None
    issuer: Unit | None = None


type Builder = Callable[[Mapping[str, str], Act], Content]


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    ``kind`` is its kind in Chinese (文种) as it stands on the paper, ``code`` the characters that tell it in the number
    (发文字号), ``template`` the Word file it is filled from, ``issuers`` the kinds of body that may issue it. ``takes``
    names the values by which it is asked for (``area``, ``period`` …), ``asks`` what its issuer adds by hand. Papers
    with the same ``code`` are numbered in one series: ``series`` names the paper whose series it is, where not its own.
    ``build`` raises Http404 for what the reader may not see and Refused for what the paper does not fit.
    """

    name: str
    label: Words
    kind: str
    code: str
    clause: str
    template: str
    issuers: frozenset[str]
    takes: tuple[str, ...]
    build: Builder
    asks: tuple[Ask, ...] = ()
    series: str = ""

    def __post_init__(self) -> None:
        frame = sys._getframe(2)
        where = f"{frame.f_globals.get('__name__', '').replace('.', '/')}.py:{frame.f_lineno}"
        cite(reference=self.clause, kind="document", name=self.name, where=where)
