"""Database triggers that refuse to rewrite history, for both databases.

The ledger takes no UPDATE and no DELETE; an obligation keeps for ever whose it was, under which duty, for which
period, with which original due date and facts. SQLite drops triggers silently when a migration rebuilds a table, so
``anlan`` installs them after every migration and ``/healthz`` looks whether they are there and do what they should.

An extension (延期), a rejection and a calendar that arrives late move ``due_at`` and ``due_day``; what moved them
stands in the ledger, and ``original_due_at`` keeps the first.
"""

from __future__ import annotations

import re

from django.db import connection

FROZEN = (
    "duty_id",
    "version_id",
    "unit_id",
    "period",
    "source_id",
    "slot",
    "opened_at",
    "runs_on",
    "original_due_at",
    "fact_id",
)
NAMES = (
    "anlan_event_no_update",
    "anlan_event_no_delete",
    "anlan_obligation_frozen",
    "anlan_obligation_no_delete",
)
REFUSE = "BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END"
APPEND_ONLY = "the ledger is append-only"
AS_OPENED = "what an obligation was opened with is frozen"
NEVER_DELETED = "an obligation is waived or lapses, it is never deleted"


def install() -> None:
    """Create the triggers, replacing older versions of them."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION anlan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {REFUSE} $$"
            )
        for name, (table, statement) in _triggers().items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
            cursor.execute(statement)


def missing() -> list[str]:
    """The names of triggers that are not installed, or not as ``install`` does it; empty when all is well.

    A trigger that was replaced by an empty one of the same name, or disabled, or whose function no longer refuses, is
    named like one that was dropped.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # "O" and "A" are the settings under which a trigger fires in an ordinary session.
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc FROM pg_trigger t "
                "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            )
        else:
            cursor.execute("SELECT name, sql, '' FROM sqlite_master WHERE type = 'trigger'")
        present = {(name, _normal(sql=sql), _normal(sql=function)) for name, sql, function in cursor.fetchall()}
    function = _normal(sql=REFUSE if connection.vendor == "postgresql" else "")
    wanted = {(name, _normal(sql=sql), function) for name, (_table, sql) in _triggers().items()}
    return sorted(name for name, _sql, _function in wanted - present)


def _normal(*, sql: str) -> str:
    """A statement without what PostgreSQL changes when it gives it back: brackets, capitals and spaces.

    Brackets decide nothing here, as the only condition is a row of ORs.
    """
    return " ".join(re.sub(r"[()]", " ", sql).lower().split())


def _triggers() -> dict[str, tuple[str, str]]:
    """The name of each trigger, with its table and the statement that creates it."""
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _sqlite() -> dict[str, tuple[str, str]]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)
    triggers = [
        (NAMES[0], "kernel_event", "UPDATE", "", APPEND_ONLY),
        (NAMES[1], "kernel_event", "DELETE", "", APPEND_ONLY),
        (NAMES[2], "kernel_obligation", f"UPDATE OF {', '.join(FROZEN)}", f"WHEN {changed} ", AS_OPENED),
        (NAMES[3], "kernel_obligation", "DELETE", "", NEVER_DELETED),
    ]
    return {
        name: (
            table,
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{reason}'); END",
        )
        for name, table, what, when, reason in triggers
    }


def _postgresql() -> dict[str, tuple[str, str]]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)
    triggers = [
        (NAMES[0], "kernel_event", "UPDATE", "ROW", APPEND_ONLY),
        (NAMES[1], "kernel_event", "DELETE", "ROW", APPEND_ONLY),
        ("anlan_event_no_truncate", "kernel_event", "TRUNCATE", "STATEMENT", APPEND_ONLY),
        (NAMES[2], "kernel_obligation", f"UPDATE OF {', '.join(FROZEN)}", f"ROW WHEN ({changed})", AS_OPENED),
        (NAMES[3], "kernel_obligation", "DELETE", "ROW", NEVER_DELETED),
    ]
    return {
        name: (
            table,
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH {each} EXECUTE FUNCTION anlan_refuse('{reason}')",
        )
        for name, table, what, each, reason in triggers
    }
