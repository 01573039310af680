"""承诺书文本 (6.19): the product's own wording of a commitment, which every enterprise may change before it signs.

The Opinions ask for a commitment and give no words for it. What is published is an official text and stays Chinese.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override


def default_text() -> str:
    """The wording with which a first commitment begins."""
    with override("zh-hans"):
        return _(
            "We observe the laws, regulations and standards on work safety and the prevention of occupational "
            "disease, and carry the primary responsibility for both. The legal representative and the actual "
            "controller are the first persons responsible.\n"
            "1. We set up the safety management body, appoint the staff and bear the costs that work safety needs.\n"
            "2. We make each post's responsibility, rules and operating procedures, and train before anybody takes "
            "up a post.\n"
            "3. We identify major hazard installations, control risks by their grade, and find and remove hidden "
            "dangers.\n"
            "4. We let or contract nothing out to anybody without the conditions and qualifications for it.\n"
            "5. We make emergency plans, hold drills, and report accidents truthfully and in time.\n"
            "This commitment is published; we accept the supervision of society and of our employees, and bear the "
            "legal consequences of breaking it."
        )
