"""Public units and their posts (党政机关、部门与岗位; articles 4, 5, 9 and 10), as templates for an area.

The Opinions speak of kinds of bodies, not of names. The templates give standard names for every area of
a level; they are defaults that users correct against the city's own list of bodies.
"""

from __future__ import annotations

from string import Formatter
from typing import Literal

from pydantic import field_validator, model_validator

from anlan.policy.governance import Form, Level
from anlan.policy.validation import Entry, Text, Words

UnitKind = Literal[
    "party_committee",
    "government",
    "safety_committee",
    "safety_committee_office",
    "department",
    "town_safety_office",
    "village_committee",
]
Responsibility = Literal["comprehensive", "regulator", "industry", "support"]
PostKind = Literal["head", "in_charge", "member", "staff"]
Role = Literal[
    "leader",
    "committee_office",
    "town_officer",
    "village_patroller",
    "enforcement_officer",
    "legal_reviewer",
    "discipline",
    "department_officer",
]
PLACEHOLDERS = frozenset({"area", "city"})


class PostTemplate(Entry):
    """A post of a unit.

    `head`, `in_charge` and `member` mirror article 4 (主要负责人, 分管安全生产负责人, 其他成员); `staff` is
    everyone else who works in the system. `role` is what the holder may do.
    """

    kind: PostKind
    key: Words
    name: Text
    role: Role


class NamePattern(Entry):
    """A name in both languages in which {area} and {city} stand for the names of the area and the city."""

    zh: Words
    en: Words

    @field_validator("zh", "en")
    @classmethod
    def _known_placeholders(cls, value: str) -> str:
        used = {field for _, field, _, _ in Formatter().parse(value) if field is not None}
        if used - PLACEHOLDERS:
            raise ValueError(f"'{value}' may only use {{area}} and {{city}}")
        return value

    def filled(self, *, area: Text, city: Text) -> Text:
        """Return the name for an area of a city."""
        return Text(zh=self.zh.format(area=area.zh, city=city.zh), en=self.en.format(area=area.en, city=city.en))


class UnitOutline(Entry):
    """What a template says of a unit, but its posts.

    A unit exists in every area of `levels`, and of `forms` where these are given. In `vertical` levels it
    answers to its own superior body and not to the local government. `same_office_as` is the key of the
    template whose staff do its work under another seal (article 9).
    """

    key: Words
    levels: tuple[Level, ...]
    forms: tuple[Form, ...] = ()
    kind: UnitKind
    department: Words | None = None
    responsibility: Responsibility | None = None
    name: NamePattern
    short: NamePattern
    vertical: tuple[Level, ...] = ()
    same_office_as: Words | None = None

    @model_validator(mode="after")
    def _department_is_whole(self) -> UnitOutline:
        if self.kind == "department" and not (self.department and self.responsibility):
            raise ValueError("a department needs `department` and `responsibility` (article 5)")
        if self.kind != "department" and (self.department or self.responsibility):
            raise ValueError("only a department has `department` and `responsibility`")
        return self

    def applies_to(self, *, level: Level, form: Form | None) -> bool:
        """Tell whether an area of this level and form has the unit."""
        return level in self.levels and (not self.forms or form in self.forms)

    def name_for(self, *, area: Text, city: Text) -> Text:
        """Return the unit's full name in an area of the city."""
        return self.name.filled(area=area, city=city)

    def short_for(self, *, area: Text, city: Text) -> Text:
        """Return the unit's short name in an area of the city."""
        return self.short.filled(area=area, city=city)


class UnitEntry(UnitOutline):
    """A template as the file writes it: `posts` names one of the file's sets of posts."""

    posts: Words


class UnitTemplate(UnitOutline):
    """A template with its posts. `default` says that the names await correction, `note` why."""

    posts: tuple[PostTemplate, ...]
    default: bool
    note: Text


class UnitsFile(Entry):
    """`units.yaml`: sets of posts by name, and the templates that use them."""

    default: bool
    note: Text
    posts: dict[Words, tuple[PostTemplate, ...]]
    units: tuple[UnitEntry, ...]

    def templates(self) -> tuple[UnitTemplate, ...]:
        """Return the templates with their posts; every set that is named must exist."""
        return tuple(
            UnitTemplate(
                **{name: getattr(entry, name) for name in UnitOutline.model_fields},
                posts=self.posts[entry.posts],
                default=self.default,
                note=self.note,
            )
            for entry in self.units
        )
