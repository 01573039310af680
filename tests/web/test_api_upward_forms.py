"""A program enters a form of another system and says of each of its headings what it means (3.29)."""

from __future__ import annotations

import uuid

import pytest
from api_calls import Programs, morning, program
from cast import Cast, unit
from examples_of_orders import CITY_OFFICE
from examples_of_upward_forms import enter

from anlan.modules.upward_form.cases import UpwardForm

__all__ = ["morning", "program"]
pytestmark = pytest.mark.django_db
MANY = 40


def test_3_29_a_program_enters_a_form_whose_first_cell_is_empty(program: Programs) -> None:
    answers = {"title": "表", "system": "省", "register": "riskpoint", "head": "\t甲\t代码"}
    body = {"unit": unit(CITY_OFFICE).code, "submission": str(uuid.uuid4()), "answers": answers}
    assert program("city").post("/upwardform/", body).status_code == 201
    assert UpwardForm.objects.get().headings == ["", "甲", "代码"]


def test_3_29_a_program_explains_as_many_headings_as_the_form_has_and_no_more(opened: Cast, program: Programs) -> None:
    form = enter(opened.act("city"), head="\t".join(f"甲{n}" for n in range(MANY)))
    means = {0: "row", 1: "sheet:code"}
    rows = [{"place": str(place), "means": means.get(place), "fixed": None} for place in range(MANY)]
    address = f"/upwardform/{form.pk}/steps/explain"
    more = program("city").post(address, {"answers": {"headings": [*rows, {"place": "40", "means": "row"}]}})
    assert more.status_code == 422
    assert program("city").post(address, {"answers": {"headings": rows}}).status_code == 200
    assert [one["means"] for one in UpwardForm.objects.get().meanings[:3]] == ["row", "sheet:code", ""]
