"""许可证照种类 (6.16): which licences and qualifications the register keeps; which are safety production licences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from anlan.kernel.records.workflow import Words

LICENCES: dict[str, Words] = {
    "safety_mine": pgettext_lazy("licence", "Safety production licence: mines"),
    "safety_construction": pgettext_lazy("licence", "Safety production licence: construction"),
    "safety_chemicals": pgettext_lazy("licence", "Safety production licence: hazardous chemicals"),
    "safety_fireworks": pgettext_lazy("licence", "Safety production licence: fireworks"),
    "safety_explosives": pgettext_lazy("licence", "Safety production licence: civil explosives"),
    "chemicals_trade": pgettext_lazy("licence", "Licence to trade hazardous chemicals"),
    "chemicals_use": pgettext_lazy("licence", "Licence to use hazardous chemicals safely"),
    "fireworks_trade": pgettext_lazy("licence", "Licence to trade fireworks"),
    "construction": pgettext_lazy("licence", "Qualification of a construction enterprise"),
    "special_equipment_use": pgettext_lazy("licence", "Registration of the use of special equipment"),
    "special_equipment_work": pgettext_lazy("licence", "Licence to make, install, alter or repair special equipment"),
    "dangerous_transport": pgettext_lazy("licence", "Licence to carry dangerous goods by road"),
    "gas": pgettext_lazy("licence", "Licence to trade gas"),
    "fire": pgettext_lazy("licence", "Fire safety check of a place of public assembly passed"),
    "pollution": pgettext_lazy("licence", "Pollutant discharge permit"),
    "other": pgettext_lazy("licence", "Other licence or qualification"),
}
# The regulation on safety production licences names these five sectors.
SAFETY = tuple(kind for kind in LICENCES if kind.startswith("safety_"))


def kinds_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """The kinds of licence that the register keeps."""
    return list(LICENCES.items())
