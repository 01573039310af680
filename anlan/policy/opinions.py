"""The text of the city's document (实施意见原文) divided into its articles, without changing a character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

from pydantic import field_validator

from anlan.policy.documents import Document
from anlan.policy.problems import Problem, Where
from anlan.policy.validation import Entry, Text, Words

TEXT_FILE = "opinions.zh.txt"
ENDING = "E"
_ARTICLE = re.compile(r"(?P<number>[0-9]{1,3})[.．、](?P<title>.+)")
_CHAPTER = re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})、(?P<title>.+)")


class Ending(Entry):
    """The part after the last article: recognised by the words with which it begins."""

    begins: Words
    title: Text


class Headings(Entry):
    """English headings; the Chinese ones stand in the text. Chapters go by their numeral (一, 二, …)."""

    chapters: dict[Words, Words]
    articles: dict[Words, Words]
    ending: Ending | None


class PackFile(Entry):
    """`pack.yaml`: what the pack is and where it comes from.

    `reference: self` makes the pack's own clause ids the catalogue that code cites; any other pack names
    the catalogue it refers to. `issued_on` and `number` stay empty where the text does not state them.
    """

    id: Words
    title: Text
    city: Text
    timezone: Words
    language: Words
    reference: Words
    issued_on: date | None
    number: Words | None
    sources: tuple[Text, ...]
    headings: Headings

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"'{value}' is not a known time zone")
        return value


@dataclass(frozen=True, slots=True)
class Article:
    """One article: number (or `E` for the ending), headings, and its paragraphs.

    `text` equals the source file from character `start` to character `end`, without the heading line.
    """

    id: str
    title: Text
    text: str
    chapter: Text | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """The whole document: source text, preamble and articles in order."""

    source: str
    preamble: str
    articles: Mapping[str, Article]


@dataclass(slots=True)
class _Part:
    """An article being read: `title` as printed; `line` is where its heading stands."""

    id: str
    title: str
    chapter: str | None
    line: int
    start: int
    end: int


def divide(*, source: str, headings: Headings, document: Document, problems: list[Problem]) -> Opinions:
    """Divide the document into preamble, numbered articles and ending.

    An article's heading is a line that begins with the next number in sequence; a number out of sequence
    belongs to the paragraph. Headings without an English counterpart, and the reverse, are problems, named
    by their place in `document` (`pack.yaml`).
    """
    parts: list[_Part] = []
    chapters: dict[str, str] = {}
    chapter: str | None = None
    preamble_end: int | None = None
    for number, start, line in _lines(source):
        head, section = _ARTICLE.fullmatch(line), _CHAPTER.fullmatch(line)
        ends = headings.ending is not None and bool(parts) and line.startswith(headings.ending.begins)
        if section:
            chapter = section["number"]
            chapters[chapter] = section["title"]
        elif head and int(head["number"]) == len(parts) + 1:
            body = start + len(line) + 1
            parts.append(_Part(head["number"], head["title"], chapter, number, body, body))
        elif ends and parts[-1].id != ENDING:
            parts.append(_Part(ENDING, line, None, number, start, start + len(line)))
        elif parts:
            parts[-1].end = start + len(line)
            continue
        if preamble_end is None and (section or parts):
            preamble_end = start
    problems.extend(_check_headings(parts=parts, chapters=chapters, headings=headings, document=document))
    return Opinions(
        source=source,
        preamble=source[:preamble_end].strip(),
        articles={part.id: _article(part=part, source=source, chapters=chapters, headings=headings) for part in parts},
    )


def _lines(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield line number, offset of its first character, and the line without its end."""
    offset = 0
    for number, line in enumerate(source.splitlines(keepends=True), start=1):
        yield number, offset, line.rstrip("\r\n")
        offset += len(line)


def _check_headings(
    *, parts: list[_Part], chapters: Mapping[str, str], headings: Headings, document: Document
) -> Iterator[Problem]:
    numbered = {part.id for part in parts if part.id != ENDING}
    for given, found, what in (
        (headings.articles, numbered, "articles"),
        (headings.chapters, set(chapters), "chapters"),
    ):
        for missing in sorted(found - set(given)):
            where = document.where(path=("headings", what, missing))
            yield Problem(where=where, reason="is missing: the text has this heading")
        for surplus in sorted(set(given) - found):
            where = document.where(path=("headings", what, surplus))
            yield Problem(where=where, reason=f"{TEXT_FILE} has no such heading")
    if headings.ending is not None and not any(part.id == ENDING for part in parts):
        where = document.where(path=("headings", "ending", "begins"))
        yield Problem(where=where, reason=f"no line of {TEXT_FILE} begins with these words")
    for part in parts:
        if part.start >= part.end:
            where = Where(file=TEXT_FILE, line=part.line, key=f"article {part.id}")
            yield Problem(where=where, reason="has a heading and no text")


def _article(*, part: _Part, source: str, chapters: Mapping[str, str], headings: Headings) -> Article:
    if part.id == ENDING and headings.ending is not None:
        title = headings.ending.title
    else:
        title = Text.model_construct(zh=part.title, en=headings.articles.get(part.id, ""))
    chapter = None
    if part.chapter is not None:
        chapter = Text.model_construct(zh=chapters[part.chapter], en=headings.chapters.get(part.chapter, ""))
    text = source[part.start : part.end]
    return Article(part.id, title, text, chapter, part.start, part.end)
