"""雷同填报 (19.2): self-checks and dangers described in the same words, by the same photograph or in the same minute.

Texts are compared by their shingles, three characters each, after digits, dates, spaces and signs were taken out: who
copies changes the day and a number. A phrase that many enterprises write is the wording of a check-list and no copy.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from anlan.rules.honesty import Check, Danger

Kind = Literal["own", "others", "photo", "minute"]
SHINGLE = 3
# Numerals that stand for days and counts in Chinese as well.
NUMERALS = frozenset("〇零一二三四五六七八九十百两年月日号第")


@dataclass(frozen=True, slots=True)
class LikenessLimits:
    """When repetition is asked about.

    ``jaccard``: from which share of common shingles on two texts are nearly the same; ``shingles``: fewest that a text
    needs to be compared; ``everybody``: share of the enterprises from which on a phrase is everybody's;
    ``enterprises``: number of them below which nothing is; ``repeats``: fewest texts that repeat an earlier one,
    ``share``: of all its texts; ``from_others``: fewest texts that stand at another enterprise as well; ``days``: days
    apart from which on the same photograph is another occasion; ``entered``: fewest checks of one minute, ``span``:
    days over which they were held.
    """

    jaccard: float
    shingles: int
    everybody: float
    enterprises: int
    repeats: int
    share: float
    from_others: int
    days: int
    entered: int
    span: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What repeats at an enterprise: ``count`` of ``of`` texts, photographs or checks, the most alike by ``likeness``.

    ``other`` is the other enterprise where the same stands; ``first`` and ``last`` are the days of two that are alike.
    """

    unit: int
    kind: Kind
    count: int
    of: int
    likeness: float
    first: dt.date
    last: dt.date
    other: int | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    unit: int
    day: dt.date
    shingles: frozenset[int]


def phrases(*, text: str) -> list[str]:
    """What stands between the signs of a text, without digits and spaces."""
    plain = re.split(r"[^\w\s]+|\n", unicodedata.normalize("NFKC", text).lower())
    letters = ("".join(one for one in phrase if one.isalpha() and one not in NUMERALS) for phrase in plain)
    return [phrase for phrase in letters if phrase]


def shingles(*, words: Iterable[str]) -> frozenset[int]:
    """The hashes of all runs of three characters within each phrase; of a shorter one, of all of it."""
    return frozenset(
        zlib.crc32(phrase[start : start + SHINGLE].encode())
        for phrase in words
        for start in range(max(len(phrase) - SHINGLE + 1, 1))
    )


