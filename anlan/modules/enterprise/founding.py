"""An enterprise as a unit: how it is founded, and the posts that carry its duties (6.2, 6.5–6.8, 6.10)."""

from __future__ import annotations

import datetime as dt

from anlan.kernel.people.acting import give_role
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Line, Unit

# Key, kind, names and role. One person may hold several: the legal representative often is the controller.
POSTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("head", Post.Kind.HEAD, "法定代表人", "Legal representative", "enterprise_principal"),
    ("controller", Post.Kind.MEMBER, "实际控制人", "Actual controller", "enterprise_principal"),
    ("in_charge", Post.Kind.IN_CHARGE, "分管安全负责人", "Deputy in charge of safety", "enterprise_safety"),
    ("safety_manager", Post.Kind.STAFF, "安全管理人员", "Safety manager", "enterprise_safety"),
    ("union_chair", Post.Kind.STAFF, "工会负责人", "Head of the trade union", "enterprise_union"),
)
PARTY_POST = ("party_secretary", Post.Kind.MEMBER, "党委主要负责人", "Party secretary", "enterprise_principal")


def found_enterprise(*, code: str, name: str, area: Area, opened_on: dt.date, synthetic: bool = False) -> Unit:
    """The unit of a new enterprise, seated in that area."""
    return Unit.objects.create(
        code=code, name_zh=name, name_en=name, short_zh=name[:60], short_en=name[:120], kind="enterprise", area=area,
        position=area.lo, line=Line.objects.get(code="general"), synthetic=synthetic, opened_on=opened_on,
    )  # fmt: skip


def found_posts(*, unit: Unit, party: bool, on: dt.date) -> None:
    """The posts of an enterprise that it does not have yet, with the rights of each over the enterprise alone.

    An imported enterprise has none: what it owes needs no post, and only who logs in does.
    """
    known = set(unit.posts.values_list("key", flat=True))
    for key, kind, zh, en, role in (*POSTS, *([PARTY_POST] if party else [])):
        if key not in known:
            post = Post.objects.create(unit=unit, key=key, kind=kind, name_zh=zh, name_en=en)
            # Whoever registers an enterprise gives nothing away: these rights reach its own affairs and no further.
            give_role(role=role, to=post, by=None, on=on)
