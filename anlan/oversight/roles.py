"""权限一览: all permissions and roles on one page, in words that a lawyer can read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel.roles import PERMISSION_TEXT, ROLES, P


def roles_page(request: HttpRequest) -> HttpResponse:
    """Who may do what, by role."""
    roles = [
        (key, role, [PERMISSION_TEXT[permission] for permission in P if permission in role.permissions])
        for key, role in ROLES.items()
    ]
    return render(request, "oversight/roles.html", {"roles": roles})