def likeness(*, one: frozenset[int], other: frozenset[int]) -> float:
    """The share of what stands in both of what stands in either (Jaccard); 0 where either is empty."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def copied(*, checks: Sequence[Check], dangers: Sequence[Danger], limits: LikenessLimits) -> list[Copied]:
    """What repeats at each enterprise, by enterprise and kind.

    Only words about something found are compared: that nothing was found is rightly said in the same words each time.
    """
    texts = _texts(checks=checks, dangers=dangers, limits=limits)
    found = [
        *_within(texts=texts, limits=limits),
        *_across(texts=texts, limits=limits),
        *_photographs(dangers=dangers, limits=limits),
        *_minutes(checks=checks, limits=limits),
    ]
    return sorted(found, key=lambda one: (one.unit, one.kind))


def _texts(*, checks: Sequence[Check], dangers: Sequence[Danger], limits: LikenessLimits) -> list[_Text]:
    """All that an enterprise says it found on one day, without what everybody writes, oldest first."""
    said: dict[tuple[dt.date, int], dict[str, None]] = defaultdict(dict)
    for check in (one for one in checks if one.found):
        said[check.held_on, check.unit] |= dict.fromkeys(phrases(text=check.text))
    for danger in (one for one in dangers if one.own):
        said[danger.found_on, danger.unit] |= dict.fromkeys(phrases(text=danger.text))
    users = Counter(phrase for _unit, phrase in {(unit, one) for (_day, unit), some in said.items() for one in some})
    least = max(limits.enterprises, limits.everybody * len({unit for _day, unit in said}))
    texts = [
        _Text(unit, day, shingles(words=(one for one in some if users[one] < least)))
        for (day, unit), some in sorted(said.items())
    ]
    return [one for one in texts if len(one.shingles) >= limits.shingles]


def _within(*, texts: Sequence[_Text], limits: LikenessLimits) -> Iterator[Copied]:
    """Texts that nearly repeat an earlier one of the same enterprise, of another day."""
    by_unit: dict[int, list[_Text]] = defaultdict(list)
    for text in texts:
        by_unit[text.unit].append(text)
    for unit, own in by_unit.items():
        repeated = []
        for number, text in enumerate(own):
            earlier = [one for one in own[:number] if one.day < text.day]
            best = max(earlier, key=lambda one: likeness(one=one.shingles, other=text.shingles), default=None)
            if best is not None and (alike := likeness(one=best.shingles, other=text.shingles)) >= limits.jaccard:
                repeated.append((alike, best.day, text.day))
        if len(repeated) >= limits.repeats and len(repeated) >= limits.share * len(own):
            alike, first, last = max(repeated)
            yield Copied(unit, "own", len(repeated), len(own), alike, first, last)


def _across(*, texts: Sequence[_Text], limits: LikenessLimits) -> Iterator[Copied]:
    """Texts that nearly stand at another enterprise too, on the same day or earlier: who wrote first is not asked."""
    shared: dict[tuple[int, int], dict[int, tuple[float, dt.date, dt.date]]] = defaultdict(dict)
    for a, b in _near(texts=texts, jaccard=limits.jaccard):
        one, other = texts[a], texts[b]
        alike = likeness(one=one.shingles, other=other.shingles)
        if alike >= limits.jaccard:
            for mine, number, theirs in ((one, a, other), (other, b, one)):
                if theirs.day > mine.day:
                    continue
                this = (alike, min(mine.day, theirs.day), max(mine.day, theirs.day))
                held = shared[mine.unit, theirs.unit]
                held[number] = max(held.get(number, this), this)
    of = Counter(text.unit for text in texts)
    most: dict[int, tuple[int, int, tuple[float, dt.date, dt.date]]] = {}
    for (unit, other_unit), alike_texts in shared.items():
        candidate = (len(alike_texts), -other_unit, max(alike_texts.values()))
        most[unit] = max(most.get(unit, candidate), candidate)
    for unit, (count, partner, (alike, first, last)) in sorted(most.items()):
        if count >= limits.from_others:
            yield Copied(unit, "others", count, of[unit], alike, first, last, -partner)


def _near(*, texts: Sequence[_Text], jaccard: float) -> Iterator[tuple[int, int]]:
    """The pairs of texts of two enterprises among which all are that are as alike as ``jaccard``.

    Two such texts share at least one of the rarest shingles of each, as many as the share that may differ, and one
    more; and neither is much longer than the other.
    """
    uses = Counter(one for text in texts for one in text.shingles)
    places: dict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        rarest = sorted(text.shingles, key=lambda one: (uses[one], one))
        size, near = len(rarest), set()
        for one in rarest[: size - math.ceil(jaccard * size) + 1]:
            near.update(places[one])
            places[one].append(number)
        for earlier in sorted(near):
            other = texts[earlier]
            if other.unit != text.unit and jaccard * size <= len(other.shingles) <= size / jaccard:
                yield earlier, number


def _photographs(*, dangers: Sequence[Danger], limits: LikenessLimits) -> Iterator[Copied]:
    """The same photograph of dangers that are days apart, or of two enterprises; not what everybody attaches."""
    uses: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    photos: Counter[int] = Counter()
    for danger in (one for one in dangers if one.own):
        for digest in set(danger.photos):
            uses[digest].append((danger.found_on, danger.unit))
            photos[danger.unit] += 1
    again: dict[int, list[tuple[dt.date, dt.date, int | None]]] = defaultdict(list)
    for shown in uses.values():
        users = {unit for _day, unit in shown}
        if len(users) >= limits.enterprises:
            continue
        for unit in users:
            days = sorted(day for day, user in shown if user == unit)
            others = sorted((user, day) for day, user in shown if user != unit)
            if others:
                again[unit].append((days[0], others[0][1], others[0][0]))
            elif (days[-1] - days[0]).days >= limits.days:
                again[unit].append((days[0], days[-1], None))
    for unit, some in sorted(again.items()):
        first, last, other = some[0]
        yield Copied(unit, "photo", len(some), photos[unit], 1.0, min(first, last), max(first, last), other)


def _minutes(*, checks: Sequence[Check], limits: LikenessLimits) -> Iterator[Copied]:
    """Checks held over weeks and entered in one minute; what a phone sends at once was held within days."""
    held: dict[tuple[int, dt.datetime], list[dt.date]] = defaultdict(list)
    for check in checks:
        held[check.unit, check.entered_at.replace(second=0, microsecond=0)].append(check.held_on)
    of = Counter(one.unit for one in checks)
    worst: dict[int, list[dt.date]] = {}
    for (unit, _minute), days in sorted(held.items()):
        if len(days) >= limits.entered and (max(days) - min(days)).days >= limits.span:
            worst[unit] = max(worst.get(unit, []), sorted(days), key=len)
    for unit, days in worst.items():
        yield Copied(unit, "minute", len(days), of[unit], 1.0, days[0], days[-1])
