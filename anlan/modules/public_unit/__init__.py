"""党政机关与部门 (articles 4, 5, 9, 10).

Public units of every level, their facts, and how a pack's templates found them.
"""

from anlan.kernel.declared import Module
from anlan.modules.public_unit.facts import PublicUnitFacts

MODULE = Module(name="public_unit", facts=PublicUnitFacts)

__all__ = ["MODULE", "PublicUnitFacts"]
