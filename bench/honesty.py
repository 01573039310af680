"""``python -m bench.honesty``: how well silence and copying are found in made data whose truth is known (19.2).

With ``--write DAY`` the figures go to the file that the page of silent enterprises shows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

from anlan.policy import Pack, load_pack
from anlan.rules.copying import LikenessLimits, copied
from anlan.rules.honesty import SilenceLimits, silent, tallies
from bench.made_reports import DISHONEST, END, Made, made_city

STATED = Path(__file__).resolve().parent.parent / "anlan" / "oversight" / "silence_measured.json"
ENTERPRISES, SEED = 1000, 20261123


def asked_about(*, made: Made, pack: Pack) -> dict[int, set[str]]:
    """The enterprises that the rules would ask, each with the kinds of reason."""
    numbers = pack.parameters
    silence = SilenceLimits(**numbers.value(key="honesty.silence", on=END).value)
    likeness = LikenessLimits(**numbers.value(key="honesty.likeness", on=END).value)
    counted = tallies(checks=made.checks, dangers=made.dangers)
    found: dict[int, set[str]] = {}
    for one in silent(firms=made.firms, counted=counted, limits=silence, on=END):
        found.setdefault(one.unit, set()).add("silent")
    for each in copied(checks=made.checks, dangers=made.dangers, limits=likeness):
        found.setdefault(each.unit, set()).add(each.kind)
    return found


def measured(*, enterprises: int, seed: int, pack: Pack) -> dict[str, Any]:
    """Precision and recall over all enterprises, and of how many of each kind the rules ask."""
    made = made_city(enterprises=enterprises, seed=seed)
    found = asked_about(made=made, pack=pack)
    right = made.asked & set(found)
    kinds = Counter(made.truth.values())
    asked = Counter(made.truth[unit] for unit in found)
    return {
        "enterprises": enterprises,
        "seed": seed,
        "checks": len(made.checks),
        "silent_or_copying": len(made.asked),
        "asked": len(found),
        "precision": round(len(right) / len(found), 3) if found else 0.0,
        "recall": round(len(right) / len(made.asked), 3),
        "by_kind": {kind: [asked[kind], kinds[kind]] for kind in sorted(kinds, key=_dishonest_first)},
    }


def _dishonest_first(kind: str) -> tuple[bool, str]:
    return kind not in DISHONEST, kind


def main() -> None:
    """Print the figures, and write them where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", metavar="DAY", help="write the figures that the page states, measured on that day")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    given = parser.parse_args()
    figures = measured(enterprises=given.enterprises, seed=given.seed, pack=load_pack(name="chaozhou"))
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    if given.write:
        figures |= {"measured_on": dt.date.fromisoformat(given.write).isoformat(), "command": "python -m bench.honesty"}
        STATED.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
