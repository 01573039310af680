"""The check-list as the form shows it and as the record tells it: which list, which lines, what is wrong (18.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.naming import chinese, name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import known_of
from anlan.kernel.records.workflow import Asked, Refusal, Words
from anlan.policy.checklists import Chosen, chosen_for, items_of
from anlan.policy.validation import Text
from anlan.rules import check_lists as rules

ANSWERS: dict[str, Words] = {
    rules.OK: pgettext_lazy("answer of a self-check", "In order"),
    rules.NOT_OK: pgettext_lazy("answer of a self-check", "Not in order"),
    rules.FIXED: pgettext_lazy("answer of a self-check", "Not in order, put right at once"),
    rules.NOT_APPLICABLE: pgettext_lazy("answer of a self-check", "Does not concern us"),
}
SIGNS = {rules.OK: "✓", rules.NOT_OK: "▲", rules.FIXED: "△", rules.NOT_APPLICABLE: "–"}
NAMED_AT_MOST = 3


def answers_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be said of an item."""
    return list(ANSWERS.items())


def posts_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every post of the enterprise: workers check too."""
    return [(str(post.pk), name_of(post)) for post in Post.objects.filter(unit=unit, closed_on=None).order_by("id")]


def own_post(asked: Asked) -> str:
    """The post that whoever fills the form in holds in this enterprise."""
    return next((str(post.pk) for post in asked.act.actor.posts if post.unit_id == asked.unit.pk), "")


def list_for(*, unit: Unit, act: Any, on: Any) -> Chosen | None:
    """The list in force on that day that fits the enterprise's industry; None where the pack has none."""
    pack, known = act.pack, known_of(unit=unit, on=act.today)
    industry = known.industry if known is not None else ""
    return chosen_for(checklists=pack.checklists, industry=industry, criteria=pack.criteria, on=on)


def list_used(doing: Doing) -> Chosen | None:
    """The list that was filled in: today's, or that of the day of the check if a form of that day is sent later."""
    said = {str(row["item"]) for row in doing.answers.get("items") or ()}
    found = [
        list_for(unit=doing.record.unit, act=doing.act, on=day)
        for day in (doing.act.today, doing.answers["occurred_on"])
    ]
    return next((one for one in found if one and said <= {item.id for item in one.items}), found[0])


def lines_for(asked: Asked) -> list[dict[str, Any]]:
    """One line for each item of the list, with how to look; nothing is said of any of them yet."""
    chosen = list_for(unit=asked.unit, act=asked.act, on=asked.act.today)
    if chosen is None:
        return []
    lines = []
    for item in chosen.items:
        look = said(item.look) if item.look else ""
        if item.criterion:
            major = gettext("if not: likely a major danger (%(criterion)s)") % {"criterion": item.criterion}
            look = f"{look} · {major}" if look else major
        lines.append({"item": item.id, "words": said(item.text), "hint": look})
    return lines


def said(text: Text) -> str:
    """A text of the pack in the reader's language."""
    return text.zh if chinese() else text.en


def says_what_is_needed(doing: Doing) -> Refusal | None:
    """The check says something of each item of its list, of each once, and in words what is not in order."""
    chosen = list_used(doing)
    words = {item.id: said(item.text) for item in chosen.items} if chosen else {}
    answers = doing.answers
    fault, at = rules.check_fault(
        items=list(words), rows=answers.get("items") or (), others_in_order=bool(answers.get("others_in_order"))
    )
    if not fault:
        return None
    text = {
        "unknown": gettext("These items are not those of your check-list: %(items)s. Open the check anew."),
        "twice": gettext("These items stand twice: %(items)s."),
        "unanswered": gettext("Say whether it is in order or not: %(items)s."),
        "bare": gettext("Say in a few words what was found: %(items)s."),
        "left": gettext(
            "Nothing is said of %(n)d items, such as: %(items)s. Answer them, or say that all the others are in order."
        ),
    }[fault]
    named = gettext(", ").join(words.get(item, item) for item in at[:NAMED_AT_MOST])
    return Refusal("others_in_order" if fault == "left" else "items", text % {"items": named, "n": len(at)})


def told(*, key: str, version: str, on: Any, lines: Sequence[dict[str, str]]) -> str:
    """What was said of single items, in words, a line for each; by the version that was used."""
    pack = installed_pack()
    used = next((one for one in pack.checklists if (one.key, one.version) == (key, version)), None)
    words: dict[str, str] = {}
    if used is not None:
        items = items_of(checklist=used, checklists=pack.checklists, industry="", criteria=pack.criteria, on=on)
        words = {item.id: said(item.text) for item in items}
    return "\n".join(_line(line, words) for line in lines)


def _line(line: dict[str, str], words: dict[str, str]) -> str:
    item = line["item"]
    criterion = installed_pack().criteria.item(id=item)
    text = words.get(item) or (said(criterion.text) if criterion else item)
    more = [line[name] for name in ("found", "place", "done") if line[name]]
    return " — ".join([f"{SIGNS[line['answer']]} {text}", *more])


def name_of_list(*, key: str, version: str) -> str:
    """The list with its version, as people name it."""
    found = next((one for one in installed_pack().checklists if (one.key, one.version) == (key, version)), None)
    return f"{said(found.name)} ({version})" if found else f"{key} {version}".strip()
