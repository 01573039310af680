"""``/healthz``: whether this installation can be trusted to record, for whoever watches over it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from anlan.kernel.ledger import guards
from anlan.kernel.ledger.event import LedgerHead
from anlan.kernel.messages.outbox import backlog
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.sheets.sheet_import import SheetImport


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when everything is well, 503 otherwise. Names only: no addresses, versions or messages.

    ``guards``: the triggers that keep the ledger from being rewritten. ``clock``: the server's clock is not
    behind the ledger's last entry, which would make late entries look timely. ``duties``: those for which the last
    sweep could not do its part, so that nothing of theirs is opened or told. ``outbox`` only informs: how many
    e-mails wait, since when, and how many were given up; a mail server that is down is none of our faults. ``imports``
    informs of the Excel files that are being worked on or wait for it: if the oldest is old, nobody runs `anlan work`.
    """
    checks: dict[str, Callable[[], list[str]]] = {
        "database": _unreachable,
        "migrations": _pending_migrations,
        "guards": guards.missing,
        "clock": _clock_behind,
        "duties": _failing_duties,
    }
    problems = {name: _problems(check) for name, check in checks.items()}
    well = not any(problems.values())
    answer: dict[str, object] = {"status": "ok" if well else "failing"}
    answer |= {name: found or "ok" for name, found in problems.items()}
    answer |= {"outbox": _outbox(), "imports": _imports()}
    return JsonResponse(answer, status=200 if well else 503)


def _problems(check: Callable[[], list[str]]) -> list[str]:
    try:
        return check()
    except Error:
        return ["unknown"]


def _outbox() -> dict[str, object] | str:
    try:
        held = backlog()
    except Error:
        return "unknown"
    return {"waiting": held.waiting, "oldest": held.oldest, "given_up": held.failed}


def _imports() -> dict[str, object] | str:
    waiting = SheetImport.objects.filter(state__in=SheetImport.WORKED_ON)
    try:
        return waiting.aggregate(waiting=Count("pk"), oldest=Min("created_at"))
    except Error:
        return "unknown"


def _unreachable() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return ["unreachable"]
    return []


def _pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _failing_duties() -> list[str]:
    return list(Duty.objects.filter(enabled=True).exclude(failing="").order_by("key").values_list("key", flat=True))


def _clock_behind() -> list[str]:
    head = LedgerHead.objects.filter(recorded_at__gt=timezone.now()).first()
    return ["behind the ledger"] if head else []
