"""Finding a clause (条款检索) by number or words, in Chinese or English, in clauses and article texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from anlan.policy.clauses import Clause
from anlan.policy.opinions import Article

SearchField = Literal[
    "id",
    "title.zh",
    "title.en",
    "duty.zh",
    "duty.en",
    "subject.zh",
    "subject.en",
    "condition.zh",
    "condition.en",
    "article",
]
EXCERPT_SIDE = 40
_RANKS = {name: rank for rank, name in enumerate(get_args(SearchField))}
# People copy terms with their quotation marks: 「挂牌督办」 asks for 挂牌督办.
_QUOTES = str.maketrans(dict.fromkeys("「」『』“”‘’《》\"'", " "))


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found, the field in which the words stand, and the text around the first of them."""

    clause: Clause
    field: SearchField
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text made comparable: full-width and case folded; `origin` maps back to the original's characters."""

    original: str
    text: str
    origin: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    clause: Clause
    fields: tuple[tuple[SearchField, _Folded], ...]


class ClauseIndex:
    """All clauses of a pack, folded once and searched by plain comparison (some hundred short texts)."""

    def __init__(self, *, clauses: Iterable[Clause], articles: Mapping[str, Article]) -> None:
        bodies = {key: _fold(article.text) for key, article in articles.items()}
        self._entries = tuple(_Entry(clause=clause, fields=tuple(_fields(clause, bodies))) for clause in clauses)

    def search(self, *, text: str, limit: int) -> list[Hit]:
        """Return at most `limit` clauses in which every word of `text` stands, the best first.

        A clause's own number comes first, then title, duty, subject and condition, then the article's
        text; all words in one field come before words spread over several. No words find nothing.
        """
        words = _fold(text).text.translate(_QUOTES).split()
        if not words or limit <= 0:
            return []
        found = []
        for position, entry in enumerate(self._entries):
            match = _match(entry, words)
            if match is not None:
                rank, hit = match
                found.append((rank, position, hit))
        found.sort(key=lambda item: item[:2])
        return [hit for _, _, hit in found[:limit]]


def _fields(clause: Clause, bodies: Mapping[str, _Folded]) -> Iterator[tuple[SearchField, _Folded]]:
    yield "id", _fold(clause.id)
    yield "title.zh", _fold(clause.title.zh)
    yield "title.en", _fold(clause.title.en)
    yield "duty.zh", _fold(clause.duty.zh)
    yield "duty.en", _fold(clause.duty.en)
    yield "subject.zh", _fold(clause.subject.zh)
    yield "subject.en", _fold(clause.subject.en)
    if clause.condition is not None:
        yield "condition.zh", _fold(clause.condition.zh)
        yield "condition.en", _fold(clause.condition.en)
    if clause.article in bodies:
        yield "article", bodies[clause.article]


def _match(entry: _Entry, words: list[str]) -> tuple[int, Hit] | None:
    """Return the rank (smaller is better) and the hit, or None unless every word stands somewhere."""
    first: tuple[SearchField, _Folded] | None = None
    missing = set(words)
    for name, folded in entry.fields:
        if name == "id":
            if words == [folded.text]:
                return _RANKS[name], Hit(clause=entry.clause, field=name, excerpt=folded.original)
            continue
        here = {word for word in words if word in folded.text}
        if here == set(words):
            return _RANKS[name], Hit(clause=entry.clause, field=name, excerpt=_excerpt(folded, words[0]))
        if first is None and words[0] in here:
            first = (name, folded)
        missing -= here
    if missing or first is None:
        return None
    return len(_RANKS), Hit(clause=entry.clause, field=first[0], excerpt=_excerpt(first[1], words[0]))


def _fold(text: str) -> _Folded:
    folded: list[str] = []
    origin: list[int] = []
    for position, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char).casefold():
            folded.append(part)
            origin.append(position)
    return _Folded(original=text, text="".join(folded), origin=tuple(origin))


def _excerpt(folded: _Folded, word: str) -> str:
    found = max(folded.text.find(word), 0)
    start = folded.origin[found]
    end = folded.origin[min(found + len(word), len(folded.origin)) - 1] + 1
    left, right = max(start - EXCERPT_SIDE, 0), min(end + EXCERPT_SIDE, len(folded.original))
    before = "…" if left else ""
    after = "…" if right < len(folded.original) else ""
    return f"{before}{folded.original[left:right]}{after}".replace("\n", " ")
