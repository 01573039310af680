"""Database triggers that refuse to rewrite history, for both databases.

The ledger takes no UPDATE and no DELETE; an obligation keeps for ever whose it was, under which duty, for which period,
with which original due date and facts. SQLite drops triggers silently when a migration rebuilds a table, so ``anlan``
installs them after every migration and ``/healthz`` looks whether they are there.
"""

from __future__ import annotations

from django.db import connection

FROZEN = (
    "duty_id",
    "version_id",
    "unit_id",
    "period",
    "source_id",
    "slot",
    "opened_at",
    "original_due_at",
    "fact_id",
)
NAMES = (
    "anlan_event_no_update",
    "anlan_event_no_delete",
    "anlan_obligation_frozen",
    "anlan_obligation_no_delete",
)


def install() -> None:
    """Create the triggers, replacing older versions of them."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def missing() -> list[str]:
    """The names of triggers that are not installed; empty when all is well."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    wanted = set(NAMES) | ({"anlan_event_no_truncate"} if connection.vendor == "postgresql" else set())
    return sorted(wanted - present)


def _sqlite() -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)
    refuse = "BEGIN SELECT RAISE(ABORT, '{}'); END"
    return [
        *(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES),
        f"CREATE TRIGGER {NAMES[0]} BEFORE UPDATE ON kernel_event " + refuse.format("the ledger is append-only"),
        f"CREATE TRIGGER {NAMES[1]} BEFORE DELETE ON kernel_event " + refuse.format("the ledger is append-only"),
        f"CREATE TRIGGER {NAMES[2]} BEFORE UPDATE OF {', '.join(FROZEN)} ON kernel_obligation WHEN {changed} "
        + refuse.format("what an obligation was opened with is frozen"),
        f"CREATE TRIGGER {NAMES[3]} BEFORE DELETE ON kernel_obligation "
        + refuse.format("an obligation is waived or lapses, it is never deleted"),
    ]


def _postgresql() -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)
    function = (
        "CREATE OR REPLACE FUNCTION anlan_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    run = "EXECUTE FUNCTION anlan_refuse('{}')"
    triggers = [
        ("kernel_event", NAMES[0], "BEFORE UPDATE ON kernel_event FOR EACH ROW", "the ledger is append-only"),
        ("kernel_event", NAMES[1], "BEFORE DELETE ON kernel_event FOR EACH ROW", "the ledger is append-only"),
        (
            "kernel_event",
            "anlan_event_no_truncate",
            "BEFORE TRUNCATE ON kernel_event FOR EACH STATEMENT",
            "the ledger is append-only",
        ),
        (
            "kernel_obligation",
            NAMES[2],
            f"BEFORE UPDATE OF {', '.join(FROZEN)} ON kernel_obligation FOR EACH ROW WHEN ({changed})",
            "what an obligation was opened with is frozen",
        ),
        (
            "kernel_obligation",
            NAMES[3],
            "BEFORE DELETE ON kernel_obligation FOR EACH ROW",
            "an obligation is waived or lapses, it is never deleted",
        ),
    ]
    statements = [function]
    for table, name, when, reason in triggers:
        statements.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        statements.append(f"CREATE TRIGGER {name} {when} " + run.format(reason))
    return statements
