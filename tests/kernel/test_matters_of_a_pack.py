"""What a matter of supervision asks of enterprises must be kept by their register, or the pack is refused (5.1)."""

from __future__ import annotations

import dataclasses

import pytest

from anlan.kernel.installed import check_against_modules
from anlan.policy import Pack, PackError
from anlan.policy.documents import Document
from anlan.policy.industries import MattersFile, build_matters
from anlan.policy.problems import Problem


def with_matter(pack: Pack, applies: object) -> Pack:
    """The pack with one matter that applies so, and without duties."""
    entry = {"code": "lifts", "name": {"zh": "电梯", "en": "Lifts"}, "industries": (), "applies": applies}
    data = {"default": True, "note": {"zh": "测试", "en": "Test"}, "matters": (entry,)}
    problems: list[Problem] = []
    document = Document(file="matters.yaml", data=data, lines={})
    matters = build_matters(file=MattersFile.model_validate(data), document=document, problems=problems)
    assert problems == []
    return dataclasses.replace(pack, duties={}, matters={one.code: one for one in matters})


@pytest.mark.parametrize(
    ("applies", "reason"),
    [
        ({"lifts": 3}, "modules.EnterpriseFacts keeps no fact named 'lifts'"),
        ({"hazard_policy": "lift"}, "the fact 'hazard_policy' cannot be compared with 'lift'"),
        ({"section": {"gte": 3}}, "the fact 'section' has no order: it is one of its values or not"),
    ],
)
def test_5_1_a_matter_that_asks_what_no_register_keeps_is_refused(pack: Pack, applies: object, reason: str) -> None:
    with pytest.raises(PackError) as refused:
        check_against_modules(pack=with_matter(pack, applies))
    (problem,) = refused.value.problems
    assert str(problem.reason) == reason
    assert problem.where.key.startswith("matters.lifts.applies")


def test_5_1_a_matter_may_apply_to_all_or_by_several_facts(pack: Pack) -> None:
    for applies in ("always", {"any": ({"section": "E"}, {"hazard_law": "construction"})}):
        check_against_modules(pack=with_matter(pack, applies))


def test_5_1_every_matter_of_the_city_says_to_whom_it_applies(pack: Pack) -> None:
    always = {code for code, matter in pack.matters.items() if matter.applies is None}
    assert always == {"work_safety", "occupational_health", "fire"}
