"""The pages and registers of a name, for whoever searches the clauses for one of them."""

from __future__ import annotations

from typing import Any

from django import template

from anlan.web.page_search import pages_named

register = template.Library()


@register.simple_tag(takes_context=True)
def pages_found(context: dict[str, Any], query: str) -> list[tuple[str, str]]:
    """Label and address of each page and register that the words name and this reader may open."""
    return pages_named(query=query, request=context["request"])
