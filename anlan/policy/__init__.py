"""The Opinions as data (潮州市推进安全生产领域改革发展实施意见, articles 1–27 and the ending).

Clauses, dated parameters, working days, periodic duties, areas and public bodies of one city, checked when
they are loaded. Knows no Django and no database.
"""

from anlan.policy.clauses import Clause
from anlan.policy.duties import Duty
from anlan.policy.loading import load_pack
from anlan.policy.opinions import Article
from anlan.policy.pack import Pack
from anlan.policy.parameters import NotInForce, Value
from anlan.policy.periods import Period
from anlan.policy.problems import PackError, Problem, Where
from anlan.policy.search import Hit

__all__ = [
    "Article",
    "Clause",
    "Duty",
    "Hit",
    "NotInForce",
    "Pack",
    "PackError",
    "Period",
    "Problem",
    "Value",
    "Where",
    "load_pack",
]
