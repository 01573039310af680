"""督办通知、督办函: one unit's part of an order goes to it in writing, as soon as it is given (9.3).

A body that answers to its own superior (垂直管理) is asked by letter (函). The part keeps the number of the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.workflow import Ask, Refusal
from anlan.modules.order.items import OrderItem
from anlan.modules.order.lettering import IN_HAND, may_write
from anlan.oversight.papers.gathering import SUPERVISING, day_words, number_asked
from anlan.oversight.papers.supervision import wrong_form

PART = "orderitem"
ASKS = (
    Ask(
        "requirements",
        gettext_lazy("Further requirements"),
        "longtext",
        required=False,
        max_length=2000,
        why=gettext_lazy("Stands in the paper below what is asked"),
    ),
)


def _part_asked(about: Mapping[str, str], act: Act) -> OrderItem:
    rows = DECLARED.pages[PART].model.objects.visible_to(act.actor.sight())
    joined = ("unit", "unit__area", "receiver", "order", "order__unit", "order__from_post", "order__from_post__unit")
    part = rows.select_related(*joined).filter(pk=number_asked(about, PART)).first()
    if part is None:
        raise Http404(PART)
    return cast(OrderItem, part)


def _order_paper(about: Mapping[str, str], act: Act, *, letter: bool) -> Content:
    part = _part_asked(about, act)
    if part.unit.vertical != letter:
        raise Refused([Refusal("", wrong_form(part.unit))])
    if not may_write(item=part, actor=act.actor):
        words = lazy(lambda: _("Only the office that supervises this part writes to its unit about it."), str)
        raise Refused([Refusal("", words())])
    if part.state not in IN_HAND:
        words = lazy(lambda: _("This part is answered or closed. There is nothing to ask for any more."), str)
        raise Refused([Refusal("", words())])
    order = part.order
    fields: dict[str, Any] = {
        "source": str(order.source_label),
        "ordered_by": order.ordered_by,
        "order_number": order.number,
        "subject": order.subject,
        "received": day_words(order.received_on),
        "text": order.text,
        "what": part.what,
        "due": day_words(part.due_day),
    }
    title = f"关于商请办理“{part.what}”的函" if letter else f"关于办理“{part.what}”的督办通知"
    keep = OrderItem.objects.filter(pk=part.pk)
    return Content(
        title=title, recipient=part.unit.name_zh, about={PART: str(part.pk)}, fields=fields, addressee=part.unit,
        keep=lambda number: keep.update(letter_number=number),
    )  # fmt: skip


def _notice(about: Mapping[str, str], act: Act) -> Content:
    return _order_paper(about, act, letter=False)


def _letter(about: Mapping[str, str], act: Act) -> Content:
    return _order_paper(about, act, letter=True)


ORDER_NOTICE = Paper(
    name="order_notice",
    label=gettext_lazy("Notice of an order"),
    kind="督办通知",
    code="督",
    clause="9.3",
    template="order_notice",
    issuers=SUPERVISING,
    takes=(PART,),
    build=_notice,
    asks=ASKS,
    series="supervision_notice",
)
ORDER_LETTER = Paper(
    name="order_letter",
    label=gettext_lazy("Letter about an order to a vertically managed body"),
    kind="函",
    code="函",
    clause="9.3",
    template="order_letter",
    issuers=SUPERVISING,
    takes=(PART,),
    build=_letter,
    asks=ASKS,
    series="supervision_letter",
)
