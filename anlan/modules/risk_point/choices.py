"""What the forms of risk points offer: kinds, scales, typical risks, people, who watches (17.5, 18.2–18.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import chinese, name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Words
from anlan.policy.risk_methods import TypicalRisk, risk_methods, typical_risks

KINDS: dict[str, Words] = {
    "process": pgettext_lazy("risk object", "Process"),
    "equipment": pgettext_lazy("risk object", "Equipment"),
    "material": pgettext_lazy("risk object", "Material"),
    "place": pgettext_lazy("risk object", "Place"),
    "post": pgettext_lazy("risk object", "Work post"),
}
COLOURS: dict[str, Words] = {
    "red": pgettext_lazy("risk colour", "Red (very high)"),
    "orange": pgettext_lazy("risk colour", "Orange (high)"),
    "yellow": pgettext_lazy("risk colour", "Yellow (medium)"),
    "blue": pgettext_lazy("risk colour", "Blue (low)"),
}
METHODS: dict[str, Words] = {
    "typical": pgettext_lazy("risk method", "Typical risk of the trade, already judged"),
    "ls": pgettext_lazy("risk method", "Matrix L×S"),
    "lec": pgettext_lazy("risk method", "LEC"),
    "installation": pgettext_lazy("risk method", "Major hazard installation (GB 18218)"),
    "direct": pgettext_lazy("risk method", "Judged directly, with a reason"),
}
LEVELS: dict[str, Words] = {
    "company": pgettext_lazy("control level", "Company"),
    "workshop": pgettext_lazy("control level", "Workshop or department"),
    "team": pgettext_lazy("control level", "Team"),
    "post": pgettext_lazy("control level", "Work post"),
}
# GB 6441-2025, in force from 1 July 2026; they stand on cards in Chinese.
ACCIDENTS = (
    "物体打击", "厂(场)内车辆致害", "道路(轨道)车辆致害", "机械致害", "起重致害", "触电", "淹溺", "灼烫",
    "火灾", "高处坠落", "跌落", "坍塌", "水害", "容器爆炸", "管道爆炸", "可燃气体爆炸", "可燃液体蒸气爆炸",
    "粉尘爆炸", "民用爆炸物品爆炸", "烟花爆竹爆炸", "其他可燃固体爆炸", "高温熔融物爆炸", "中毒", "窒息",
    "滑坡", "泄漏", "其他",
)  # fmt: skip
# Levels of the public bodies whose leaders watch a point of that colour; the first is the usual one (17.5).
WATCHING = {"red": ("county", "zone", "city", "town"), "orange": ("town", "county", "zone")}
LEADING = ("government", "party_committee")


def kinds_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The five kinds of object (18.2)."""
    return list(KINDS.items())


def colours_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The four colours."""
    return list(COLOURS.items())


def methods_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """How a risk can be judged."""
    return list(METHODS.items())


def levels_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The levels of control within an enterprise."""
    return list(LEVELS.items())


def accidents_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """Categories of accidents (GB 6441)."""
    return [(name, name) for name in ACCIDENTS]


def people_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts of the unit."""
    return [(str(post.pk), name_of(post)) for post in Post.objects.filter(unit=unit, closed_on=None).order_by("id")]


def _steps(scale: Any) -> list[tuple[str, Words]]:
    return [(str(step.value), f"{step.value} · {step.zh if chinese() else step.en}") for step in scale]


def likelihood_lec(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """L of LEC."""
    return _steps(risk_methods().lec.likelihood)


def exposure_lec(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """E of LEC."""
    return _steps(risk_methods().lec.exposure)


def consequence_lec(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """C of LEC."""
    return _steps(risk_methods().lec.consequence)


def likelihood_ls(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """L of the matrix."""
    return _steps(risk_methods().ls.likelihood)


def severity_ls(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """S of the matrix."""
    return _steps(risk_methods().ls.severity)


def substances_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The substances whose thresholds are known."""
    listed = risk_methods().installations.substances
    return [(one.key, f"{one.zh if chinese() else one.en} (Q {one.tonnes} t)") for one in listed]


def typical_for(asked: Asked) -> Sequence[tuple[str, Words]]:
    """Typical risks, those of the enterprise's own trade first."""
    industry = industry_of(unit=asked.unit)
    trades = sorted(
        typical_risks().trades, key=lambda trade: not any(industry.startswith(prefix) for prefix in trade.industries)
    )  # fmt: skip
    return [
        (one.key, f"{_said(trade)} · {_said(one)} · {COLOURS[one.colour]}") for trade in trades for one in trade.risks
    ]


def _said(entry: Any) -> str:
    return str(entry.name.zh if chinese() else entry.name.en)


def typical_named(*, key: str) -> TypicalRisk | None:
    """The typical risk of that key."""
    return next((one for trade in typical_risks().trades for one in trade.risks if one.key == key), None)


def industry_of(*, unit: Unit) -> str:
    """The enterprise's class of industry as the register has it today; empty for others."""
    facts = DECLARED.facts.get(unit.kind)
    row = facts.objects.filter(unit=unit.pk, valid_to=None).first() if facts else None
    return str(getattr(row, "industry", "") or "")


def watchers_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """Leaders of the public side at the levels that the colour asks for, the usual level first (17.5)."""
    posts = watchers(unit=asked.unit, colour=asked.record.colour)
    return [(str(post.pk), f"{name_of(post.unit)} · {name_of(post)}") for post in posts]


def watchers(*, unit: Unit, colour: str) -> list[Post]:
    """The posts of leaders that can watch a point of that colour at this unit."""
    levels = WATCHING.get(colour, ())
    areas = {area.pk: area.level for area in unit.area.ancestors() if area.level in levels}
    posts = Post.objects.filter(
        unit__area__in=areas, unit__kind__in=LEADING, unit__closed_on=None, closed_on=None,
        kind__in=(Post.Kind.HEAD, Post.Kind.IN_CHARGE, Post.Kind.MEMBER),
    )  # fmt: skip
    order: list[str] = [Post.Kind.IN_CHARGE, Post.Kind.HEAD, Post.Kind.MEMBER]
    return sorted(
        posts.select_related("unit", "unit__area"),
        key=lambda one: (
            levels.index(areas[one.unit.area_id]), one.unit.kind != "government", order.index(one.kind), one.pk,
        ),
    )  # fmt: skip


def watching_body(*, unit: Unit, colour: str) -> Unit | None:
    """The government that owes naming a leader: that of the usual level for the colour, or the nearest above."""
    return watching_bodies(areas=unit.area.ancestors())(unit.area, colour)


def watching_bodies(*, areas: QuerySet[Area]) -> Callable[[Area, str], Unit | None]:
    """The same for all units whose areas these are, or lie below them; asked once."""
    levels = {level for every in WATCHING.values() for level in every}
    places = list(areas.filter(level__in=levels).order_by("lo", "-hi"))
    governments: dict[int, Unit] = {}
    for one in Unit.objects.filter(area__in=places, kind="government", closed_on=None).order_by("-pk"):
        governments[one.area_id] = one

    def body(area: Area, colour: str) -> Unit | None:
        above = [one for one in places if one.lo <= area.lo and area.hi <= one.hi]
        for level in WATCHING.get(colour, ()):
            place = next((one for one in above if one.level == level), None)
            if place is not None and place.pk in governments:
                return governments[place.pk]
        return None

    return body


def decimal_of(text: Any) -> Decimal | None:
    """A step of a scale as it was chosen."""
    return Decimal(str(text)) if text not in (None, "") else None
