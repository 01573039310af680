"""A duty that changes in the pack: new words make a new version, another duty under the old id is refused."""

from __future__ import annotations

import dataclasses

import pytest
from cast import NOW, TOWN_DUTY, WATCHED_FROM, Cast

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.loading import load_duties
from anlan.policy import Pack, PackError


def changed(**changes: object) -> Pack:
    pack = installed_pack()
    duty = dataclasses.replace(pack.duties[TOWN_DUTY], digest="changed", **changes)
    return dataclasses.replace(pack, duties={**pack.duties, TOWN_DUTY: duty})


@pytest.mark.parametrize(("field", "value"), [("every", "quarter"), ("clause", "3.8")])
def test_3_12_another_duty_cannot_take_over_its_id(opened: Cast, field: str, value: str) -> None:
    with pytest.raises(PackError, match=f"town-monthly-meeting.*{field} of a duty in use cannot change"):
        load_duties(pack=changed(**{field: value}), now=NOW, watched_from=WATCHED_FROM)


def test_3_12_new_words_make_a_new_version_and_open_nothing_twice(opened: Cast) -> None:
    load_duties(pack=changed(accountable="in_charge"), now=NOW, watched_from=WATCHED_FROM)
    duty = Duty.objects.get(key=TOWN_DUTY)
    assert list(duty.versions.order_by("number").values_list("number", flat=True)) == [1, 2]
