"""公文种类: every kind of paper that Anlan issues, as one explicit list, and the way to each (articles 4, 8 and 9).

A further paper is one ``Paper`` with its builder, its template (tools/paper_templates.py) and its line here.
"""

from __future__ import annotations

from anlan.kernel.papers.paper import Paper
from anlan.oversight.papers.dangers import DANGER_ACCEPTANCE, DANGER_LEDGER
from anlan.oversight.papers.diligence import DILIGENCE_SHEET
from anlan.oversight.papers.handing_over import HANDOVER_SHEET
from anlan.oversight.papers.listings import DELISTING_NOTICE, LADDER_PAPER, LISTING_NOTICE, LISTING_PROGRESS
from anlan.oversight.papers.orders import ORDER_LETTER, ORDER_NOTICE
from anlan.oversight.papers.returns import MONTHLY_RETURN, QUARTERLY_RETURN
from anlan.oversight.papers.supervision import SUPERVISION_LETTER, SUPERVISION_NOTICE

PAPERS: dict[str, Paper] = {
    paper.name: paper
    for paper in (
        MONTHLY_RETURN,
        QUARTERLY_RETURN,
        SUPERVISION_NOTICE,
        SUPERVISION_LETTER,
        ORDER_NOTICE,
        ORDER_LETTER,
        HANDOVER_SHEET,
        DILIGENCE_SHEET,
        DANGER_LEDGER,
        DANGER_ACCEPTANCE,
        LISTING_NOTICE,
        DELISTING_NOTICE,
        LISTING_PROGRESS,
        LADDER_PAPER,
    )
}
