"""Pages and registers by their name: 督办台账, 职责分工, 机构人员 are no clauses, but somebody searches for them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import DECLARED
from anlan.web.shell import menu

SHORTEST = 2
# What stands beside the registers: added up and compared with the clauses.
COMPARED: tuple[tuple[str, Promise | str], ...] = (
    ("target_entry", _("Targets")),
    ("allocation_entry", _("Division of duties")),
    ("regulator_entry", _("Regulators of enterprises by area")),
    ("patrols", _("Patrols by area")),
    ("silence", _("Silent and repeated reports")),
    ("warnings", _("Enterprises to warn")),
)
# What everybody goes by.
LIBRARIES: tuple[tuple[str, Promise | str], ...] = (
    ("criteria", _("Criteria of major hidden dangers")),
    ("checklists", _("Check-lists")),
)


def pages_named(*, query: str, request: HttpRequest) -> list[tuple[str, str]]:
    """Label and address of the pages that the words name, in either language, as far as the reader may open them."""
    words = query.strip().casefold()
    if len(words) < SHORTEST:
        return []
    known: dict[str, Promise | str] = {str(one["url"]): one["label"] for one in menu(request)}
    known |= {reverse(name): label for name, label in LIBRARIES}
    if reverse("registers") in known:
        known |= {reverse(name): label for name, label in COMPARED}
        registers = (pages for pages in DECLARED.pages.values() if not pages.parent)
        known |= {reverse("records", args=[pages.name]): pages.plural for pages in registers}
    return [(str(label), url) for url, label in known.items() if _fits(words=words, label=label)]


def _fits(*, words: str, label: Promise | str) -> bool:
    """Whether the words stand in the label; Chinese ones in their order, with others between them (机构[和]人员)."""
    for language in ("zh-hans", "en"):
        with translation.override(language):
            name = str(label).casefold()
        if words in name or (not words.isascii() and _in_order(words, name)):
            return True
    return False


def _in_order(words: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in words)
