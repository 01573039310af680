"""Citations: what in the code answers to which clause."""

import pytest

from anlan.policy import Pack
from anlan.policy.citations import Citations, UnknownClause


def test_3_12_is_cited_in_both_directions() -> None:
    register = Citations()
    step = register.cite(reference="3.12", kind="step", name="meeting.record")
    register.cite(reference="3.12", kind="page", name="meeting.list")
    register.cite(reference="3.2", kind="page", name="meeting.list")
    assert [citation.kind for citation in register.citations(reference="3.12")] == ["page", "step"]
    assert len(register.citations()) == 3
    assert step.reference == "3.12"


def test_a_citation_knows_its_line_without_the_machines_path() -> None:
    citation = Citations().cite(reference="3.12", kind="rule", name="on_time")
    file, _, line = citation.where.rpartition(":")
    assert file == "test_citations.py"
    assert line.isdigit()


def test_a_place_can_be_given() -> None:
    where = "anlan/rules/meetings.py:7"
    assert Citations().cite(reference="3.12", kind="rule", name="x", where=where).where == where


def test_citing_twice_is_one_citation() -> None:
    register = Citations()
    for _ in range(2):
        register.cite(reference="3.12", kind="step", name="meeting.record")
    assert len(register.citations()) == 1


def test_an_unknown_clause_stops_the_start_and_names_all_places(chaozhou: Pack) -> None:
    register = Citations()
    register.cite(reference="3.12", kind="step", name="known")
    register.check(catalogue_ids=chaozhou.clauses)
    register.cite(reference="3.99", kind="step", name="one", where="a.py:1")
    register.cite(reference="99.1", kind="page", name="two", where="b.py:2")
    with pytest.raises(UnknownClause) as refusal:
        register.check(catalogue_ids=chaozhou.clauses)
    assert str(refusal.value).splitlines() == [
        "b.py:2: page two cites clause 99.1, which does not exist",
        "a.py:1: step one cites clause 3.99, which does not exist",
    ]
